"""Days as people name them: tomorrow, next Friday, 5 марта 2027, the 15th, the last day of October."""

from dataclasses import replace

from shared.language.grammar.dates import (
    MONTH_DAYS,
    MONTHS,
    Named,
    month_day,
    numeric,
    packed,
    plain_end,
    spaced_slash,
    with_month,
)
from shared.language.grammar.feasts import feast
from shared.language.grammar.numbers import Tokens, has, ordinal, skip, skip_mark
from shared.language.grammar.positions import in_month, modifier, positioned
from shared.language.when import Date, Day, Shift, Stretch, Weekday

A_WEEK = 7


def day(t: Tokens, i: int, *, russian: bool, led: bool) -> tuple[int, Named] | None:  # noqa: PLR0911, a table of forms
    """A day at `i`, after its preposition and article. `led`: there was one."""
    token = t[i]
    word = token.word
    if token.kind == "w":
        if word.shift is not None:
            end = i + 2 if t[i + 1].key in {"дня", "день", "дню"} and word.lang == "ru" else i + 1
            return week_after(t, end, Shift(days=word.shift)) or (end, Named(Shift(days=word.shift)))
        found = feast(t, i)
        if found:
            return found[0], Named(found[1])
        if word.weekday is not None:
            return weekday(t, i, "", russian=russian)
        return (
            modified(t, i, russian=russian)
            or around_tomorrow(t, i, russian=russian)
            or with_month(t, i)
            or positioned(t, i, led=led)
            or edge(t, i)
            or stretch(t, i)
        )
    if token.kind in {"d", "s", "f", "r"}:
        return numeric(t, i, russian=russian, led=led)
    if token.kind == "n":
        return with_month(t, i) or spaced_slash(t, i, russian=russian) or positioned(t, i, led=led) or packed(t, i)
    return None


def modified(t: Tokens, i: int, *, russian: bool) -> tuple[int, Named] | None:  # noqa: PLR0911, a table of forms
    """Next Friday, this weekend, прошлый вторник, в следующем месяце."""
    which = modifier(t, i)
    if which is None:
        return None
    j = i + 1 + (which == "this" and modifier(t, i + 1) in {"coming", "last"})
    which = modifier(t, j - 1) or which
    if t[j].word.weekday is not None:
        if which == "last" and in_month(t, j + 1):
            return None
        return weekday(t, j, which, russian=russian)
    found = feast(t, j)
    if found:
        return found[0], Named(replace(found[1], which=which))
    unit = t[j].word.unit
    if unit == "day" and which in {"next", "this"} and t[j].word.lang == "ru":
        return j + 1, Named(Shift(days=1 if which == "next" else 0))
    n = {"next": 1, "this": 0, "last": -1, "coming": 1}[which]
    if unit in {"week", "month", "year"}:
        return week_of(t, j + 1, n) if unit == "week" else (j + 1, Named(Stretch(unit, n)))
    if t[j].word.group == "weekend":
        return j + 1, Named(Stretch("weekend", n if which != "coming" else 0))
    if which == "next":
        dated = with_month(t, j)
        if dated:
            return dated
    return None


def weekday(t: Tokens, i: int, which: str, *, russian: bool) -> tuple[int, Named] | None:  # noqa: PLR0911, a table of forms
    """A weekday with its week ("friday next week") or its date ("friday 28 november")."""
    number = t[i].word.weekday
    if number is None:
        return None
    said = Weekday(number, which if which != "coming" else "this")
    end = i + 1
    if has(t[i], "plural") and which == "":
        return None
    j = end + 1 if t[end].key in {".", ","} and t[end + 1].kind in {"w", "n", "d", "s", "f"} else end
    j = skip_mark(t, j, ",") if t[end].key == "." else j
    dated = beside(t, j, russian=russian)
    if dated:
        return dated[0], Named(dated[1], said)
    week = following_week(t, end)
    if week and not which:
        return week[0], Named(Weekday(number, weeks=week[1]))
    if has(t[end], "after") and has(t[end + 1], "next"):
        return end + 2, Named(Weekday(number, "next"))
    later = week_after(t, end, said) if not which else None
    if later:
        return later
    if t[end].key == "." and (t[end].glued and "full" not in t[i].word.roles):
        end += 1
    return end, Named(said)


