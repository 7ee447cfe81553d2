"""The 15th, 20 числа, 20th of next month, the last day of May: days by their position."""

from shared.language.grammar.dates import (
    MONTH_DAYS,
    Named,
    year_after,
)
from shared.language.grammar.numbers import Tokens, has, integer, ordinal, skip
from shared.language.when import Date, Day, Nth, Shift, Stretch, Weekday

A_WEEK = 7


def modifier(t: Tokens, i: int) -> str | None:
    token = t[i]
    for role, which in (
        ("next", "next"),
        ("this", "this"),
        ("coming", "coming"),
        ("last", "last"),
        ("previous", "last"),
    ):
        if has(token, role):
            return which
    return "last" if token.key == "past" else None


def positioned(t: Tokens, i: int, *, led: bool) -> tuple[int, Named] | None:  # noqa: PLR0911, a table of forms
    """The 15th, 20 числа, 20th of next month, the last day of may, вторая пятница февраля."""
    counted = counted_weekdays(t, i)
    if counted:
        return counted
    found = ordinal(t, i) if t[i].kind == "n" or not i or t[i - 1].key != "at" else None
    bare = integer(t, i) if not found and t[i].kind == "n" else None
    if not found and not bare:
        return None
    end, n = found or bare or (0, 0)
    if t[end].word.weekday is not None and found:
        placed = in_month(t, end + 1)
        if placed and not has(t[end], "plural"):
            return placed[0], Named(nth(n, t[end].word.weekday, placed[1]))
        return None
    as_day = end + 1 if t[end].word.unit == "day" or has(t[end], "of-month") else end
    if not found and as_day == end and not has(t[end], "of"):
        return None
    placed = (
        in_month(t, as_day)
        if has(t[as_day], "of") or t[as_day].word.lang == "ru" or has(t[as_day], "on") or t[as_day].key == "in"
        else None
    )
    if placed and isinstance(placed[1], Stretch):
        return placed[0], Named(nth(n, None, placed[1]))
    if has(t[end], "of-month") and 0 < n <= MONTH_DAYS:
        return end + 1, Named(Date(n))
    if (
        found
        and 0 < n <= MONTH_DAYS
        and as_day == end
        and (led or t[i].kind == "n" or genitive(t, end - 1))
        and day_ends(t, end, i)
    ):
        return end, Named(Date(n))
    return None


def counted_weekdays(t: Tokens, i: int) -> tuple[int, Named] | None:
    """3 fridays from now, two sundays ago."""
    found = integer(t, i)
    if not found or t[found[0]].word.weekday is None or found[1] < 1:
        return None
    end, n = found
    weekday_ = t[end].word.weekday or 0
    if has(t[end + 1], "from") and has(t[end + 2], "now"):
        return end + 3, Named(Shift(days=A_WEEK * (n - 1), base=Weekday(weekday_)))
    if has(t[end + 1], "ago"):
        return end + 2, Named(Shift(days=-A_WEEK * (n - 1), base=Weekday(weekday_, "last")))
    return None


def day_ends(t: Tokens, i: int, began: int) -> bool:
    """Tell whether "the 15th" stands by itself: "The 15th floor" does not, unless digits were typed after "on the"."""
    token = t[i]
    if token.word.unit or (token.word.part and "adverb" not in token.word.roles):
        return False
    if t[began].kind == "n":
        return token.word.lang != "" or token.kind != "w" or has(t[began - 1], "the") or has(t[began - 1], "on")
    return token.kind in {"", "p"} or bool(token.word.roles & {"at", "on", "in", "by", "from", "until", "and"})


def genitive(t: Tokens, i: int) -> bool:
    """Read "пятого" by itself as a day of the month."""
    return t[i].word.lang == "ru" and t[i].key.endswith(("ого", "его"))


def nth(n: int, weekday: int | None, where: Stretch) -> Day:
    months = None if where.month else where.n
    if weekday is None and n > 0:
        return Date(n, where.month, where.year) if where.month else Nth(n, None, months=months)
    return Nth(n, weekday, where.month, where.year, months)


def in_month(t: Tokens, i: int) -> tuple[int, Stretch] | None:
    """Read "of october 2015", "in feb", "of next month", "февраля", "следующего месяца"."""
    j = i + 1 if has(t[i], "of") or t[i].key in {"in", "в", "on"} else i
    j = skip(t, j, "the")
    month = t[j].word.month
    if month is not None:
        end, year = year_after(t, j + 1)
        return end, Stretch("month", month=month, year=year)
    which = modifier(t, j)
    if which and t[j + 1].word.unit == "month":
        return j + 2, Stretch("month", {"next": 1, "coming": 1, "this": 0, "last": -1}[which])
    return None
