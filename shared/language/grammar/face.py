"""An hour of the day by itself: 5pm, 9:30, 1730, 15h15, noon, в девять утра."""

from shared.language.grammar.numbers import Tokens, has, integer, skip
from shared.language.when import Clock, Half, Window

LAST_HOUR = 24
LAST_MINUTE = 59
NOON = 12


def named(t: Tokens, i: int) -> tuple[int, Clock] | None:
    """Noon and midnight."""
    name = t[i].word.clock
    end = i + 1
    twelve = (t[i].kind == "n" and t[i].value == NOON) or t[i].word.num == NOON
    if twelve and t[i + 1].word.clock:
        name, end = t[i + 1].word.clock, i + 2
    if has(t[i], "mid") and t[i + 1].word.part == "night":
        name, end = "midnight", i + 2
    if name is None:
        return None
    return end, Clock(NOON) if name == "noon" else Clock(0, midnight=True)


def half_day(t: Tokens, i: int) -> tuple[int, str] | None:
    """What follows an hour and says which half of the day: am, p.m., a, in the AM, утра, вечера."""
    token = t[i]
    if has(token, "am") or has(token, "pm"):
        return i + 1, "am" if has(token, "am") else "pm"
    if "half-day" in token.word.roles or ("adverb" in token.word.roles and t[i - 1].word.unit == "hour"):
        return i + 1, token.word.part or ""
    if token.key in {"a", "p"}:
        return lettered(t, i)
    if has(token, "in") and has(t[i + 1], "the") and (has(t[i + 2], "am") or has(t[i + 2], "pm")):
        return i + 3, "am" if has(t[i + 2], "am") else "pm"
    return None


def whole_window(t: Tokens, first: Clock, i: int, last: tuple[int, Clock]) -> Window:
    """ "3 to 4pm": the half of the day that was said of the end counts for the start, when that keeps it before."""  # noqa: D210
    said = any(has(token, "am") or has(token, "pm") or token.key in {"a", "p"} for token in t[i : last[0]])
    if said and first.half in {"unknown", "digital"} and last[1].half == "known":
        hour = first.hour + NOON if first.hour < NOON and first.hour + NOON <= last[1].hour else first.hour
        first = Clock(hour % 24, first.minute, first.second)
    return Window(first, last[1])


def lettered(t: Tokens, i: int) -> tuple[int, str] | None:
    """Read "a", "p.", "p.m.", "p m", "p . m ."."""
    half = "am" if t[i].key == "a" else "pm"
    j = i + 1
    dotted = t[j].key == "."
    j += dotted
    if t[j].key == "m":
        return j + 1 + (t[j + 1].key == "." and dotted), half
    return (j, half) if t[i].glued or dotted else None


def placed(hour: int, minute: int, half: str, second: int = 0) -> Clock | None:
    """The hour on the 24-hour face."""
    if half in {"am", "morning"}:
        hour = 0 if hour == NOON and half == "am" else hour
    elif half == "pm":
        hour = hour + NOON if hour < NOON else hour
    elif half == "afternoon":
        hour = hour + NOON if hour <= 6 else hour  # noqa: PLR2004
    elif half == "evening":
        hour = 0 if hour == NOON else hour + NOON if hour < NOON else hour
    elif half == "night":
        late = {12: 0, 9: 21, 10: 22, 11: 23}
        hour = late.get(hour, hour)
    midnight = half in {"night", "evening"} and hour == 0 and minute == 0
    return Clock(hour, minute, second, midnight=midnight)


def finish(t: Tokens, end: int, hour: int, minute: int, half: Half, second: int = 0) -> tuple[int, Clock] | None:  # noqa: PLR0917, the parts of one value
    """Take a half of the day that follows, and o'clock around it."""
    end = oclock(t, end)
    found = half_day(t, end)
    if found:
        at = placed(hour, minute, found[1], second)
        return (oclock(t, found[0]), at) if at else None
    if hour == 0 or hour > NOON:
        half = "known"
    return end, Clock(hour, minute, second, half)


