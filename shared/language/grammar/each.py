"""What stands after "every": days, stretches, positions, dates, parts of the day."""

from dataclasses import replace

from shared.language.feast_days import FIXED
from shared.language.grammar.delay import A_DAY, span
from shared.language.grammar.feasts import feast
from shared.language.grammar.lists import ordinals, weekdays
from shared.language.grammar.numbers import Tokens, has, integer, ordinal
from shared.language.grammar.pattern import (
    FREQUENCIES,
    Again,
    Found,
    month_dates,
    more_positions,
    of_month,
    of_year,
)
from shared.language.when import Repeat


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
