"""What comes back: every other day, по вторникам и четвергам, the first Friday of each month, раз в две недели."""

from dataclasses import replace

from shared.language.feast_days import FIXED
from shared.language.grammar.delay import A_DAY, span
from shared.language.grammar.feasts import feast
from shared.language.grammar.lists import ordinals, weekdays
from shared.language.grammar.numbers import Tokens, has, integer, ordinal, skip
from shared.language.grammar.pattern import (
    FREQUENCIES,
    ON,
    Again,
    Found,
    day_side,
    month_dates,
    more_positions,
    of_month,
    of_year,
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


def every(t: Tokens, i: int) -> Found:
    """What stands after "every"."""
    i = i + 1 if t[i].key == "single" else i
    return (
        every_other(t, i)
        or every_dates(t, i)
        or every_position(t, i)
        or every_stretch(t, i)
        or every_weekday(t, i, 1)
        or every_part(t, i)
    )


def every_other(t: Tokens, i: int) -> Found:
    """Every other day, every other friday."""
    if not has(t[i], "other"):
        return None
    found = unit_repeat(t, i + 1, 2)
    return found or every_weekday(t, i + 1, 2)


def unit_repeat(t: Tokens, i: int, interval: int) -> Found:
    unit = t[i].word.unit
    if unit == "day" and (has(t[i - 1], "working") or t[i - 1].word.group):
        return None
    if unit not in FREQUENCIES or (has(t[i], "short") and not t[i].glued and t[i].word.lang == "en"):
        return None
    freq, times = FREQUENCIES[unit]
    return i + 1, Again(Repeat(freq, times * interval))


def every_stretch(t: Tokens, i: int) -> Found:
    """Every day, every 3 weeks, каждые полтора часа, каждые 2 дня 2 часа, every 3 fridays."""
    counted = integer(t, i)
    if counted and t[counted[0]].word.weekday is not None:
        return every_weekday(t, counted[0], counted[1])
    if counted and counted[1] > 0:
        found = unit_repeat(t, counted[0], counted[1])
        longer = span(t, i)
        if found and (not longer or longer[0] <= found[0]):
            return found
    long = span(t, i, bare=True)
    if t[i].word.unit and not counted and not (long and long[0] > i + 1):
        return unit_repeat(t, i, 1)
    return stretched(*long) if long else None


def stretched(end: int, size: object) -> Found:
    """A repeat of a mixed stretch: all of it must be minutes."""
    from shared.language.grammar.delay import Span  # noqa: PLC0415

    if not isinstance(size, Span) or size.months or size.vague:
        return None
    seconds = size.seconds + size.days * A_DAY
    if seconds % A_DAY == 0 and seconds:
        return end, Again(Repeat("DAILY", seconds // A_DAY))
    return (end, Again(Repeat("MINUTELY", seconds // 60))) if seconds >= 60 else None  # noqa: PLR2004


def every_position(t: Tokens, i: int) -> Found:  # noqa: PLR0911, a table of forms
    """Every 4th day, каждую вторую пятницу, every first friday of the month, каждое 15 число, every last day."""
    plain = t[i].kind == "n" and not ordinal(t, i)
    found = ordinals(t, i, bare=plain)
    if not found:
        return None
    end, numbers = found
    if plain and not has(t[end], "of-month"):
        return None
    n = numbers[0]
    of = of_month(t, end)
    if of and not plain:
        return of[0], Again(Repeat("MONTHLY", of[1], month_days=numbers))
    unit = t[end].word.unit
    if has(t[end], "of-month") or (unit == "day" and (n < 0 or of_month(t, end + 1))):
        after = of_month(t, end + 1)
        return (after[0] if after else end + 1), Again(Repeat("MONTHLY", after[1] if after else 1, month_days=numbers))
    if unit and len(numbers) == 1 and n > 0:
        return unit_repeat(t, end, n)
    if t[end].word.weekday is not None:
        return every_nth_weekday(t, i, end, numbers)
    if t[end].word.group and len(numbers) == 1 and n > 0:
        days = weekdays(t, end)
        again = Again(Repeat("WEEKLY", n, tuple((0, d) for d in days[1].days))) if days else None
        if again and t[end].word.group == "weekday" and n > 1:
            again = again._replace(doubt="which_times")
        return (days[0], again) if days and again else None
    return (end, Again(Repeat("MONTHLY", month_days=numbers))) if t[i].word.ord is None or n > 0 else None


def every_nth_weekday(t: Tokens, _i: int, end: int, numbers: tuple[int, ...]) -> Found:
    """With "of the month" it is a position; "every second friday" alone may also be every two weeks."""
    days = weekdays(t, end)
    if not days:
        return None
    said = more_positions(t, days[0], numbers, days[1])
    of = of_month(t, said[0])
    base = Repeat("MONTHLY", of[1] if of else 1)
    again = Again(replace(base, **said[1]))  # type: ignore[arg-type]
    if of or numbers[0] in {1, -1} or len(numbers) > 1:
        return (of[0] if of else said[0]), again
    if of_year(t, said[0]):
        end_month, month = of_year(t, said[0]) or (0, 0)
        return end_month, Again(replace(again.repeat, freq="YEARLY", months=(month,)))
    return said[0], again._replace(doubt="every_second")


def every_dates(t: Tokens, i: int) -> Found:
    """Every july 4th, каждое 20 сентября."""
    named = feast(t, i)
    if named and named[1].name in FIXED:
        month, day_ = FIXED[named[1].name]
        return named[0], Again(Repeat("YEARLY", months=(month,), month_days=(day_,)))
    found = month_dates(t, i)
    if not found:
        return None
    return found[0], Again(Repeat("YEARLY", months=(found[1],), month_days=found[2]))


def every_weekday(t: Tokens, i: int, interval: int) -> Found:
    days = weekdays(t, i)
    if not days:
        return None
    return days[0], Again(Repeat("WEEKLY", interval, tuple((0, day) for day in days[1].days)))


def every_part(t: Tokens, i: int) -> Found:
    """Every morning, каждый вечер."""
    part = t[i].word.part
    return (i + 1, Again(Repeat("DAILY"), part)) if part else None


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