def oclock(t: Tokens, i: int) -> int:
    if has(t[i], "o'clock"):
        return i + 1
    if t[i].key == "o" and t[i + 1].key == "clock":
        return i + 2
    return skip(t, i, "exact")


def in_digits(t: Tokens, i: int, led: str, ru: bool) -> tuple[int, Clock] | None:  # noqa: FBT001
    """9:30, 18.30, 5-59 pm, 15h15, 1730, 06 30, 9 часов 15 минут, 5pm, "at 5"."""
    token = t[i]
    if token.kind == "t":
        hour, minute, second = token.value
        exact: Half = "known" if ru or token.key[0] == "0" else "digital"
        end = i + 1
        if t[end].word.unit == "hour" or t[end].key in {"h", "ч"}:
            exact, end = "known", end + 1
        return finish(t, end, hour, minute, exact, second)
    if token.kind in {"f", "r"}:
        return paired(t, i, led, ru)
    if token.kind != "n":
        return None
    return lettered_hour(t, i, led, ru) or bare_digits(t, i, led, ru)


def paired(t: Tokens, i: int, led: str, ru: bool) -> tuple[int, Clock] | None:  # noqa: FBT001
    """18.30 and 18-30: a time when something says so, or when it cannot be a date."""
    hour, minute = t[i].value
    if len(t[i].key.split(t[i].key[len(str(hour))])[-1]) != 2 or minute > LAST_MINUTE or hour > LAST_HOUR:  # noqa: PLR2004
        return None
    after = half_day(t, i + 1)
    if after or has(t[i + 1], "hours"):
        return finish(t, i + 1, hour, minute, "known")
    dotted = t[i].kind == "f"
    sure = dotted and minute > 12 and hour > NOON  # noqa: PLR2004
    if not (led or sure) or has(t[i + 1], "never-clock") or (not dotted and led != "ru"):
        return None
    return finish(t, i + 1, hour, minute, "known" if ru or t[i].key[0] == "0" else "unknown")


def lettered_hour(t: Tokens, i: int, led: str, ru: bool) -> tuple[int, Clock] | None:  # noqa: FBT001, PLR0911
    """15h, 15h15, 17ч10, 18 часов, 9 часов 15 минут, 0700 hours."""
    hour = t[i].value
    unit = t[i + 1]
    if unit.word.unit != "hour" or has(t[i], "never"):
        return None
    if hour > LAST_HOUR:
        return military(t, i, led, ru) if has(unit, "hours") or ru else None
    short = "short" in unit.word.roles
    minutes = integer(t, i + 2)
    if minutes and minutes[1] <= LAST_MINUTE and t[i + 2].kind == "n":
        unit_after = t[minutes[0]].word.unit
        if short and t[i + 2].glued and unit_after != "minute" and len(t[i + 2].key) == 2:  # noqa: PLR2004
            return finish(t, minutes[0], hour, minutes[1], "known")
        if unit_after == "minute" and ru:
            return finish(t, minutes[0] + 1, hour, minutes[1], "known")
    if ru and not (short and unit.glued and not led and hour < TEN_HOURS):
        return finish(t, i + 2, hour, 0, "likely")
    if short and ((unit.glued and hour >= TEN_HOURS) or led):
        return i + 2, Clock(hour)
    return None


TEN_HOURS = 10
"""Below this "2h" is more likely a stretch of time than an hour of the day."""


def military(t: Tokens, i: int, led: str, ru: bool) -> tuple[int, Clock] | None:  # noqa: FBT001
    """1730, 0630, 0700 hours."""
    key = t[i].key
    if len(key) != 4 or (not led and key[0] != "0" and not has(t[i + 1], "hours")):  # noqa: PLR2004
        return None
    hour, minute = divmod(int(key), 100)
    if hour > LAST_HOUR or minute > LAST_MINUTE or (ru and t[i + 1].word.unit == "year"):
        return None
    end = i + 2 if t[i + 1].word.unit == "hour" else i + 1
    sure = key[0] == "0" or has(t[i + 1], "hours") or ru
    return finish(t, end, hour, minute, "known" if sure else "unknown")


