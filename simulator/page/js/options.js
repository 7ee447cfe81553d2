// What can be tapped under a message, and the message that is answered: as WhatsApp shows them.

import { icon } from "./bubbles.js";
import { reactions } from "./enclosing.js";
import { say } from "./words.js";

const SWIPE_PX = 56;
const QUOTED = 120; // characters
const MARKS = /[*_~`\u200b]/g;

/** Buttons under a bubble, or a list that opens. Null where there is nothing to tap. */
export function options(item, onTap) {
  if (!item.options?.length) return null;
  const buttons = item.options.map((option) => button(option, () => onTap(item, option)));
  if (item.shape !== "list") return group("options", buttons);
  const list = document.createElement("details");
  const label = document.createElement("summary");
  list.className = "list-picker";
  label.textContent = item.options_label || say("choices");
  list.append(label, group("options", buttons));
  return list;
}

/** The words that a message answers, above its own. */
export function quote(text) {
  const made = document.createElement("div");
  made.className = "quoted";
  made.dir = "auto";
  const plain = text.replace(MARKS, "");
  made.textContent = plain.length > QUOTED ? `${plain.slice(0, QUOTED - 1)}…` : plain;
  return made;
}

/** Let a message be answered: by its button, by swiping it to the right, or with a face. */
export function answerable(made, onReply, onReact) {
  const reply = document.createElement("button");
  reply.type = "button";
  reply.className = "reply";
  reply.setAttribute("aria-label", say("reply"));
  reply.append(icon("reply"));
  reply.addEventListener("click", onReply);
  made.append(reply, reactions(onReact));
  swipe(made.querySelector(".bubble"), onReply);
}

function swipe(bubble, onReply) {
  let from = null;
  const pull = (event) => Math.max(0, event.touches[0].clientX - from);
  bubble.addEventListener("touchstart", (event) => (from = event.touches[0].clientX), { passive: true });
  bubble.addEventListener("touchmove", (event) => {
    bubble.style.transform = `translateX(${Math.min(pull(event), SWIPE_PX * 1.3)}px)`;
  }, { passive: true });
  bubble.addEventListener("touchend", (event) => {
    const far = from !== null && event.changedTouches[0].clientX - from > SWIPE_PX;
    from = null;
    bubble.style.transform = "";
    if (far) onReply();
  });
}

function button(option, onTap) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "option";
  made.textContent = option.title;
  if (option.description) {
    const more = document.createElement("small");
    more.textContent = option.description;
    made.append(more);
  }
  made.addEventListener("click", onTap);
  return made;
}

function group(className, buttons) {
  const made = document.createElement("div");
  made.className = className;
  made.setAttribute("role", "group");
  made.setAttribute("aria-label", say("choices"));
  made.append(...buttons);
  return made;
}
