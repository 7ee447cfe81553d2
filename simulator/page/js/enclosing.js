// What can be sent besides words: a place, a voice note, a sticker, a contact, a picture, a reaction.

import { say } from "./words.js";

const PLACES = [
  ["berlin", 52.52, 13.405],
  ["moscow", 55.7558, 37.6173],
  ["newYork", 40.7128, -74.006],
  ["tbilisi", 41.7151, 44.8271],
  ["tokyo", 35.6762, 139.6503],
];

const FILES = { voice: "🎤", image: "🖼️", sticker: "🎈", contact: "👤" };

export const REACTIONS = ["👍", "✅", "❤️", "😂"];

/** A menu behind the plus: `onEnclose(enclosed)` sends what was chosen. */
export function fillMenu(menu, onEnclose) {
  const items = [
    ...PLACES.map(([name, latitude, longitude]) => [
      `📍 ${say(`place_${name}`)}`, { kind: "location", latitude, longitude, label: say(`place_${name}`) },
    ]),
    ...Object.keys(FILES).map((kind) => [`${FILES[kind]} ${say(`kind_${kind}`)}`, { kind }]),
  ];
  menu.querySelector(".items").append(...items.map(([words, enclosed]) => choice(words, () => {
    menu.open = false;
    onEnclose(enclosed);
  })));
  closable(menu);
}

/** How the phone shows what it sent. */
export function enclosure(enclosed) {
  const made = document.createElement("div");
  made.className = `enclosure ${enclosed.kind}`;
  made.textContent = enclosed.kind === "location" ? `📍 ${enclosed.label || say("kind_location")}` : fileWords(enclosed.kind);
  return made;
}

/** A row of faces that opens beside a message. */
export function reactions(onReact) {
  const menu = document.createElement("details");
  const face = document.createElement("summary");
  const row = document.createElement("div");
  menu.className = "react";
  face.textContent = "☺";
  face.setAttribute("aria-label", say("react"));
  row.className = "faces";
  row.append(...REACTIONS.map((emoji) => choice(emoji, () => {
    menu.open = false;
    onReact(emoji);
  })));
  menu.append(face, row);
  closable(menu);
  return menu;
}

function fileWords(kind) {
  return kind === "sticker" ? FILES.sticker : `${FILES[kind] ?? ""} ${say(`kind_${kind}`)}`;
}

function choice(words, onChoose) {
  const made = document.createElement("button");
  made.type = "button";
  made.textContent = words;
  made.addEventListener("click", onChoose);
  return made;
}

function closable(menu) {
  document.addEventListener("click", (event) => {
    if (!menu.contains(event.target)) menu.open = false;
  });
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
}
