"""Several reminders in one message, told apart."""

import re
from collections.abc import Sequence
from dataclasses import replace

from shared.language.free import read_free
from shared.language.lexicon.words import lexicon
from shared.language.task import trigger
from shared.language.tokens import tokenize
from shared.language.values import Intent, Reading

JOINTS = r"\s*(?:\n+|;)\s*|,?\s+(?:and then|and|а также|и ещё|и еще|и|also)\s+"
MOST = 10
"""A message holds no more reminders than this."""


def split(reading: Reading, languages: Sequence[str] = ("en", "ru")) -> tuple[Reading, ...]:
    """The reminders of this message, each with its own task and time; empty when it is one, or cannot be told apart."""
    tokens = tokenize(reading.words, lexicon(tuple(languages)))
    text = reading.words[tokens[trigger(tokens)[1]].start :]
    parts = joined(re.split(JOINTS, text, maxsplit=MOST, flags=re.IGNORECASE), languages)
    return tuple(parts) if len(parts) > 1 else ()


def on_same_day(reading: Reading, before: Reading | None) -> Reading:
    """Tomorrow at 9 … and at 18: the day holds for both."""
    if before is None or before.time is None or reading.time is None:
        return reading
    time = reading.time
    bare = time.day is None and time.repeat is None and time.delay is None
    return replace(reading, time=replace(time, day=before.time.day)) if bare else reading


def joined(pieces: list[str], languages: Sequence[str]) -> list[Reading]:
    """Readings of the pieces; a piece without its own task and time goes back to the one before: "milk and eggs"."""
    found: list[Reading] = []
    text = ""
    for piece in pieces:
        text = f"{text} and {piece}" if text else piece
        one = read_free(text, adding=True, languages=languages)
        if one.task and one.time and not one.time.doubts and not one.unread:
            found.append(on_same_day(one, found[-1] if found else None))
            text = ""
    return [] if text else [reading for reading in found if reading.intent is Intent.ADD]
