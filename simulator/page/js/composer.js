// The writing end of a phone: a field that grows, keys, and suggestions for a newcomer.

import { dayOf } from "./days.js";
import { fillMenu } from "./enclosing.js";
import { quote } from "./options.js";
import { now } from "./time.js";
import { say } from "./words.js";

const TWO_MINUTES_MS = 120_000;
const HALF_A_MINUTE_MS = 30_000; // the command knows whole minutes only: take the nearest

export class Composer {
  /** `onSend(text, answered)` sends words, `onEnclose(enclosed)` what is not words. */
  constructor(screen, onSend, onEnclose) {
    this.form = screen.querySelector(".composer");
    this.field = screen.querySelector("textarea");
    this.chips = screen.querySelector(".chips");
    this.onSend = onSend;
    this.replying = screen.querySelector(".replying");
    this.replying.querySelector("button").addEventListener("click", () => this.answer(null));
    this.field.placeholder = say("message");
    this.field.addEventListener("input", () => this.#grow());
    this.field.addEventListener("keydown", (event) => this.#key(event));
    this.form.addEventListener("submit", (event) => this.#submit(event));
    fillMenu(screen.querySelector(".enclose"), onEnclose);
    this.#suggest();
  }

  focus() {
    this.field.focus({ preventScroll: true });
  }

  /** What is sent next answers this message; null: none in particular. */
  answer(item) {
    this.answered = item?.sid;
    this.replying.hidden = !item;
    this.replying.querySelector(".answered").replaceChildren(...(item ? [quote(item.body)] : []));
    if (item) this.focus();
  }

  #key(event) {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) this.#submit(event);
  }

  #submit(event) {
    event.preventDefault();
    const text = this.field.value.trim();
    if (text) {
      this.field.value = "";
      this.#grow();
      const answered = this.answered;
      this.answer(null);
      this.onSend(text, answered);
    }
    this.focus();
  }

  #grow() {
    this.field.style.height = "auto";
    this.field.style.height = `${this.field.scrollHeight}px`;
  }

  #suggest() {
    for (const command of ["/start", "/help"]) this.#chip(command, () => command);
    this.#chip(`⏰ ${say("inTwoMinutes")}`, () => inTwoMinutes());
    this.#chip("/list", () => "/list");
  }

  #chip(label, text) {
    const chip = document.createElement("button");
    chip.type = "button";
    chip.className = "chip";
    chip.textContent = label;
    chip.addEventListener("click", () => this.onSend(text()));
    this.chips.append(chip);
  }
}

/** The whole command, as anyone could type it. */
export function inTwoMinutes(from = now()) {
  const then = new Date(from.getTime() + TWO_MINUTES_MS + HALF_A_MINUTE_MS);
  const time = [then.getHours(), then.getMinutes()].map((part) => String(part).padStart(2, "0")).join(":");
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone ?? "UTC";
  return `/add remind me to ${say("groceries")} at ${dayOf(then)} ${time} in ${zone}`;
}
