"""Stretches of time and what is counted from them: in two hours, через полтора часа, 3 weeks from now, a year ago."""

from typing import NamedTuple

from shared.language.grammar.numbers import Tokens, amount, has, integer, skip, skip_mark
from shared.language.when import Shift

SECONDS = {"second": 1, "minute": 60, "hour": 3600, "half-hour": 1800}
DAYS = {"day": 1, "week": 7, "fortnight": 14}
MONTHS = {"month": 1, "quarter": 3, "half-year": 6, "year": 12, "decade": 120, "century": 1200}
NEEDS_NUMBER = "short"
A_DAY = 86400


class Span(NamedTuple):
    """A stretch of time: calendar part and real-time part. `vague`: only said roughly."""

    months: int = 0
    days: int = 0
    seconds: int = 0
    vague: bool = False

    def __neg__(self) -> "Span":
        return Span(-self.months, -self.days, -self.seconds, self.vague)

    def plus(self, other: "Span") -> "Span":
        return Span(
            self.months + other.months, self.days + other.days, self.seconds + other.seconds, self.vague or other.vague
        )

    @property
    def shift(self) -> Shift | None:
        """The calendar part."""
        if not self.months and not self.days:
            return None
        years, months = divmod(abs(self.months), 12)
        sign = -1 if self.months < 0 else 1
        return Shift(sign * years, sign * months, self.days)


def sized(count: float, unit: str, *, vague: bool) -> Span | None:
    """So many units; halves go down to the next smaller unit, and what has no clean half is refused."""
    if unit in SECONDS:
        return Span(seconds=round(count * SECONDS[unit]), vague=vague)
    if unit in DAYS:
        days = count * DAYS[unit]
        whole = int(days)
        return Span(days=whole, seconds=round((days - whole) * A_DAY), vague=vague)
    if unit not in MONTHS:
        return None
    months = count * MONTHS[unit]
    return (
        Span(months=int(months), days=15 if months % 1 == 0.5 else 0, vague=vague) if months % 1 in {0, 0.5} else None  # noqa: PLR2004
    )


def span(t: Tokens, i: int, *, bare: bool = False) -> tuple[int, Span] | None:
    """One or several amounts: "2 hours 30 minutes", "an hour and a half", "2h30m". `bare` lets a lone unit mean one."""
    found = single(t, i, bare=bare)
    if not found:
        return None
    end, total = found
    while True:
        j = end + 1 if (has(t[end], "and") or t[end].key == ",") and t[end + 1].kind in {"n", "w"} else end
        more = single(t, j, bare=False) if t[j].kind in {"n", "w"} else None
        if not more or not smaller(more[1], total) or t[j].word.month is not None or "a" in t[j].word.roles:
            return end, total
        end, total = more[0], total.plus(more[1])


def smaller(part: Span, whole: Span) -> bool:
    """Tell whether this goes on below what was said: hours after days, minutes after hours."""
    if part.months:
        return part.months < whole.months and not whole.days and not whole.seconds
    if part.days:
        return (bool(whole.months) or part.days < whole.days) and not whole.seconds
    unit = next((unit for unit in (3600, 1800, 60) if whole.seconds % unit == 0), 1)
    return bool(whole.months or whole.days) or 0 < part.seconds < min(unit, whole.seconds)


def single(t: Tokens, i: int, *, bare: bool) -> tuple[int, Span] | None:  # noqa: PLR0911, a table of forms
    unit = t[i].word.unit
    if unit in {"half-hour", "half-year"}:
        return with_rest(t, i + 1, sized(1, unit, vague=False), unit)
    counted = amount(t, i)
    if counted is None:
        if unit and bare and not has(t[i], "short") and t[i].kind == "w":
            return inverted(t, i, unit) or with_rest(t, i + 1, sized(1, unit, vague=False), unit)
        return None
    j, count, vague = counted
    j = j + 1 if t[j].key == "-" and t[j].glued else j
    j = skip(t, j, "coming", "more")
    named = t[j].word.unit
    if named is None:
        return None
    if has(t[j], "short") and t[j].word.lang == "ru" and t[j].key in "сг" and not t[j].glued:
        return None
    minutes = t[j + 1]
    if (
        named == "hour"
        and minutes.kind == "n"
        and minutes.glued
        and len(minutes.key) == 2  # noqa: PLR2004
        and t[j + 2].word.unit is None
    ):
        return j + 2, Span(seconds=round(count * 3600) + 60 * minutes.value, vague=vague)
    return with_rest(t, j + 1, sized(count, named, vague=vague), named)


def inverted(t: Tokens, i: int, unit: str) -> tuple[int, Span] | None:
    """Read "часов 2", "минут десять": about so many, as Russian says it."""
    if t[i + 1].kind == "r":
        size = sized(t[i + 1].value[0], unit, vague=True)
        return (i + 2, size) if size else None
    found = integer(t, i + 1) if t[i].key.endswith(("ов", "ут", "ей", "ель", "ев")) else None
    size = sized(found[1], unit, vague=False) if found else None
    return (found[0], size) if found and size else None


