// The scrolling part of a phone: rows, days, the typing dots, and staying at the newest message.

import { row, showReaction, showStatus, typingRow } from "./bubbles.js";
import { dayName, dayOf } from "./days.js";

const NEAR_PX = 80;

export class Chat {
  /** `does.onAgain(item)` sends a failed message again, `onTap(item, option)` answers by a button, `onReply(item)`
      begins an answer to one message, `onReact(item, emoji)` puts a face on it. */
  constructor(screen, does) {
    this.log = screen.querySelector(".log");
    this.jump = screen.querySelector(".jump");
    this.count = screen.querySelector(".jump .count");
    this.typing = typingRow();
    this.rows = new Map();
    this.does = does;
    this.texts = new Map();
    this.missed = 0;
    this.following = true; // until the person scrolls up
    this.lastTop = 0;
    this.log.addEventListener("scroll", () => this.#scrolled());
    this.jump.addEventListener("click", () => this.toEnd());
  }

  /** Show a whole transcript at once, without reading it aloud. */
  replace(items) {
    this.log.classList.remove("lively");
    this.log.setAttribute("aria-busy", "true");
    this.log.querySelectorAll(".row, .day").forEach((element) => element.remove());
    this.rows.clear();
    items.forEach((item) => (isReaction(item) ? this.#react(item) : this.#append(item)));
    this.toEnd();
    this.log.setAttribute("aria-busy", "false");
    requestAnimationFrame(() => this.log.classList.add("lively"));
  }

  /** Show a message, or what changed about it. Returns whether it is new here. */
  show(item) {
    if (isReaction(item)) return this.#react(item);
    const known = this.rows.get(item.sid);
    if (known) {
      showStatus(known, item, () => this.does.onAgain(item));
    } else {
      this.#append(item);
    }
    if (this.following || (!known && item.direction === "out")) this.toEnd();
    else if (!known) this.#miss();
    return !known;
  }

  /** Whether nothing was said after this message. */
  endsWith(sid) {
    return [...this.rows.keys()].at(-1) === sid;
  }

  setTyping(on) {
    if (on) this.log.append(this.typing);
    else this.typing.remove();
    if (this.following) this.toEnd();
  }

  /** The names of the days change at midnight. */
  renameDays() {
    for (const day of this.log.querySelectorAll(".day")) day.textContent = dayName(day.dataset.day);
  }

  toEnd() {
    this.log.scrollTop = this.log.scrollHeight;
    this.following = true;
    this.missed = 0;
    this.#showJump();
  }

  #append(item) {
    this.typing.remove();
    const day = dayOf(new Date(item.at));
    const last = this.log.lastElementChild;
    const sameDay = this.#lastDay() === day;
    if (!sameDay) this.log.append(daySeparator(day));
    const made = row(item, this.texts.get(item.reply_to), this.does);
    this.texts.set(item.sid, item.body);
    made.classList.toggle("first", !sameDay || !last?.classList.contains(item.direction));
    this.rows.set(item.sid, made);
    this.log.append(made);
  }

  #react(item) {
    const about = this.rows.get(item.reply_to);
    if (about) showReaction(about, item.body);
    return false;
  }

  #lastDay() {
    return [...this.log.querySelectorAll(".day")].at(-1)?.dataset.day;
  }

  #atEnd() {
    return this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < NEAR_PX;
  }

  /** Only a person scrolls up; on the way down the log may be following by itself. */
  #scrolled() {
    const up = this.log.scrollTop < this.lastTop;
    this.lastTop = this.log.scrollTop;
    if (this.#atEnd()) {
      this.following = true;
      this.missed = 0;
    } else if (up) {
      this.following = false;
    }
    this.#showJump();
  }

  #miss() {
    this.missed += 1;
    this.#showJump();
  }

  #showJump() {
    this.jump.hidden = this.following;
    this.count.hidden = this.missed === 0;
    this.count.textContent = this.missed;
  }
}

const isReaction = (item) => item.enclosed?.kind === "reaction";

function daySeparator(day) {
  const made = document.createElement("div");
  made.className = "day";
  made.dataset.day = day;
  made.textContent = dayName(day);
  return made;
}
