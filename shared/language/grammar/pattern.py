"""The days inside a period: on mondays and fridays, the 1st and 15th, the last Friday, 21 и 31 декабря."""

from dataclasses import replace
from typing import NamedTuple

from shared.language.grammar.lists import Weekdays, ordinals, weekdays
from shared.language.grammar.numbers import Tokens, has, integer, ordinal, skip
from shared.language.when import Repeat

FREQUENCIES = {
    "minute": ("MINUTELY", 1),
    "hour": ("HOURLY", 1),
    "half-hour": ("MINUTELY", 30),
    "day": ("DAILY", 1),
    "week": ("WEEKLY", 1),
    "fortnight": ("WEEKLY", 2),
    "month": ("MONTHLY", 1),
    "quarter": ("MONTHLY", 3),
    "half-year": ("MONTHLY", 6),
    "year": ("YEARLY", 1),
    "second": ("SECONDLY", 1),
}
ON = ("on", "at", "in", "the")


class Again(NamedTuple):
    """A repeat, the part of the day that came with it, and what about it must be asked."""

    repeat: Repeat
    part: str | None = None
    doubt: str | None = None
    guess: str | None = None
    often: int | None = None
    """Times in a period, when that is the doubt."""
    adjective: bool = False
    """A word like "weekly", which may only describe the task."""


Found = tuple[int, Again] | None


def with_places(t: Tokens, found: Found) -> Found:
    """Add the days that follow: "every month on the 4th", "раз в неделю в воскресенье"."""
    if not found:
        return None
    end, again = found
    if again.doubt:
        return found
    placed = places(t, end, again.repeat)
    return (placed[0], again._replace(repeat=placed[1])) if placed else found


def places(t: Tokens, i: int, base: Repeat) -> tuple[int, Repeat] | None:
    """The days within the period of `base` that stand at `i`."""
    j = i + 1 if t[i].key == "," else i
    while any(has(t[j], role) for role in ON) and j < i + 4:
        j += 1
    if t[j].key in {"по", "со", "с", "from"}:
        j += 1
    if base.freq in {"WEEKLY", "DAILY"} and not base.weekdays:
        days = weekdays(t, j)
        if days and (base.freq == "WEEKLY" or days[1].group or days[1].plural):
            return days[0], replace(base, freq="WEEKLY", weekdays=tuple((0, day) for day in days[1].days))
    if base.freq == "MONTHLY" and not base.month_days and not base.weekdays:
        return in_month(t, j, base)
    if base.freq == "YEARLY" and not base.months:
        return in_year(t, j, base)
    return None


def in_month(t: Tokens, i: int, base: Repeat) -> tuple[int, Repeat] | None:
    side = day_side(t, i)
    if side:
        return i + 1, replace(base, month_days=(side,))
    found = positions(t, i)
    return (found[0], replace(base, **found[1])) if found else None  # type: ignore[arg-type]


def in_year(t: Tokens, i: int, base: Repeat) -> tuple[int, Repeat] | None:
    dates = month_dates(t, i)
    if dates:
        return dates[0], replace(base, months=(dates[1],), month_days=dates[2])
    found = positions(t, i)
    if not found:
        return None
    end = skip(t, found[0], "of", "in")
    end = end + 1 if t[end].key == "в" else end
    month = t[end].word.month
    return (end + 1, replace(base, months=(month,), **found[1])) if month else None  # type: ignore[arg-type]


def day_side(t: Tokens, i: int) -> int | None:
    return -1 if has(t[i], "end") else 1 if has(t[i], "start") else None


def positions(t: Tokens, i: int) -> tuple[int, dict[str, object]] | None:
    """Positions in a month: the 1st and 15th, first and last Friday, 20 числа, вторая пятница и третий вторник."""
    found = ordinals(t, i, bare=True)
    if not found:
        return None
    end, numbers = found
    j = end + 1 if has(t[end], "week-end-word") else end
    j = skip(t, j, "of") if j > end else j
    named = t[j].word.weekday is not None or t[j].word.group is not None or has(t[j], "working")
    days = weekdays(t, j) if named else None
    plain = t[i].kind == "n" and not ordinal(t, i)
    if days and not plain:
        return more_positions(t, days[0], numbers, days[1])
    if t[end].word.unit == "day" or has(t[end], "of-month"):
        return end + 1, {"month_days": numbers}
    return (end, {"month_days": numbers}) if not plain and (True) and t[end].word.unit is None else None


def more_positions(t: Tokens, i: int, numbers: tuple[int, ...], days: Weekdays) -> tuple[int, dict[str, object]]:
    """Positions of weekdays; another such pair may follow after "and"."""
    if len(days.days) > 1:
        return i, {"weekdays": tuple((0, day) for day in days.days), "set_pos": numbers}
    said = tuple((n, days.days[0]) for n in numbers)
    if has(t[i], "and"):
        more = ordinals(t, skip(t, i + 1, "the"))
        if more and t[more[0]].word.weekday is not None:
            said += tuple((n, t[more[0]].word.weekday or 0) for n in more[1])
            i = more[0] + 1
    return i, {"weekdays": said}


def month_dates(t: Tokens, i: int) -> tuple[int, int, tuple[int, ...]] | None:
    """December 21st and 31st; 21 и 31 декабря; july 4th; 25 декабря."""
    i = skip(t, i, "the")
    month = t[i].word.month
    if month is not None:
        found = ordinals(t, i + 1, bare=True)
        return (found[0], month, found[1]) if found and t[found[0]].word.unit is None else None
    found = ordinals(t, i, bare=True)
    if not found:
        return None
    end = skip(t, found[0], "of")
    month = t[end].word.month
    return (end + 1, month, found[1]) if month is not None else None


def of_year(t: Tokens, i: int) -> tuple[int, int] | None:
    j = skip(t, i, "of", "in")
    month = t[j].word.month
    return (j + 1, month) if month is not None else None


def of_month(t: Tokens, i: int) -> tuple[int, int] | None:
    """Read "of the month", "of every other month", "месяца", "каждого 3-го месяца"; gives the interval."""
    j = skip(t, i, "of", "in")
    j = j + 1 if t[j].key in {"в", "the"} else j
    every_one = has(t[j], "every")
    if j == i and not every_one and t[j].key != "месяца":
        return None
    j = j + 1 if every_one else j
    interval = 1
    if every_one and has(t[j], "other"):
        interval, j = 2, j + 1
    elif every_one:
        found = ordinal(t, j) or integer(t, j)
        if found and found[1] > 0:
            interval, j = found[1], found[0]
    return (j + 1, interval) if t[j].word.unit == "month" and not has(t[j], "short") else None
