"""Rules and moments in English words that read back to the same value."""

from collections.abc import Sequence
from datetime import date, time

from shared.language.rule import Rule, written

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")  # fmt: skip  # noqa: E501
POSITIONS = {
    1: "first",
    2: "second",
    3: "third",
    4: "fourth",
    5: "fifth",
    -1: "last",
    -2: "second to last",
    -3: "third to last",
}
UNITS = {"MINUTELY": "minute", "HOURLY": "hour", "DAILY": "day", "WEEKLY": "week", "MONTHLY": "month", "YEARLY": "year"}
DISTANCE = (("day", "days"), ("h", "h"), ("min", "min"))
IN = "in {}"
SOON = "now"
WORKDAYS = (0, 1, 2, 3, 4)


def listed(words: Sequence[str]) -> str:
    """Join "a, b and c"."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def position(n: int) -> str:
    """First, last, third to last; 0 is each one."""
    if n in POSITIONS:
        return POSITIONS[n]
    return "each" if n == 0 else f"{nth(-n)} to last" if n < 0 else nth(n)


def nth(n: int) -> str:
    if n < 0:
        return f"{position(n)} day"
    ending = "th" if 10 < n % 100 < 20 else {1: "st", 2: "nd", 3: "rd"}.get(n % 10, "th")  # noqa: PLR2004
    return f"{n}{ending}"


def plural(n: int, unit: str) -> str:
    return f"every {unit}" if n == 1 else f"every {n} {unit}s"


def every(rule: Rule) -> str:
    """The days of a rule, or its step of real time."""
    unit = plural(rule.interval, UNITS[rule.freq])
    if rule.freq in {"WEEKLY", "DAILY"} and rule.weekdays and not rule.set_pos:
        return weekly(rule)
    if rule.freq == "YEARLY":
        return f"{unit} {yearly(rule)}".strip()
    if rule.weekdays and rule.elapsed:
        return f"{unit} on {listed([WEEKDAYS[day] for _, day in rule.weekdays])}"
    places = within_month(rule)
    return f"{unit} on the {places}" if places else unit


def weekly(rule: Rule) -> str:
    days = tuple(day for _, day in rule.weekdays)
    if rule.interval == 1:
        return "every weekday" if days == WORKDAYS else f"every {listed([WEEKDAYS[day] for day in days])}"
    return f"{plural(rule.interval, 'week')} on {listed([WEEKDAYS[day] for day in days])}"


def within_month(rule: Rule) -> str:
    if rule.weekdays:
        return positions(rule)
    return listed([nth(n) for n in rule.month_days]) if rule.month_days and rule.freq == "MONTHLY" else ""


def positions(rule: Rule) -> str:
    if rule.set_pos:
        return f"{listed([position(n) for n in rule.set_pos])} {listed([WEEKDAYS[day] for _, day in rule.weekdays])}"
    groups: dict[int, list[int]] = {}
    for n, day in rule.weekdays:
        groups.setdefault(day, []).append(n)
    return " and the ".join(f"{listed([position(n) for n in ns])} {WEEKDAYS[day]}" for day, ns in groups.items())


def yearly(rule: Rule) -> str:
    if not rule.months:
        return ""
    months = listed([MONTHS[month - 1] for month in rule.months])
    if rule.weekdays:
        return f"on the {positions(rule)} of {months}"
    days = rule.month_days or (rule.start.day,)
    if min(days) < 0:
        return f"on the {listed([nth(n) for n in days])} of {months}"
    return f"on {listed([str(n) for n in days])} {months}"


def stepped(minutes: int) -> str:
    return plural(minutes // 60, "hour") if minutes % 60 == 0 else plural(minutes, "minute")


def window(step: int, first: time, last: time, rule: Rule) -> str:
    """Every half hour from nine to six on these days."""
    days = tuple(day for _, day in rule.weekdays)
    on = "" if not days else " on weekdays" if days == WORKDAYS else f" on {listed([WEEKDAYS[day] for day in days])}"
    return f"{stepped(step)} from {written(first)} to {written(last)}{on}"


def at(times: Sequence[time]) -> str:
    return f"at {listed([written(moment) for moment in times])}"


def day(of: date) -> str:
    return f"{of.day} {MONTHS[of.month - 1]} {of.year}"


def full_day(of: date) -> str:
    return f"{WEEKDAYS[of.weekday()]} {day(of)}"


def short_day(of: date) -> str:
    return f"{WEEKDAYS[of.weekday()]} {of.day} {MONTHS[of.month - 1]}"


def until(of: date) -> str:
    return f"until {day(of)}"


def count(n: int) -> str:
    return f"{n} times" if n > 1 else "once"


def starting(of: date) -> str:
    return f"starting {day(of)}"


def except_days(days: Sequence[date]) -> str:
    return f"except on {listed([day(of) for of in days])}"


def except_month_days(numbers: Sequence[int]) -> str:
    return f"except on the {listed([nth(n) for n in numbers])}"


def except_months(months: Sequence[int]) -> str:
    return f"except in {listed([MONTHS[month - 1] for month in months])}"


def in_months(months: Sequence[int]) -> str:
    return f"in {listed([MONTHS[month - 1] for month in months])}"
