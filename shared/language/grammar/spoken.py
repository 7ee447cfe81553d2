"""An hour in words: ten thirty am, at eight, в девять утра, в час дня."""

from shared.language.grammar.face import (
    LAST_HOUR,
    LAST_MINUTE,
    NOON,
    finish,
    free_standing,
    half_day,
    oclock,
    part_follows,
    placed,
)
from shared.language.grammar.numbers import Tokens, has, integer
from shared.language.when import Clock


def in_words(t: Tokens, i: int, led: str, ru: bool) -> tuple[int, Clock] | None:  # noqa: FBT001
    """Ten thirty am, five-thirty, at eight, в девять утра, три часа дня, в час дня."""
    if t[i].kind != "w":
        return None
    if t[i].word.unit == "hour" and ru and not has(t[i], "short") and t[i].key == "час":
        return one_oclock(t, i, led)
    if t[i].word.num is None or has(t[i], "a"):
        return None
    hour = ones(t, i)
    if hour is None or hour[1] > LAST_HOUR:
        return None
    end, value = hour
    return with_minutes(t, end, value, led, ru) or whole_hour(t, end, value, led, ru)


def ones(t: Tokens, i: int) -> tuple[int, int] | None:
    """An hour in words: one word, or "twenty one"."""
    if "tens" in t[i].word.roles and t[i].word.num == 20:  # noqa: PLR2004
        return integer(t, i)
    num = t[i].word.num
    return (i + 1, int(num)) if num is not None and num == int(num) else None


def one_oclock(t: Tokens, i: int, led: str) -> tuple[int, Clock] | None:
    """ "В час дня", "час ночи"."""  # noqa: D210
    after = half_day(t, i + 1)
    if after:
        at = placed(1, 0, after[1])
        return (after[0], at) if at else None
    return (i + 1, Clock(1, half="unknown")) if led and t[i + 1].word.num is None else None


def with_minutes(t: Tokens, i: int, hour: int, led: str, ru: bool) -> tuple[int, Clock] | None:  # noqa: FBT001
    j = i + 1 if t[i].key == "-" and t[i].glued else i
    j = j + 1 if t[j].word.unit == "hour" and ru else j
    last = t[j + 1].word.num
    if t[j].word.num == 0 and last is not None:
        return finish(t, j + 2, hour, int(last), "known" if ru else "unknown")
    minutes = integer(t, j) if t[j].kind == "w" else None
    if not minutes or not 10 <= minutes[1] <= LAST_MINUTE:  # noqa: PLR2004
        return None
    end = minutes[0] + (t[minutes[0]].word.unit == "minute")
    if led or half_day(t, end) or j > i or part_follows(t, end):
        return finish(t, end, hour, minutes[1], "known" if ru else "unknown")
    return None


def whole_hour(t: Tokens, i: int, hour: int, led: str, ru: bool) -> tuple[int, Clock] | None:  # noqa: FBT001
    if t[i].word.unit == "hour" and ru:
        if half_day(t, i + 1) or led:
            return finish(t, i + 1, hour, 0, "likely")
        return None
    if half_day(t, oclock(t, i)) or (led and free_standing(t, i)) or (hour <= NOON and part_follows(t, i)):
        return finish(t, i, hour, 0, "likely" if ru else "unknown")
    return finish(t, i, hour, 0, "unknown") if oclock(t, i) > i and hour <= NOON else None
