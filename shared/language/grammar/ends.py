"""Where a repeat begins and ends, and what it leaves out: until May, for 6 weeks, 5 раз, кроме субботы."""

from typing import NamedTuple

from shared.language.grammar.clock import clock
from shared.language.grammar.dates import Named
from shared.language.grammar.day import day
from shared.language.grammar.delay import Span, span
from shared.language.grammar.face import half_day, whole_window
from shared.language.grammar.lists import ordinals, weekdays
from shared.language.grammar.numbers import Tokens, has, integer, skip
from shared.language.grammar.plain import plain_clock
from shared.language.grammar.positions import modifier
from shared.language.when import Clock, Date, Day, Except, Stretch, Window


class Bound(NamedTuple):
    """One edge of a repeat, or of a one-off that was said as a deadline."""

    start: Day | None = None
    until: Day | None = None
    clock: Clock | None = None
    window: Window | None = None
    times: int | None = None
    lasting: Span | None = None
    omit: Except | None = None
    part: str | None = None


Found = tuple[int, Bound] | None


def bound(t: Tokens, i: int, *, russian: bool) -> Found:
    """An edge that begins at `i`."""
    token = t[i]
    if (
        has(token, "except")
        or (has(token, "but") and (has(t[i + 1], "not") or t[i + 1].word.weekday is not None))
        or (token.key == "за" and has(t[i + 1], "exclusion"))
    ):
        two = has(t[i + 1], "not") or has(t[i + 1], "exclusion")
        return leaving_out(t, i + 2 if two else i + 1, russian=russian)
    if token.kind == "n" or token.word.num is not None or token.word.count is not None:
        found = counted(t, i)
        if found:
            return found
    if (
        has(token, "for")
        or (token.key == "в" and has(t[i + 1], "course"))
        or (token.key == "на" and has(t[i + 1], "course"))
    ):
        return lasting(t, i)
    if has(token, "from") or has(token, "starting"):
        return beginning(t, i, russian=russian)
    if has(token, "until") or has(token, "through"):
        return ending(t, i + 1, russian=russian)
    return None


def counted(t: Tokens, i: int) -> Found:
    """5 times, 10x, 3 раза, дважды."""
    if t[i].word.count is not None:
        ahead = t[i + 1]
        return (i + 1, Bound(times=t[i].word.count)) if not has(ahead, "a") and ahead.key not in {"per", "в"} else None
    number = integer(t, i)
    if not number or not has(t[number[0]], "times") or (t[number[0]].key == "time" and number[1] != 1):
        return None
    end = number[0] + 1
    if t[end].key == "в" and t[end + 1].word.unit is None:
        return end, Bound(times=number[1])
    return (
        (end, Bound(times=number[1]))
        if number[1] > 0 and t[end].key not in {"в", "a", "per", "больше", "меньше", "more"}
        else None
    )


def lasting(t: Tokens, i: int) -> Found:
    """For the next 6 weeks, for 10 occurrences, в течение двух месяцев."""
    j = i + 2 if has(t[i + 1], "course") else i + 1
    j = skip(t, j, "the")
    ahead = modifier(t, j) in {"next", "coming"}
    j = j + 1 if ahead else j
    times = counted(t, j)
    if times:
        return times
    found = span(t, j, bare=ahead or t[i].word.lang == "ru")
    if not found or found[1].vague:
        return None
    return found[0], Bound(lasting=found[1])


def ending(t: Tokens, i: int, *, russian: bool) -> Found:
    """Until november, till dec 25th 2026, до конца года, до 18:00."""
    j = i
    while (has(t[j], "the") or has(t[j], "on")) and j < i + 3:
        j += 1
    found = limit(t, j, russian=russian)
    if found:
        end, until = found
        after = skip(t, end, "at")
        at = clock(t, after, t[end].word.lang if after > end else "", russian=russian)
        return (at[0], Bound(until=until, clock=at[1])) if at and after > end else (end, Bound(until=until))
    at = clock(t, j, t[i - 1].word.lang, russian=russian)
    return (at[0], Bound(clock=at[1])) if at else None


def limit(t: Tokens, i: int, *, russian: bool) -> tuple[int, Day] | None:
    """A day, or a month, week or year that stands for its first day."""
    if t[i].kind == "f" and half_day(t, i + 1):
        return None
    found: tuple[int, Named] | None = day(t, i, russian=russian, led=True)
    if found:
        return found[0], found[1].day
    which = modifier(t, i)
    month = t[i + 1 if which else i].word.month
    if month is not None:
        return (i + 2 if which else i + 1), Stretch("month", month=month, edge="start")
    return None


