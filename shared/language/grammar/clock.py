"""Times of day: an hour by itself, or counted from one: half past three, 20 to 6pm, без четверти восемь."""

from shared.language.grammar.face import LAST_HOUR, LAST_MINUTE, NOON, finish
from shared.language.grammar.numbers import Tokens, has, integer, skip
from shared.language.grammar.plain import plain_clock
from shared.language.when import Clock


def clock(t: Tokens, i: int, led: str, *, russian: bool) -> tuple[int, Clock] | None:
    """A time of day at `i`. `led` is the language of a preposition that points at a time, or ""."""
    ru = led == "ru" or (russian and led != "en")
    return past_or_to(t, i, ru) or plain_clock(t, i, led, ru)


def past_or_to(t: Tokens, i: int, ru: bool) -> tuple[int, Clock] | None:  # noqa: FBT001
    """Half past three, quarter to noon, 20 to 6pm; полвосьмого, четверть пятого, без пяти шесть."""
    return english_past(t, i) or russian_half(t, i) or russian_minus(t, i) if ru or t[i].word.lang != "ru" else None


def english_past(t: Tokens, i: int) -> tuple[int, Clock] | None:
    j = skip(t, i, "a")
    if has(t[j], "half") and t[j].word.lang == "en":
        return half_past(t, j)
    if has(t[j], "quarter"):
        minutes, j = 15, j + 1
        if has(t[j], "of") and (t[j + 1].kind == "n" or t[j + 1].word.num is not None) and not has(t[j + 1], "a"):
            return around(t, j + 1, -minutes)
    else:
        found = integer(t, i)
        if not found or not 0 < found[1] <= LAST_MINUTE:
            return None
        j, minutes = found
        j = j + 1 if t[j].word.unit == "minute" else j
    if t[j].word.lang != "en":
        return None
    back = has(t[j], "to") or has(t[j], "before") or t[j].key == "til"
    if not back and not has(t[j], "past"):
        return None
    return around(t, j + 1, -minutes if back else minutes)


def half_past(t: Tokens, i: int) -> tuple[int, Clock] | None:
    if has(t[i + 1], "past"):
        return around(t, i + 2, 30)
    hour = integer(t, i + 1)
    if not hour or not 1 <= hour[1] <= NOON or t[hour[0]].word.unit:
        return None
    found = finish(t, hour[0], hour[1], 30, "unknown")
    return (found[0], Clock(found[1].hour, 30, half=found[1].half, regional=True)) if found else None


def around(t: Tokens, i: int, minutes: int) -> tuple[int, Clock] | None:
    """The hour that minutes are counted from, moved by them."""
    base = plain_clock(t, i, "en", ru=False)
    if base is None or base[1].minute:
        return None
    total = base[1].hour * 60 + minutes
    hour, minute = divmod(total % (24 * 60), 60)
    if base[1].half != "known" and hour == 0:
        hour = NOON
    return base[0], Clock(hour, minute, half=base[1].half)


def russian_half(t: Tokens, i: int) -> tuple[int, Clock] | None:
    """Половина восьмого, пол восьмого, полвосьмого, четверть пятого, 20 минут пятого."""
    glued = halves(t[i].key)
    if glued:
        return finish(t, i + 1, glued - 1 or NOON, 30, "unknown")
    j = i
    if has(t[i], "half-noun") or (has(t[i], "half") and t[i].word.lang == "ru"):
        minutes, j = 30, i + 1
        j = j + 1 if t[j].key == "-" else j
    elif has(t[i], "quarter") and t[i].word.lang == "ru":
        minutes, j = 15, i + 1
    else:
        found = integer(t, i)
        if not found or t[found[0]].word.unit != "minute" or found[1] > LAST_MINUTE:
            return None
        minutes, j = found[1], found[0] + 1
    hour = t[j].word.ord
    if (
        hour is None
        or not 1 <= hour <= NOON
        or not t[j].key.endswith(("ого", "его"))
        or t[j + 1].word.month is not None
    ):
        return None
    return finish(t, j + 1, hour - 1 or NOON, minutes, "unknown")


HALVES = {
    f"пол{ordinal}": hour
    for hour, ordinal in enumerate(
        [
            "первого",
            "второго",
            "третьего",
            "четвертого",
            "пятого",
            "шестого",
            "седьмого",
            "восьмого",
            "девятого",
            "десятого",
            "одиннадцатого",
            "двенадцатого",
        ],
        start=1,
    )
}


def halves(key: str) -> int | None:
    return HALVES.get(key)


def russian_minus(t: Tokens, i: int) -> tuple[int, Clock] | None:
    """Без пяти шесть, без четверти 8, без 15 минут восемь."""
    if not has(t[i], "minus"):
        return None
    if has(t[i + 1], "quarter"):
        end, minutes = i + 2, 15
    else:
        found = integer(t, i + 1)
        if not found or not 0 < found[1] <= 30:  # noqa: PLR2004
            return None
        end, minutes = found
        if t[end].word.num is None and t[end].kind != "n" and end == i + 3:
            end, minutes = i + 2, int(t[i + 1].word.num or 0)
    end = end + 1 if t[end].word.unit == "minute" else end
    hour = integer(t, end)
    if t[end].key == "час":
        hour = (end + 1, 1)
    if not hour or not 1 <= hour[1] <= LAST_HOUR:
        return None
    at = hour[1] - 1
    after = hour[0] + 1 if t[hour[0]].word.unit == "hour" else hour[0]
    return finish(t, after, at or NOON, 60 - minutes, "unknown")