def week_after(t: Tokens, i: int, base: Day) -> tuple[int, Named] | None:
    """Read "monday week", "tomorrow fortnight": a week or two after that day."""
    i = i + 1 if has(t[i], "a") and t[i + 1].key in {"week", "fortnight"} else i
    days = {"week": A_WEEK, "fortnight": 2 * A_WEEK}.get(t[i].key)
    following = t[i + 1]
    if days is None or not (following.kind in {"", "p"} or following.word.roles & {"at", "on", "to"}):
        return None
    return i + 1, Named(Shift(days=days, base=base))


def following_week(t: Tokens, i: int) -> tuple[int, int] | None:
    """Read "(of|on|from|на) next week" after a weekday."""
    j = i + 1 if t[i].key in {"of", "from", "на", "с", "in"} else i
    j = skip(t, j, "the")
    which = modifier(t, j)
    if which and t[j + 1].word.unit == "week":
        return j + 2, {"next": 1, "this": 0, "last": -1, "coming": 1}[which]
    return None


def week_of(t: Tokens, i: int, n: int) -> tuple[int, Named] | None:
    """Read "next week (on) friday", "last week's sunday"; without a weekday it stays a week."""
    j = i + 1 if t[i].key in {"on", "в", "во", ","} else i
    number = t[j].word.weekday
    if number is not None and not has(t[j], "plural"):
        return j + 1, Named(Weekday(number, weeks=n))
    return i, Named(Stretch("week", n))


def beside(t: Tokens, i: int, *, russian: bool) -> tuple[int, Date] | None:
    """The date that follows a weekday: 28 november, the 19th, 23, 7/6."""
    j = skip(t, i, "the")
    token = t[j]
    if token.kind == "w" and token.word.month is None and token.word.ord is None and token.word.num is None:
        return None
    dated = with_month(t, j)
    if not dated and token.kind in {"d", "s", "f"}:
        dated = numeric(t, j, russian=russian, led=True)
    if dated and isinstance(dated[1].day, Date):
        return dated[0], dated[1].day
    position = ordinal(t, j)
    if position and 0 < position[1] <= MONTH_DAYS and t[position[0]].word.unit is None:
        return month_day(t, position[0]), Date(position[1])
    if token.kind == "n" and MONTHS < token.value <= MONTH_DAYS and plain_end(t, j + 1):
        return j + 1, Date(token.value)
    return None


def around_tomorrow(t: Tokens, i: int, *, russian: bool) -> tuple[int, Named] | None:
    """(The) day after tomorrow, day before yesterday, после завтра."""
    if t[i].word.unit == "day" and (has(t[i + 1], "after") or has(t[i + 1], "before")):
        after, shift = has(t[i + 1], "after"), t[i + 2].word.shift
        if shift is not None:
            return i + 3, Named(Shift(days=shift + (1 if after else -1)))
        j = skip(t, i + 2, "the")
        base = day(t, j, russian=russian, led=True) if t[j].word.unit is None else None  # one level: no chains
        if base:
            return base[0], Named(Shift(days=1 if after else -1, base=base[1].day))
    if has(t[i], "eve-of"):
        base = day(t, i + 1, russian=russian, led=True)
        return (base[0], Named(Shift(days=-1, base=base[1].day))) if base else None
    if t[i].key == "после" and t[i + 1].word.shift == 1:
        return i + 2, Named(Shift(days=2))
    return None


def edge(t: Tokens, i: int) -> tuple[int, Named] | None:
    """End of the month, в конце недели, начало марта, mid January."""
    token = t[i]
    side = "end" if has(token, "end") else "start" if has(token, "start") else "middle" if has(token, "mid") else ""
    if not side:
        return None
    j = skip(t, skip(t, i + 1, "of"), "the")
    if side == "end" and t[j].word.shift is not None:
        return j + 1, Named(Stretch("day", t[j].word.shift or 0, "end"))
    which = modifier(t, j)
    n = {"next": 1, "coming": 1, "this": 0, "last": -1}.get(which or "this", 0)
    j = j + 1 if which else j
    if t[j].word.month is not None:
        return j + 1, Named(Stretch("month", 0, side, month=t[j].word.month))
    if t[j].word.unit in {"day", "week", "month", "year", "quarter"} and not (
        side == "start" and t[j].word.unit == "day"
    ):
        return j + 1, Named(Stretch(t[j].word.unit or "", n, side))
    return None


def stretch(t: Tokens, i: int) -> tuple[int, Named] | None:
    """The weekend; a month alone is read where "in" stands before it."""
    if t[i].word.group == "weekend" and not has(t[i], "plural"):
        return i + 1, Named(Stretch("weekend"))
    return None
