"""Lists inside a repeat: weekdays with ranges, positions, days of a month."""

from typing import NamedTuple

from shared.language.grammar.numbers import Tokens, has, integer, ordinal, skip

WEEK = 7
GROUPS = {"weekday": (0, 1, 2, 3, 4), "weekend": (5, 6)}
LAST_MONTH_DAY = 31
MOST_ITEMS = 16
"""A longer list is nonsense, and reading it again from each of its words would be slow."""


class Weekdays(NamedTuple):
    """Weekdays in the order they were said. `plural`: a form that means every week."""

    days: tuple[int, ...]
    plural: bool
    group: bool
    ranged: bool = False


def weekdays(t: Tokens, i: int) -> tuple[int, Weekdays] | None:
    """Monday, Wednesday and Friday; пн-пт; saturday thru tuesday; weekends; рабочим дням."""
    found = one_day(t, i)
    if not found:
        return None
    end, days, plural, group = found
    span_of_days = False
    while len(days) < MOST_ITEMS:
        j = joint(t, end)
        ranged = j is None and one_range(t, end)
        if ranged:
            end, last, more = ranged
            days = days[:-1] + through(days[-1], last)
            plural = plural or more
            span_of_days = True
            continue
        more_days = one_day(t, j) if j is not None else None
        if not more_days:
            return end, Weekdays(tuple(dict.fromkeys(days)), plural, group, span_of_days)
        end, plural, group = more_days[0], plural or more_days[2], group or more_days[3]
        days += more_days[1]
    return end, Weekdays(tuple(dict.fromkeys(days)), plural, group, span_of_days)


def one_day(t: Tokens, i: int) -> tuple[int, tuple[int, ...], bool, bool] | None:
    i = skip(t, i, "the")
    word = t[i].word
    if word.weekday is not None:
        end = i + 1
        if t[end].key == "." and t[end].glued and "full" not in word.roles:
            end += 1
        return end, (word.weekday,), "plural" in word.roles, False
    if word.group is not None:
        end = i + 1 + (t[i + 1].word.unit == "day" or has(t[i + 1], "days"))
        return end, GROUPS[word.group], "plural" in word.roles or has(t[i + 1], "days"), True
    if has(t[i], "working") and (t[i + 1].word.unit == "day" or has(t[i + 1], "days")):
        return i + 2, GROUPS["weekday"], t[i + 1].key in {"days", "дням"}, True
    return None


def joint(t: Tokens, i: int) -> int | None:
    """Where the next item of a list begins, None when the list ends here."""
    j = i
    if t[j].key in {",", "/", "+"}:
        j += 1
    j = skip(t, j, "and")
    if t[j].key in {"на", "в", "во", "on", "по"} and j > i:
        j += 1
    return j if j > i or t[j].word.weekday is not None else None


def one_range(t: Tokens, i: int) -> tuple[int, int, bool] | None:
    """Read "-friday", "through tuesday", "по пятницу"."""
    if t[i].key not in {"-", "–", "—", "to"} and not has(t[i], "through") and not has(t[i], "until"):
        return None
    last = t[i + 1].word.weekday
    return (i + 2, last, has(t[i + 1], "plural")) if last is not None else None


def through(first: int, last: int) -> tuple[int, ...]:
    return tuple((first + n) % WEEK for n in range((last - first) % WEEK + 1))


def ordinals(t: Tokens, i: int, *, bare: bool = False) -> tuple[int, tuple[int, ...]] | None:
    """First, second, and third; 1st and 15th; 2nd and 2nd to the last. `bare` takes plain numbers too."""
    numbers: list[int] = []
    end = i
    while len(numbers) < MOST_ITEMS:
        j = skip(t, end, "the")
        found = ordinal(t, j) or (integer(t, j) if bare and t[j].kind == "n" else None)
        if not found or found[1] > LAST_MONTH_DAY:
            break
        numbers.append(found[1])
        end = found[0]
        j = end + 1 if t[end].key == "," else end
        j = skip(t, j, "and")
        if j == end:
            break
        last, end = end, j
        j = skip(t, end, "the")
        if not (ordinal(t, j) or (bare and t[j].kind == "n")):
            return (last, tuple(numbers))
    return (end, tuple(numbers)) if numbers else None