def beginning(t: Tokens, i: int, *, russian: bool) -> Found:
    """From january 1 to march 25, с 9 до 18, starting next tuesday, с 1 по 10 октября."""
    j = i + 1
    j = j + 1 if has(t[i], "starting") and (has(t[j], "from") or t[j].key in {"с", "со"}) else j
    while t[j].key in {"in", "on", "at", "the", "в"}:
        j += 1
    days = short_range(t, j)
    if days:
        return days
    window = clock_range(t, j, russian=russian)
    if window:
        return window
    found = limit(t, j, russian=russian)
    if not found:
        return None
    end, start = found
    if (
        has(t[end], "to")
        or has(t[end], "until")
        or has(t[end], "through")
        or t[end].key in {"-", "–"}
        or (has(t[end], "and") and t[i].key == "between")
    ):
        last = limit(t, skip(t, end + 1, "the"), russian=russian)
        if last:
            return last[0], Bound(start=start, until=last[1])
    return (end, Bound(start=start)) if has(t[i], "starting") or t[i].key in {"from", "since", "с", "со"} else None


def short_range(t: Tokens, i: int) -> Found:
    """Read "1 по 10 октября": the month stands once."""
    first = t[i]
    if first.kind != "n" or not (has(t[i + 1], "through") or has(t[i + 1], "until")) or t[i + 2].kind != "n":
        return None
    month = t[i + 3].word.month
    if month is None:
        return None
    return i + 4, Bound(start=Date(first.value, month), until=Date(t[i + 2].value, month))


def clock_range(t: Tokens, i: int, *, russian: bool) -> Found:
    """Read "9 до 18", "9am to 5pm", "9:00-18:00" after "from"."""
    lang = "ru" if russian else "en"
    first = plain_clock(t, i, lang, russian)
    if not first or t[first[0]].word.month is not None:
        return None
    j = first[0]
    if not (has(t[j], "to") or has(t[j], "until") or has(t[j], "and") or t[j].key in {"-", "–", "—"}):
        return None
    last = plain_clock(t, j + 1, lang, russian)
    if not last or t[last[0]].word.month is not None:
        return None
    return last[0], Bound(window=whole_window(t, first[1], j, last))


def leaving_out(t: Tokens, i: int, *, russian: bool) -> Found:
    """Except sundays, except on the 15th, кроме 31 декабря и 1 января, except in july and august."""
    j = i
    while (t[j].key in {"on", "the", "in", "for", "в", "во", "по"}) and j < i + 3:
        j += 1
    days = weekdays(t, j)
    if days:
        return days[0], Bound(omit=Except(weekdays=days[1].days))
    dates = omitted_dates(t, j, russian=russian)
    if dates:
        return dates
    numbers = ordinals(t, j, bare=True)
    if numbers and (t[j].kind != "n" or t[j + 1].glued or has(t[numbers[0]], "of-month")):
        end = numbers[0] + 1 if has(t[numbers[0]], "of-month") else numbers[0]
        return end, Bound(omit=Except(month_days=numbers[1]))
    months = omitted_months(t, j)
    return (months[0], Bound(omit=Except(months=months[1]))) if months else None


def omitted_months(t: Tokens, i: int) -> tuple[int, tuple[int, ...]] | None:
    """In february, april and june; a month in a row of them needs no "in" of its own."""
    found: list[int] = []
    end = j = i
    while (month := t[j].word.month) is not None:
        found.append(month)
        end = j + 1
        j = skip(t, end + 1 if t[end].key == "," else end, "and")
        if j == end:
            break
    return (end, tuple(found)) if found else None


def omitted_dates(t: Tokens, i: int, *, russian: bool) -> Found:
    found: list[Day] = []
    end = i
    j = i
    while True:
        one = day(t, j, russian=russian, led=True)
        if not one or (isinstance(one[1].day, Date) and one[1].day.month is None):
            break
        found.append(one[1].day)
        end = one[0]
        j = skip(t, end + 1 if t[end].key == "," else end, "and")
        if j == end:
            break
        j = j + 1 if t[j].key in {"on", "the"} else j
    return (end, Bound(omit=Except(days=tuple(found)))) if found else None