def with_rest(t: Tokens, i: int, size: Span | None, unit: str) -> tuple[int, Span] | None:  # noqa: PLR0911, a table of forms
    """Read "and a half" after a unit, and "час двадцать"."""
    if size is None:
        return None
    if has(t[i], "and") and (has(t[i + 1], "half") or (has(t[i + 1], "a") and has(t[i + 2], "half"))):
        half = sized(0.5, unit, vague=False)
        end = i + 2 if has(t[i + 1], "half") else i + 3
        return (end, size.plus(half)) if half and t[end].word.unit is None else None
    if has(t[i], "and") and has(t[i + 1], "a") and has(t[i + 2], "quarter") and unit == "hour":
        return i + 3, size.plus(Span(seconds=900))
    if t[i].key == "с" and t[i + 1].key == "четвертью" and unit == "hour":
        return i + 2, size.plus(Span(seconds=900))
    if t[i].key == "с" and has(t[i + 1], "half-noun"):
        half = sized(0.5, unit, vague=False)
        return (i + 2, size.plus(half)) if half else None
    rough_end = integer(t, i + 1) if t[i].key == "-" and t[i].glued and t[i + 1].glued else None
    if rough_end:  # "час-два", "день-два"
        return rough_end[0], size._replace(vague=True)
    if unit == "hour" and t[i].word.lang in {"ru", ""}:
        minutes = integer(t, i)
        if (
            minutes
            and 10 <= minutes[1] <= 59  # noqa: PLR2004
            and not (t[minutes[0]].word.unit or has(t[minutes[0]], "times"))
            and t[i - 1].word.lang == "ru"
        ):
            return minutes[0], size.plus(Span(seconds=60 * minutes[1]))
    return i, size


class Delay(NamedTuple):
    """A span from now (or from what `anchor` points at); `deadline` was said as "within"."""

    size: Span
    deadline: bool = False
    anchored: bool = False
    """A day follows that it counts from: the caller reads it."""


TAILS = frozenset(["from", "ago", "later", "after", "before"])
LOOSE = ("about", "exact", "more")


def delay(t: Tokens, i: int) -> tuple[int, Delay] | None:
    """A delay that begins with its preposition, or ends with "from now", "later", "ago"."""
    return led_delay(t, i) or tailed_delay(t, i) or turned_delay(t, i)


def led_delay(t: Tokens, i: int) -> tuple[int, Delay] | None:
    """In 5 minutes, within an hour, через полтора часа, после 2 часов, в течение часа."""
    token = t[i]
    deadline = has(token, "within")
    counts = i > 0 and (
        (t[i - 1].kind == "w" and not t[i - 1].word.lang) or t[i - 1].key == "%" or t[i - 1].kind == "n"
    )
    if deadline and token.word.lang == "ru" and counts:
        found = span(t, i + 1, bare=True)  # "упадет за день" says how fast, "за день до" says when
        return tail(t, found[0], found[1], deadline=True) if found else None
    j = i + 1
    if has(token, "coming"):
        ahead = span(t, j)
        return (ahead[0], Delay(ahead[1])) if ahead else None
    if token.key in {"в", "на"} and has(t[i + 1], "course"):
        deadline, j = True, i + 2
    elif not (
        has(token, "in") or deadline or (has(token, "after") and token.word.lang == "en" and t[i - 1].word.num is None)
    ):
        return None
    j = skip(t, j, *LOOSE)
    j = skip(t, skip(t, j, "the"), "next", "coming", *LOOSE)
    found = span(t, j, bare=token.word.lang == "ru")
    if not found:
        return None
    end = skip(t, skip_mark(t, found[0], "'’"), "time")
    if has(t[end], "within") or (token.word.lang == "ru" and t[end].key == "в" and t[end + 1].key == "течение"):
        return None
    return tail(t, end, found[1], deadline=deadline) or (end, Delay(found[1], deadline))


def tailed_delay(t: Tokens, i: int) -> tuple[int, Delay] | None:
    """3 minutes from now, 2 weeks later, полтора часа спустя, 5 days ago, неделю назад."""
    counted = bool(t[i + 1].word.roles & TAILS)
    found = span(t, i, bare=t[i].word.unit is not None and (t[i].word.lang == "ru" or counted))
    if found and any(has(token, "coming") for token in t[i : found[0]]):
        return found[0], Delay(found[1])
    return tail(t, found[0], found[1], deadline=False) if found else None


def tail(t: Tokens, i: int, size: Span, *, deadline: bool) -> tuple[int, Delay] | None:  # noqa: PLR0911, a table of forms
    token = t[i]
    if has(token, "ago"):
        return i + 1, Delay(-size)
    if has(token, "later"):
        return i + 1, Delay(size, deadline)
    if token.key == "on" and t[i + 1].word.weekday is not None and size.days and size.days % 7 == 0:
        return i + 1, Delay(size, anchored=True)  # "a week on tuesday"
    if has(token, "from") or has(token, "after"):
        if has(t[i + 1], "now"):
            return i + 2, Delay(size, deadline)
        return i + 1, Delay(size, deadline, anchored=True)
    if has(token, "before") or (deadline and has(token, "until") and token.word.lang == "ru"):
        return i + 1, Delay(-size, anchored=True)
    return None


def turned_delay(t: Tokens, i: int) -> tuple[int, Delay] | None:
    """Минут через десять, часа через два, часов через 5."""
    unit = t[i].word.unit
    if unit is None or t[i].word.lang != "ru" or not has(t[i + 1], "in") or has(t[i], "short"):
        return None
    counted = amount(t, i + 2)
    size = sized(counted[1], unit, vague=counted[2]) if counted else None
    return (counted[0], Delay(size)) if counted and size and t[counted[0]].word.unit is None else None
