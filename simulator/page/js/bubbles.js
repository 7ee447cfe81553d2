// Bubbles: building one, and keeping its ticks true.

import { timeOf } from "./days.js";
import { enclosure } from "./enclosing.js";
import { formatted, isJumbo } from "./format.js";
import { answerable, options, quote } from "./options.js";
import { say } from "./words.js";

const TICKS = { sending: "clock", sent: "tick", delivered: "ticks", read: "ticks" };

/** A row with one bubble. `item` is a message as the simulator tells it, `answered` the words that it answers. */
export function row(item, answered, { onAgain, onTap, onReply, onReact }) {
  const made = div(`row ${item.direction}`);
  made.dataset.sid = item.sid;
  const bubble = div("bubble");
  const shown = item.enclosed ? [enclosure(item.enclosed)] : [];
  bubble.append(speaker(item), ...(answered ? [quote(answered)] : []), ...shown, words(item), meta(item));
  made.append(bubble);
  if (item.direction === "in") answerable(made, () => onReply(item), (emoji) => onReact(item, emoji));
  const below = options(item, onTap);
  if (below) made.append(below);
  showStatus(made, item, () => onAgain(item));
  return made;
}

/** Change what may change in a bubble: its ticks, its time, and the offer to send again. */
export function showStatus(made, item, onAgain) {
  const failed = item.direction === "out" && item.status === "failed";
  made.classList.toggle("failed", failed);
  made.dataset.status = item.status;
  made.querySelector(".meta").replaceWith(meta(item));
  made.querySelector(".again")?.remove();
  if (failed) made.querySelector(".text").after(again(onAgain));
}

/** A reaction sits on the message that it is about; a later one takes its place. */
export function showReaction(made, emoji) {
  const bubble = made.querySelector(".bubble");
  bubble.querySelector(".reaction")?.remove();
  const face = div("reaction");
  face.textContent = emoji;
  bubble.append(face);
  made.classList.add("reacted");
}

export function typingRow() {
  const made = div("row in first typing");
  const bubble = div("bubble");
  bubble.append(...[1, 2, 3].map(() => document.createElement("i")));
  made.append(bubble);
  made.setAttribute("aria-hidden", "true");
  return made;
}

export function icon(name, className = "") {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `#icon-${name}`);
  svg.setAttribute("class", className);
  svg.append(use);
  return svg;
}

function speaker(item) {
  const made = document.createElement("span");
  made.className = "hidden-words";
  made.textContent = item.direction === "out" ? `${say("you")}: ` : "Nudge: ";
  return made;
}

function words(item) {
  const made = div("text");
  made.dir = "auto";
  made.append(formatted(item.body));
  made.classList.toggle("jumbo", isJumbo(item.body));
  const space = document.createElement("span"); // keeps the last line clear of the time
  space.className = "space";
  space.setAttribute("aria-hidden", "true");
  space.dataset.time = timeOf(new Date(item.at));
  endOf(made).append(space);
  return made;
}

/** Where the last line is: inside a closing list or quote, or in the text itself. */
function endOf(text) {
  const last = text.lastChild;
  if (last?.nodeName === "BLOCKQUOTE") return last;
  return ["UL", "OL"].includes(last?.nodeName) ? last.lastChild : text;
}

function meta(item) {
  const made = div("meta");
  const time = document.createElement("time");
  time.dateTime = item.at;
  time.textContent = timeOf(new Date(item.at));
  made.append(time);
  if (item.direction === "out") made.append(tick(item.status));
  return made;
}

function tick(status) {
  const made = icon(TICKS[status] ?? "alert", `tick ${status}`);
  made.setAttribute("role", "img");
  made.setAttribute("aria-label", say(status));
  return made;
}

function again(onAgain) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "again";
  made.append(icon("alert"), say("again"));
  made.firstChild.setAttribute("aria-hidden", "true");
  made.addEventListener("click", onAgain);
  return made;
}

function div(className) {
  const made = document.createElement("div");
  made.className = className;
  return made;
}
