"""Edits that say how far and not where to: an hour later, by 30 minutes, на час раньше, сдвинь на полчаса."""

import re
from collections.abc import Sequence
from dataclasses import replace

from shared.language.timing import is_stretch
from shared.language.when import Shift, Time

FAR = re.compile(r"\s+(later|earlier|позже|попозже|позднее|раньше|пораньше)\W*\Z", re.IGNORECASE)
BACK = frozenset(["earlier", "раньше", "пораньше"])
SLIDING = re.compile(r"\W*(?:shift|сдвин\w*|передвин\w*)\s", re.IGNORECASE)
"""Verbs after which a span is how far."""
PUT_OFF = re.compile(
    r"\W*перенес\w*\s(?:.*\s)?на\s+(?!\S+\s*(?:час\w*\s+)?(?:утра|вечера|ночи)\b|(?:\S+\s+)?час\w*\s+дня\b)"
    r"(?:пол\w*|пару|час|день|сутки|неделю|месяц|год|(?:\d+|[а-я]+)\s*(?:мин|ч\b|час|дн|ден|сут|нед|мес))",
    re.IGNORECASE,
)
""" "Перенеси на час": so far; "на завтра", "на час дня" is where to."""


def moves_by(words: str) -> bool:
    """Tell whether an edit in these words, if it names a span, counts it from the reminder's own time."""
    is_far = FAR.search(words) or SLIDING.match(words) or PUT_OFF.match(words)
    return bool(is_far or re.search(r"\sby\s", words, re.IGNORECASE))


def read_move(words: str, rest: str, languages: Sequence[str]) -> tuple[str, Time] | None:
    """Split "the bread an hour later" into what is named and how far it moves, back as a negative span."""
    if not moves_by(words):
        return None
    far = FAR.search(rest)
    pieces = (rest[: far.start()] if far else rest).split()
    for cut in range(len(pieces)):
        time = is_stretch(" ".join(pieces[cut:]), languages)
        if time is not None and not time.doubts:
            is_back = far is not None and far[1].lower() in BACK
            return " ".join(pieces[:cut]), backwards(time) if is_back else time
    return None


def backwards(time: Time) -> Time:
    day = time.day
    if isinstance(day, Shift):
        day = Shift(-day.years, -day.months, -day.days)
    return replace(time, day=day, delay=None if time.delay is None else -time.delay)
