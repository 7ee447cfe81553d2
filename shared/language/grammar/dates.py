"""Dates with their numbers: 5 марта 2027, march the third, 31.12.2027, 2/15, 2012/Aug/10."""

from typing import NamedTuple

from shared.language.grammar.numbers import Tokens, has, integer, ordinal, skip
from shared.language.when import Date, Day, Weekday

MONTH_DAYS = 31
MONTHS = 12
CENTURY = 100
THIS_CENTURY = 2000
OLD_PIVOT = 70
"""Two digits of a year: 70 to 99 are of the last century."""
YEARS = range(1900, 2200)


class Named(NamedTuple):
    """A day, and the weekday that was said beside its date."""

    day: Day
    check: Weekday | None = None


def month_day(t: Tokens, i: int) -> int:
    return i + 1 if has(t[i], "of-month") else i


def plain_end(t: Tokens, i: int) -> bool:
    """Tell whether a bare number is a day here, not an hour or an amount."""
    token = t[i]
    glued = token.glued and token.kind not in {"p", ""}
    return (
        not glued
        and token.word.unit is None
        and not (token.word.roles & {"am", "pm", "half-day", "o'clock"})
        and token.key != ":"
    )


def with_month(t: Tokens, i: int) -> tuple[int, Named] | None:
    """A date with a month in words, either way round, with or without its year."""
    found = month_first(t, i) if t[i].word.month is not None else day_first(t, i)
    if not found:
        return None
    end, number, month = found
    end, year = year_after(t, end)
    end, check = weekday_after(t, end)
    return end, Named(Date(number, month, year), check)


def weekday_after(t: Tokens, i: int) -> tuple[int, Weekday | None]:
    """Read ", Fri" or "(friday)" after a date."""
    j = i + 1 if t[i].key in {",", "("} else i
    number = t[j].word.weekday
    if number is None or has(t[j], "plural") or (j == i and "full" in t[j].word.roles and t[j].word.lang == "en"):
        return i, None
    return (j + 2 if t[i].key == "(" and t[j + 1].key == ")" else j + 1), Weekday(number)


def month_first(t: Tokens, i: int) -> tuple[int, int, int] | None:
    """August 3, march the third, Feb13, Jan/3, в августе 3."""
    month = t[i].word.month
    j = i + 1
    j = j + 1 if t[j].key in {".", "/", "-"} and (t[j].key != "-" or t[j].glued) else j
    j = skip(t, j, "the")
    number = ordinal(t, j) or (integer(t, j) if t[j].kind == "n" else tens_and_ones(t, j))
    if month is None or not number or not 0 < number[1] <= 99 or (t[j].kind == "n" and len(t[j].key) > 2):  # noqa: PLR2004
        return None
    end = number[0]
    if t[j].kind == "n" and number[0] == j + 1 and not plain_end(t, end):
        return None
    return end, number[1], month


def tens_and_ones(t: Tokens, i: int) -> tuple[int, int] | None:
    """A day of the month in plain words: "twenty nine". The hour that may follow is left alone."""
    if t[i].word.num is None or has(t[i], "a") or has(t[i], "hundred"):
        return None
    if "tens" in t[i].word.roles and 0 < (t[i + 1].word.num or 0) < 10 and not has(t[i + 1], "a"):  # noqa: PLR2004
        return i + 2, int(t[i].word.num or 0) + int(t[i + 1].word.num or 0)
    return i + 1, int(t[i].word.num or 0)


def day_first(t: Tokens, i: int) -> tuple[int, int, int] | None:
    """3 октября, the 3rd (day) of october, 31-Oct, 15-го фев, двадцать пятое мая, 30 December."""
    number = ordinal(t, i) or (integer(t, i) if t[i].kind == "n" else tens_and_ones(t, i))
    if not number or not 0 < number[1] <= 99 or (t[i].kind == "n" and len(t[i].key) > 2):  # noqa: PLR2004
        return None
    j = number[0]
    if t[j].word.unit == "day" and has(t[j + 1], "of"):
        j += 1
    j = month_day(t, j)
    j = skip(t, j, "of")
    j = j + 1 if t[j].key in {"/", "-", "."} and t[j + 1].word.month is not None else j
    month = t[j].word.month
    if month is None:
        return None
    end = j + 1
    if t[end].key == "." and t[end].glued and len(t[j].key) <= 4:  # noqa: PLR2004
        end += 1
    return end, number[1], month


def year_after(t: Tokens, i: int) -> tuple[int, int | None]:
    """A year after a date: 2027, ", 2027", "of 1995", -74, "2027 года"."""
    j = i + 1 if t[i].key in {",", "/", "-"} or has(t[i], "of") else i
    token = t[j]
    if token.kind == "n" and len(token.key) == 4 and token.value in YEARS and plain_year(t, j):  # noqa: PLR2004
        return skip_year_word(t, j + 1), token.value
    if token.kind == "n" and len(token.key) == 2 and t[i].key in {"-", "/"} and t[i].glued:  # noqa: PLR2004
        return j + 1, full_year(token.value)
    if t[i].key == "'" and t[i + 1].kind in {"n", "x"} and t[i + 1].glued and len(t[i + 1].key) == 2:  # noqa: PLR2004
        return i + 2, full_year(int(t[i + 1].key))
    if token.kind == "n" and len(token.key) == 2 and has(t[i], "of"):  # noqa: PLR2004
        return j + 1, full_year(token.value)
    spoken = spoken_year(t, j)
    return spoken or (i, None)


