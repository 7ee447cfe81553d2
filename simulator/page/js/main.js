// The page: two phones, one line to the simulator, and who is in front.

import { ClockControl } from "./clock.js";
import { askOwner, keepOwners, readOwners } from "./owners.js";
import { Panel } from "./panel.js";
import { Phone } from "./phone.js";
import { startTheme } from "./theme.js";
import { listen } from "./wire.js";
import { fillWords, language, say } from "./words.js";

const SECOND = "nudge.second";
const small = matchMedia("(max-width: 759px)");
const state = { front: 0, second: localStorage.getItem(SECOND) === "yes" };

document.documentElement.lang = language;
fillWords(document);
startTheme(document.querySelector(".theme"));

const phones = readOwners(language).map((owner) => new Phone(owner, { changed: showUnread, editOwner }));
const panel = new Panel(document.querySelector(".panel"), document.querySelector(".scenes"));
const clock = new ClockControl(document.querySelector(".time"), () => phones.forEach((phone) => phone.tick()));
const tabs = phones.map(tab);
const secondButton = document.querySelector(".second");
let hangUp;

phones.forEach((phone, index) => {
  phone.isShown = () => (small.matches ? index === state.front : index === 0 || state.second);
});
document.querySelector(".phones").append(...phones.map((phone) => phone.element));
document.querySelector(".tabs").append(...tabs);

secondButton.addEventListener("click", () => {
  state.second = !state.second;
  localStorage.setItem(SECOND, state.second ? "yes" : "no");
  arrange();
  connect();
});
small.addEventListener("change", () => {
  arrange();
  connect();
});
document.addEventListener("visibilitychange", () => phones.forEach((phone) => phone.look()));
setInterval(() => [clock, ...phones].forEach((each) => each.tick()), 1_000);

arrange();
connect();
if (!matchMedia("(pointer: coarse)").matches) phones[0].composer.focus();

/** Phones that exist for the visitor now: on a small screen the other one is a tap away. */
function connect() {
  hangUp?.();
  const open = phones.filter((phone, index) => index === 0 || state.second || small.matches);
  hangUp = listen(open.map((phone) => phone.owner.number), {
    message: (item) => open.forEach((phone) => phone.hear(item)),
    typing: ({ number }) => open.forEach((phone) => phone.seeTyping(number)),
    call: (line) => panel.hear(line),
    time: (told) => clock.hear(told),
    up: () => {
      clock.load().catch(() => {});
      open.forEach((phone) => phone.load().then(() => phone.connected(true), () => {}));
    },
    down: () => open.forEach((phone) => phone.connected(false)),
  });
}

function arrange() {
  document.body.classList.toggle("two-phones", state.second);
  secondButton.setAttribute("aria-pressed", state.second);
  phones.forEach((phone, index) => {
    phone.element.classList.toggle("behind", index !== state.front);
    tabs[index].setAttribute("aria-pressed", index === state.front);
    phone.look();
  });
}

async function editOwner(phone) {
  const owner = await askOwner(document.querySelector(".identity-card"), phone.owner);
  if (!owner) return;
  await phone.become(owner);
  keepOwners(phones.map((each) => each.owner));
  showUnread();
  connect();
}

function tab(phone, index) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "tab";
  made.addEventListener("click", () => {
    state.front = index;
    arrange();
    phone.chat.toEnd();
  });
  return made;
}

/** Show on the tabs and in the title what waits to be read. */
function showUnread() {
  tabs.forEach((made, index) => nameTab(made, phones[index]));
  const waiting = phones.reduce((sum, phone) => sum + phone.unread, 0);
  document.title = waiting ? `(${waiting}) Nudge` : "Nudge";
}

function nameTab(made, phone) {
  made.textContent = phone.owner.name;
  if (phone.unread === 0) return;
  const badge = document.createElement("span");
  badge.className = "unread";
  badge.textContent = phone.unread;
  badge.setAttribute("aria-label", `${phone.unread} ${say("unread")}`);
  made.append(" ", badge);
}
