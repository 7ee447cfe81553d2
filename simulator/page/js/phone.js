// One phone: a person, their chat with Nudge, and what is on its way between them.

import { Chat } from "./chat.js";
import { Composer } from "./composer.js";
import { timeOf } from "./days.js";
import { now } from "./time.js";
import { newSid, reportSeen, transcript, write } from "./wire.js";
import { fillWords, say } from "./words.js";

const TYPING_MS = 10_000;
const LOOKING_MS = 350; // nobody reads faster than that

export class Phone {
  /** `owner` is {name, number}; `changed()` is called when the unread count changes. */
  constructor(owner, { changed, editOwner }) {
    this.element = document.getElementById("phone-template").content.firstElementChild.cloneNode(true);
    this.owner = owner;
    this.changed = changed;
    this.unread = 0;
    this.unsent = new Map(); // what the simulator has not heard of yet
    this.isShown = () => true;
    fillWords(this.element);
    this.chat = new Chat(this.element, {
      onAgain: (item) => this.#post(item),
      onTap: (item, option) => this.#say(option.title, { reply_to: item.sid, tapped: option.id }),
      onReply: (item) => this.composer.answer(item),
      onReact: (item, emoji) => this.#say(emoji, { reply_to: item.sid, enclosed: { kind: "reaction" } }),
    });
    this.composer = new Composer(
      this.element,
      (text, answered) => this.#say(text, { reply_to: answered }),
      (enclosed) => this.#say("", { enclosed }),
    );
    for (const button of this.element.querySelectorAll(".owner, .identity")) {
      button.addEventListener("click", () => editOwner(this));
    }
    this.#name();
    this.#present("connecting");
    this.tick();
  }

  /** Read the transcript again: after a start, a reconnection, or a change of number. */
  async load() {
    const number = this.owner.number;
    const meanwhile = (this.meanwhile = []); // the transcript may be older than what is heard on the way
    try {
      const told = await transcript(number);
      if (this.meanwhile === meanwhile) this.#show(told.filter((item) => item.number === number));
    } finally {
      if (this.meanwhile === meanwhile) this.meanwhile = null;
    }
    meanwhile.forEach((item) => this.hear(item));
  }

  #show(told) {
    told.forEach((item) => this.unsent.delete(item.sid));
    const mine = [...this.unsent.values()].filter((item) => item.number === this.owner.number);
    const items = [...told.filter(hasArrived), ...mine].sort((a, b) => a.at.localeCompare(b.at));
    this.chat.replace(items);
    this.unread = items.filter(isUnread).length;
    this.look();
  }

  become(owner) {
    this.owner = owner;
    this.#name();
    return this.load();
  }

  /** Take in a change that the simulator told. */
  hear(item) {
    this.meanwhile?.push(item);
    this.unsent.delete(item.sid);
    if (item.number !== this.owner.number || !hasArrived(item)) return;
    const isNew = this.chat.show(item);
    if (item.direction === "in" && isNew) {
      this.#setTyping(false);
      this.unread += 1;
      this.look();
    } else if (item.direction === "out" && item.status === "delivered" && this.chat.endsWith(item.sid)) {
      this.#setTyping(true);
    }
  }

  /** If someone can see this chat, say so after a moment; else remember that something waits. */
  look() {
    this.changed();
    if (this.unread === 0 || !this.#seesIt()) return;
    setTimeout(() => {
      if (!this.#seesIt()) return;
      this.unread = 0;
      this.changed();
      reportSeen(this.owner.number).catch(() => {});
    }, LOOKING_MS);
  }

  /** Nudge lets Twilio show that it is writing. */
  seeTyping(number) {
    if (number === this.owner.number) this.#setTyping(true);
  }

  connected(on) {
    const hint = this.element.querySelector(".reconnecting");
    hint.hidden = on;
    hint.textContent = on ? "" : say("reconnecting");
    this.#present(on ? "online" : "connecting");
  }

  tick() {
    this.element.querySelector(".clock").textContent = timeOf(now());
    this.chat.renameDays();
  }

  #seesIt() {
    return document.visibilityState === "visible" && this.isShown();
  }

  #say(text, more = {}) {
    const item = {
      ...more,
      sid: newSid(),
      number: this.owner.number,
      direction: "out",
      body: text,
      status: "sending",
      at: now().toISOString(),
    };
    this.#post(item);
  }

  /** Send it, or send it again: the simulator knows a message by its sid. */
  #post(item) {
    const { sid, number, body, reply_to, tapped, enclosed } = item;
    this.#keepUnsent({ ...item, status: "sending" });
    write({ sid, from: number, body, reply_to, tapped, enclosed, profile_name: this.owner.name }).catch(() =>
      this.#keepUnsent({ ...item, status: "failed" }),
    );
  }

  #keepUnsent(item) {
    this.unsent.set(item.sid, item);
    this.chat.show(item);
  }

  #setTyping(on) {
    clearTimeout(this.typingTimer);
    this.chat.setTyping(on);
    this.#present(on ? "typing" : "online");
    if (on) this.typingTimer = setTimeout(() => this.#setTyping(false), TYPING_MS);
  }

  #present(state) {
    this.element.querySelector(".presence").textContent = say(state);
    this.element.dataset.presence = state;
  }

  #name() {
    this.element.querySelector(".owner-name").textContent = this.owner.name;
    this.element.querySelector(".owner-number").textContent = this.owner.number;
    this.element.setAttribute("aria-label", `${this.owner.name}, ${this.owner.number}`);
  }
}

/** What Nudge says is on the phone once it is delivered; what the person says is there at once. */
const hasArrived = (item) => item.direction === "out" || ["delivered", "read"].includes(item.status);

const isUnread = (item) => item.direction === "in" && item.status === "delivered";
