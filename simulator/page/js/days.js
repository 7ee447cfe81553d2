// Times and days as a person reads them.

import { now } from "./time.js";
import { locale, say } from "./words.js";

const clock = new Intl.DateTimeFormat(locale, { hour: "2-digit", minute: "2-digit" });
const weekday = new Intl.DateTimeFormat(locale, { weekday: "long" });
const longDate = new Intl.DateTimeFormat(locale, { day: "numeric", month: "long", year: "numeric" });

export const timeOf = (moment) => clock.format(moment);

/** The local day of a moment, as a key that sorts and compares. */
export function dayOf(moment) {
  const two = (number) => String(number).padStart(2, "0");
  return `${moment.getFullYear()}-${two(moment.getMonth() + 1)}-${two(moment.getDate())}`;
}

/** "Today", "Yesterday", a weekday within the week, or the date. */
export function dayName(day, today = dayOf(now())) {
  const [then, here] = [noon(day), noon(today)];
  const ago = Math.round((here - then) / 86_400_000);
  if (ago === 0) return say("today");
  if (ago === 1) return say("yesterday");
  return ago > 1 && ago < 7 ? weekday.format(then) : longDate.format(then);
}

const noon = (day) => new Date(`${day}T12:00:00`);