def bare_digits(t: Tokens, i: int, led: str, ru: bool) -> tuple[int, Clock] | None:  # noqa: FBT001, PLR0911
    token = t[i]
    if len(token.key) == 4:  # noqa: PLR2004
        return military(t, i, led, ru)
    if token.value > LAST_HOUR + LAST_HOUR:
        return None
    minute = t[i + 2]
    if t[i + 1].key == ":" and minute.kind == "n" and len(minute.key) == 2 and minute.value <= LAST_MINUTE:  # noqa: PLR2004
        return finish(t, i + 3, token.value, minute.value, "known" if ru else "digital")
    after = half_day(t, oclock(t, i + 1))
    if token.value <= LAST_HOUR and spaced_pair(t, i, led):
        return spaced(t, i, ru)
    if after:
        return finish(t, i + 1, token.value, 0, "known") if token.value <= 28 else None  # noqa: PLR2004
    if token.value > LAST_HOUR:
        return None
    if oclock(t, i + 1) > i + 1:
        return finish(t, i + 1, token.value, 0, "likely" if ru else "unknown")
    if has(t[i + 1], "ish") and t[i + 1].glued:
        return i + 2, Clock(token.value, half="unknown")
    if (led and free_standing(t, i + 1)) or (0 < token.value <= NOON and part_follows(t, i + 1)):
        return finish(t, i + 1, token.value, 0, "likely" if ru else "unknown")
    return None


def part_follows(t: Tokens, i: int) -> bool:
    """Read "(8) in the evening", "(1) at night", "(six thirty) this evening"."""
    if has(t[i], "this") or t[i].word.part == "tonight":
        return (t[i + 1] if has(t[i], "this") else t[i]).word.part in {"morning", "afternoon", "evening", "tonight"}
    if has(t[i], "in") and has(t[i + 1], "the"):
        return t[i + 2].word.part in {"morning", "afternoon", "evening"}
    return has(t[i], "at") and t[i + 1].word.part == "night"


def spaced_pair(t: Tokens, i: int, led: str) -> bool:
    """Two numbers that read as hour and minute: "в 15 19", "at 06 30", "03 45"."""
    following = t[i + 1]
    if has(t[i + 2], "times") or has(t[i + 2], "never-clock"):
        return False
    if following.kind != "n" or len(following.key) != 2 or following.value > LAST_MINUTE or following.glued:  # noqa: PLR2004
        return False
    if t[i + 2].word.month is not None or t[i + 2].word.unit not in {None, "hour"} or t[i + 2].glued:
        return False
    return bool(led) or t[i].key[0] == "0" or half_day(t, i + 2) is not None


def spaced(t: Tokens, i: int, ru: bool) -> tuple[int, Clock] | None:  # noqa: FBT001
    end = i + 3 if t[i + 2].word.unit == "hour" else i + 2
    return finish(t, end, t[i].value, t[i + 1].value, "known" if ru else "typed" if t[i].key[0] == "0" else "unknown")


def free_standing(t: Tokens, i: int) -> bool:
    """Tell whether the number before `i` can be a bare hour: not when it counts or measures something."""
    token = t[i]
    if has(token, "never-clock") or (token.glued and token.kind not in {"p", ""}):
        return False
    if token.key in {"%", "/", "$", "€"} or (token.key in {"-", ":"} and token.glued):
        return False
    if token.key in {"-", "–", "—"} and t[i + 1].kind in {"n", "f", "r"}:
        return False
    if token.key in {".", ","} and t[i + 1].glued and t[i + 1].kind in {"n", "x"}:
        return False
    return (
        token.word.unit is None
        or "half-day" in token.word.roles
        or bool(token.word.roles & {"short"} and not token.glued)
    )
