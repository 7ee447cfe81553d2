// The panel beside the phone: Twilio's moods, and what goes over the wire.

import { changeMoods, moods, wire } from "./wire.js";
import { locale, say } from "./words.js";

const CHANCES = [
  "drop", "error", "deny", "throttle", "refuse", "fail", "hidden",
  "callbacks_lost", "callbacks_doubled", "callbacks_late", "callbacks_early", "callbacks_shuffled",
  "webhooks_doubled", "webhooks_late", "webhooks_lost", "webhooks_forged",
];
const SWITCHES = ["window", "locked"];
const LINES = 60;
const clockOf = new Intl.DateTimeFormat(locale, { hour: "2-digit", minute: "2-digit", second: "2-digit" });

export class Panel {
  constructor(root, button) {
    this.root = root;
    this.lines = root.querySelector(".lines");
    this.chances = root.querySelector(".chances");
    this.changes = 0;
    button.addEventListener("click", () => this.#open(button));
    root.querySelector(".calm").addEventListener("click", () => this.#change(calm()));
    root.querySelector(".close").addEventListener("click", () => this.#open(button));
    this.sliders = Object.fromEntries(CHANCES.map((name) => [name, this.#slider(name)]));
    this.switches = Object.fromEntries(SWITCHES.map((name) => [name, this.#switch(name)]));
  }

  /** Show one call that went over the wire. */
  hear(line) {
    if (this.root.hidden) return;
    const made = document.createElement("li");
    made.className = line.way;
    made.textContent = `${clockOf.format(new Date(line.at))} ${say(`way_${line.way}`)} ${line.what} ${line.result}`;
    this.lines.prepend(made);
    while (this.lines.children.length > LINES) this.lines.lastChild.remove();
  }

  async #open(button) {
    this.root.hidden = !this.root.hidden;
    button.setAttribute("aria-pressed", !this.root.hidden);
    document.body.classList.toggle("with-panel", !this.root.hidden);
    if (this.root.hidden) return;
    this.lines.replaceChildren();
    (await wire()).slice(-LINES).forEach((line) => this.hear(line));
    const changes = this.changes;
    const now = await moods();
    // Who was faster than the answer has moved a slider: what they set is newer.
    if (changes === this.changes) this.#show(now);
  }

  async #change(wanted) {
    this.changes += 1;
    this.#show(await changeMoods(wanted));
  }

  #show(now) {
    for (const [name, slider] of Object.entries(this.sliders)) {
      slider.value = now[name] * 100;
      slider.setAttribute("aria-valuetext", `${Math.round(now[name] * 100)} %`);
      slider.nextElementSibling.textContent = `${Math.round(now[name] * 100)} %`;
    }
    for (const [name, box] of Object.entries(this.switches)) box.checked = now[name];
  }

  #slider(name) {
    const input = field("range", say(`mood_${name}`));
    Object.assign(input.control, { min: 0, max: 100, step: 5 });
    input.label.append(document.createElement("output"));
    input.control.addEventListener("change", () => this.#change({ [name]: input.control.value / 100 }));
    this.chances.append(input.label);
    return input.control;
  }

  #switch(name) {
    const input = field("checkbox", say(`mood_${name}`));
    input.control.addEventListener("change", () => this.#change({ [name]: input.control.checked }));
    this.chances.append(input.label);
    return input.control;
  }
}

const calm = () => ({ ...Object.fromEntries(CHANCES.map((name) => [name, 0])), window: true, locked: false });

function field(type, words) {
  const label = document.createElement("label");
  const name = document.createElement("span");
  const control = document.createElement("input");
  control.type = type;
  name.textContent = words;
  label.append(name, control);
  return { label, control };
}