def plain_year(t: Tokens, i: int) -> bool:
    following = t[i + 1]
    return not (following.key == ":" and following.glued) and (following.word.unit in {None, "year"})


def skip_year_word(t: Tokens, i: int) -> int:
    if t[i].word.unit == "year" and t[i].word.lang == "ru":
        return i + 1 + (t[i + 1].key == "." and "short" in t[i].word.roles)
    return i


def spoken_year(t: Tokens, i: int) -> tuple[int, int] | None:
    """Two thousand and thirty two, nineteen eighty six."""
    if t[i].kind != "w" or t[i].word.num is None or has(t[i], "a"):
        return None
    whole = integer(t, i)
    if whole and whole[1] in YEARS:
        return whole
    if t[i].word.num in {19, 20}:
        rest = integer(t, i + 1)
        if rest and rest[1] >= 10 and rest[1] < CENTURY:  # noqa: PLR2004
            return rest[0], int(t[i].word.num or 0) * CENTURY + rest[1]
    return None


def full_year(number: int) -> int:
    if number >= CENTURY:
        return number
    return number + (THIS_CENTURY if number < OLD_PIVOT else THIS_CENTURY - CENTURY)


def numeric(t: Tokens, i: int, *, russian: bool, led: bool) -> tuple[int, Named] | None:
    """2027-03-01, 31.12.2027, 10/31/74, 2/15, 01.12."""
    token = t[i]
    if token.kind == "d":
        if t[i + 1].key == "." and t[i + 2].glued and t[i + 2].kind in {"n", "x"}:
            return None
        first, second, third, mark, lengths = token.value
        if lengths[0] == 4:  # noqa: PLR2004
            joined = t[i + 1].key == "t" and t[i + 1].glued and t[i + 2].kind == "t"
            return i + 2 if joined else skip_year_word(t, i + 1), Named(Date(third, second, first))
        if lengths[:2] != (2, 2) and lengths[2] == 2 and mark == "." and not russian:  # noqa: PLR2004
            return None
        return dated(t, i + 1, ordered(first, second, full_year(third), mark, russian=russian))
    first, second = token.value
    if not short_date(t, i, russian=russian, led=led):
        return None
    end = i + 1
    if token.kind == "f" and t[end].key == "." and t[end].glued:
        end += 1
    continental = russian or (token.kind == "f" and no_words(t))
    return dated(t, end, ordered(first, second, None, "/", russian=continental))


def dated(t: Tokens, i: int, date: Date) -> tuple[int, Named]:
    end, check = weekday_after(t, skip_year_word(t, i))
    return end, Named(date, check)


def ordered(first: int, second: int, year: int | None, mark: str, *, russian: bool) -> Date:
    """Which number is the day? A dot and Russian say the first; a number over twelve says so itself."""
    if second > MONTHS >= first:
        return Date(second, first, year)
    if first > MONTHS or russian or (mark == "." and year is not None):
        return Date(first, second, year)
    return Date(first, second, year, swap=first != second)


def short_date(t: Tokens, i: int, *, russian: bool, led: bool) -> bool:  # noqa: PLR0911, a table of forms
    """Tell whether two numbers with a mark are a date, not a price, a version, a score or a range."""
    token = t[i]
    first, second = token.value
    low, high = sorted((first, second))
    if not (0 < low <= MONTHS and high <= MONTH_DAYS) or token.key == "24/7":
        return False
    before, after = t[i - 1] if i else t[-1], t[i + 1]
    if after.word.unit or has(after, "never-clock") or (after.glued and after.kind in {"n", "w", "x"}):
        return False
    if before.glued and before.kind == "p" and before.key not in "(,.:" and i:
        return False
    if token.kind == "r":
        return high > MONTHS and not russian
    if token.kind == "s":
        return True
    dotted_end = after.key == "." and after.glued
    if len(token.key) == 3 and after.kind == "w" and not after.word.lang and not led:  # noqa: PLR2004, "5.5 тысяч"
        return False
    full = len(token.key) == 5 or dotted_end or led or russian or no_words(t)  # noqa: PLR2004
    return first <= MONTH_DAYS and second <= MONTHS and full


def no_words(t: Tokens) -> bool:
    """A message of digits only: a dot between them is a continental date."""
    return all(token.kind != "w" for token in t)


def spaced_slash(t: Tokens, i: int, *, russian: bool) -> tuple[int, Named] | None:
    """2 / 15."""
    if t[i + 1].key != "/" or t[i + 2].kind != "n":
        return None
    first, second = t[i].value, t[i + 2].value
    low, high = sorted((first, second))
    if t[i + 1].glued or not (0 < low <= MONTHS and high <= MONTH_DAYS) or t[i + 3].word.unit:
        return None
    return i + 3, Named(ordered(first, second, None, "/", russian=russian))


def packed(t: Tokens, i: int) -> tuple[int, Named] | None:
    """20261016, 2012/Aug/10."""
    key, value = t[i].key, t[i].value
    if len(key) == 8 and value // 10_000 in YEARS:  # noqa: PLR2004
        return i + 1, Named(Date(value % 100, value // 100 % 100, value // 10_000))
    if len(key) == 4 and t[i + 1].key in {"/", "-"} and t[i + 2].word.month is not None and t[i + 4].kind == "n":  # noqa: PLR2004
        return i + 5, Named(Date(t[i + 4].value, t[i + 2].word.month, value))
    return None
