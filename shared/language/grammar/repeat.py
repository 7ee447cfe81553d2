"""What comes back: every other day, по вторникам и четвергам, the first Friday of each month, раз в две недели."""

from dataclasses import replace

from shared.language.grammar.each import every, every_other, every_position, every_stretch
from shared.language.grammar.lists import ordinals, weekdays
from shared.language.grammar.numbers import Tokens, has, integer, skip
from shared.language.grammar.pattern import (
    FREQUENCIES,
    ON,
    Again,
    Found,
    day_side,
    of_month,
    places,
    positions,
    with_places,
)
from shared.language.when import Repeat

ALL_DAYS = 7
WORDS = {"6MONTHLY": ("MONTHLY", 6), "ODD": ("MONTHLY", 2), "2WEEKLY": ("WEEKLY", 2), "3MONTHLY": ("MONTHLY", 3)}
PARTS = {"NIGHTLY": "night", "MORNINGLY": "morning", "EVENINGLY": "evening"}


def repeat(t: Tokens, i: int) -> Found:
    """A repeat that begins at `i`."""
    token = t[i]
    if has(token, "every"):
        return with_places(t, every(t, i + 1))
    if has(token, "in") and has(t[i + 1], "every") and token.word.lang == "ru":
        return with_places(t, every(t, i + 2))
    if token.word.freq:
        return with_places(t, frequency(t, i))
    return with_places(t, once_per(t, i)) or through(t, i) or plural_days(t, i) or each_month(t, i)


def frequency(t: Tokens, i: int) -> Found:
    """Daily, weekly, ежемесячно."""
    name = t[i].word.freq or ""
    freq, interval = WORDS.get(name, (name, 1))
    if name == "ODD":
        return i + 1, Again(Repeat("MONTHLY", 2), doubt="vague")
    if name in PARTS:
        return i + 1, Again(Repeat("DAILY"), PARTS[name])
    return i + 1, Again(Repeat(freq, interval), adjective=name != "DAILY" or t[i].key == "daily")


def once_per(t: Tokens, i: int) -> Found:
    """Once a week, once every two weeks, раз в 2 недели; twice a day and 3 раза в неделю must be asked."""
    often, j = how_often(t, i)
    if not often:
        return days_a_week(t, i)
    j = j + 1 if has(t[j], "a") or t[j].key in {"в", "per", "за", "in"} or has(t[j], "every") else 0
    if not j:
        return None
    found = every_stretch(t, j) or every_other(t, j)
    if not found:
        position = every_position(t, j)
        found = position if position and position[1].repeat.weekdays else None
    if not found:
        return None
    return found if often == 1 else (found[0], found[1]._replace(doubt="which_times", often=often))


def days_a_week(t: Tokens, i: int) -> Found:
    """Seven days a week is every day; five must be asked."""
    counted = integer(t, i)
    if not counted or t[counted[0]].word.unit != "day":
        return None
    j = counted[0] + 1
    if not (has(t[j], "a") or t[j].key in {"в", "per"}) or t[j + 1].word.unit != "week":
        return None
    return j + 2, Again(Repeat("DAILY"), doubt=None if counted[1] == ALL_DAYS else "which_times")


def how_often(t: Tokens, i: int) -> tuple[int, int]:
    count = t[i].word.count
    if count is not None:
        return count, i + 1
    if has(t[i], "once-in") and (not i or (t[i - 1].word.num is None and t[i - 1].kind != "n")):
        return 1, i + 1
    counted = integer(t, i)
    return (counted[1], counted[0] + 1) if counted and has(t[counted[0]], "times") else (0, i)


def through(t: Tokens, i: int) -> Found:
    """Через неделю по субботам; "через день" alone may be once or every other day."""
    if not has(t[i], "in") or t[i].word.lang != "ru":
        return None
    unit = t[i + 1].word.unit
    if unit not in {"day", "week", "month"} or t[i + 1].key in {"дня", "дней", "недели", "недель"}:
        return None
    base = Repeat(FREQUENCIES[unit][0], 2)
    if t[i + 2].key == "по":
        placed = places(t, i + 2, base)
        if placed:
            return placed[0], Again(placed[1])
    if unit == "day" and t[i + 1].key == "день":
        return i + 2, Again(base, doubt="through_day")
    return None


def plural_days(t: Tokens, i: int) -> Found:  # noqa: PLR0911, a table of forms
    """Tuesdays and thursdays, on weekdays, по пн, ср и пт, по вечерам."""
    j = i
    if i and t[i].word.weekday is not None and (t[i - 1].kind == "n" or (t[i - 1].word.num and not has(t[i - 1], "a"))):
        return None  # "three fridays" are counted, they do not come back
    by = has(t[i], "by-plural")
    if has(t[j], "on") or by:
        j += 1
    j = skip(t, j, "the", "from")
    days = weekdays(t, j)
    if days and has(t[days[0]], "each"):
        return days[0], Again(Repeat("WEEKLY", 1, tuple((0, day) for day in days[1].days)))
    if days and (days[1].plural or (by and not has(t[j], "full"))):
        return days[0], Again(Repeat("WEEKLY", 1, tuple((0, day) for day in days[1].days)))
    if days and days[1].ranged and len(days[1].days) > 2:  # noqa: PLR2004
        repeat_ = Repeat("WEEKLY", 1, tuple((0, day) for day in days[1].days))
        return days[0], Again(repeat_, guess="every_week")
    if by and t[j].word.part and has(t[j], "plural"):
        return j + 1, Again(Repeat("DAILY"), t[j].word.part)
    if by:
        found = ordinals(t, j, bare=True)
        if found and t[found[0]].key == "числам":
            return found[0] + 1, Again(Repeat("MONTHLY", month_days=found[1]))
    return None


def each_month(t: Tokens, i: int) -> Found:
    """First friday of each month, the 4th of every other month, последний день месяца, конец каждого месяца."""
    j = i
    while any(has(t[j], role) for role in ON) and j < i + 4:
        j += 1
    side = day_side(t, j)
    if side:
        of = of_month(t, j + 1)
        said = has(t[skip(t, j + 1, "of")], "every")
        return (of[0], Again(Repeat("MONTHLY", of[1], month_days=(side,)))) if of and said else None
    if t[j].word.ord is None and t[j].kind != "n" and t[j].word.num is None:
        return None
    found = positions(t, j)
    if not found:
        return None
    end, said_days = found
    of = of_month(t, end)
    if not of:
        many = len(said_days.get("month_days", ())) > 1 and has(t[end - 1], "of-month")  # type: ignore[arg-type]
        return (end, Again(replace(Repeat("MONTHLY"), **said_days), guess="every_month")) if many else None  # type: ignore[arg-type]
    every_one = any(has(token, "every") for token in t[end : of[0]])
    if not every_one and (t[of[0] - 1].key not in {"month", "месяца"} or has(t[end], "this")):
        return None
    again = Again(replace(Repeat("MONTHLY", of[1]), **said_days))  # type: ignore[arg-type]
    return of[0], again if every_one else again._replace(guess="every_month")
