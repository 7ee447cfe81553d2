"""A time by itself, as it stands after a command or answers a question: "2h", "friday 18:00", "9"."""

from collections.abc import Sequence
from typing import NamedTuple

from shared.language.free import language_of, read_free
from shared.language.grammar.delay import Span, span
from shared.language.grammar.numbers import Tokens, skip
from shared.language.grammar.state import AHEAD
from shared.language.lexicon.words import lexicon
from shared.language.tokens import tokenize
from shared.language.when import Clock, Time

LAST_HOUR = 24
NOON = 12
EDGES = " ,;:.-–—!?"
PLACES_IN_TIME = frozenset(["неделе", "дне", "днях", "месяце", "году", "часе"])
"""Forms that say where in time, not how long."""
BEFORE = frozenset(["+", "to", "until", "till", "for", "by", "in", "на", "до", "через", "к"])


class Timing(NamedTuple):
    """The time, the words that were left, and those of them that look like time."""

    time: Time | None
    rest: str = ""
    unread: tuple[str, ...] = ()
    language: str | None = None


def read_timing(text: str, languages: Sequence[str]) -> Timing:
    """Read what stands where only a time is expected: a bare stretch counts from now, a bare number is an hour."""
    tokens = tokenize(text, lexicon(tuple(languages)))
    language = language_of(tokens)
    bare = bare_stretch(tokens) or bare_hour(tokens, russian=language == "ru" or "ru" in languages[:1])
    if bare:
        return Timing(bare, language=language)
    found = read_free(text, adding=False, languages=languages)
    rest = found.task.strip(EDGES)
    for word in ("to", "на"):
        rest = "" if rest.lower() == word else rest.removeprefix(f"{word} ")
    return Timing(found.time, rest if found.time else text.strip(), found.unread, language)


def bare_stretch(t: Tokens) -> Time | None:
    """2h, an hour and a half, for 10 minutes, на два дня; nothing else in the text."""
    i = 1 if t[0].key in BEFORE else 0
    if t[i].key in PLACES_IN_TIME:
        return None
    found = span(t, i, bare=True)
    if not found or found[0] < len(t) - AHEAD:
        return None
    return stretch_time(found[1])


def stretch_time(size: Span) -> Time:
    doubts = ("vague",) if size.vague else ()
    seconds = size.seconds if size.seconds or not size.shift else None
    return Time(day=size.shift, delay=seconds, doubts=doubts)


def bare_hour(t: Tokens, *, russian: bool) -> Time | None:
    """9, "to 9", "до 18"."""
    i = 1 if t[0].key in BEFORE and t[0].key not in {"in", "через"} else 0
    i = skip(t, i, "at")
    if t[i].kind != "n" or i + 1 < len(t) - AHEAD or t[i].value > LAST_HOUR:
        return None
    hour = t[i].value
    half = "known" if hour == 0 or hour > NOON else "likely" if russian else "unknown"
    return Time(clocks=(Clock(hour, half=half),))  # type: ignore[arg-type]


def counts(text: str, languages: Sequence[str]) -> bool:
    """Tell whether the number before `text` is an amount, as in "10 minutes", or a part of a clock."""
    first = tokenize(text[:20], lexicon(tuple(languages)))[0]
    return (
        first.word.unit is not None or bool(first.word.roles & {"am", "pm", "half-day", "o'clock"}) or first.kind == "p"
    )


def is_stretch(text: str, languages: Sequence[str]) -> Time | None:
    """The time, when the whole message is a stretch of it."""
    return bare_stretch(tokenize(text, lexicon(tuple(languages))))
