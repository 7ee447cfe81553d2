// The house's clock: what it shows, and how it is moved.

import { clock, moveClock } from "./wire.js";
import { now, setTime } from "./time.js";
import { locale, say } from "./words.js";

const shown = new Intl.DateTimeFormat(locale, {
  weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit",
});
const MORNING = [8, 55];

export class ClockControl {
  /** `ticked()` is called when the time has changed. */
  constructor(root, ticked) {
    this.root = root;
    this.ticked = ticked;
    this.heard = 0;
    this.label = root.querySelector(".now");
    this.until = root.querySelector("input");
    this.problem = root.querySelector(".problem");
    for (const button of root.querySelectorAll("[data-seconds]")) {
      button.addEventListener("click", () => this.#move({ by_seconds: Number(button.dataset.seconds) }));
    }
    root.querySelector("form").addEventListener("submit", (event) => {
      event.preventDefault();
      const to = new Date(this.until.value);
      this.problem.textContent = to < now() ? say("noWayBack") : "";
      if (to >= now()) this.#move({ to: to.toISOString() });
    });
    root.addEventListener("toggle", () => root.open && this.#propose());
    document.addEventListener("click", (event) => {
      if (!root.contains(event.target)) root.open = false;
    });
    root.addEventListener("keydown", (event) => {
      if (event.key === "Escape") root.open = false;
    });
  }

  /** Ask for the time, at first and when the line was broken. */
  async load() {
    const heard = this.heard;
    const told = await clock();
    // What was told while the answer was on its way is newer.
    if (heard === this.heard) this.hear(told);
  }

  hear(told) {
    this.heard += 1;
    setTime(told);
    this.tick();
    this.ticked();
  }

  tick() {
    this.label.textContent = shown.format(now());
  }

  async #move(where) {
    this.#busy(true);
    try {
      await moveClock(where);
      this.#propose();
    } finally {
      this.#busy(false);
    }
  }

  #busy(on) {
    this.root.classList.toggle("moving", on);
    this.root.querySelectorAll("button, input").forEach((control) => (control.disabled = on));
  }

  /** Tomorrow morning is where most people want to go. */
  #propose() {
    const morning = now();
    morning.setDate(morning.getDate() + 1);
    morning.setHours(...MORNING, 0, 0);
    this.until.value = local(morning);
    this.until.min = local(now());
  }
}

/** As a field for date and time holds it. */
function local(moment) {
  const two = (number) => String(number).padStart(2, "0");
  const day = [moment.getFullYear(), two(moment.getMonth() + 1), two(moment.getDate())].join("-");
  return `${day}T${two(moment.getHours())}:${two(moment.getMinutes())}`;
}
