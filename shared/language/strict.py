"""The one form that is promised word for word: TASK at YYYY-MM-DD HH:MM in ZONE, the last such ending wins."""

import re
from typing import NamedTuple

from shared.language.when import Clock, Date, Time

ENDING = (
    r"\s(?:at|on|в|на|к)\s+(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})"
    r"(?:t|\s+(?:at\s+|в\s+)?)(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2}))?"
    r"(?:\s+(?:in|по|в)\s+(?P<zone>\S.{0,80}))?\s*\Z"
)
FIRST_WORDS = (
    r"(?:(?:remind|tell)\s+me\s+(?:to\s+|about\s+|that\s+)?|напомни(?:те|ть)?\s+(?:мне\s+)?(?:про\s+|о\s+|что\s+)?)"
)
"""Kept as text: compiled when a strict form first comes, not when the module is imported."""
LEADS = ("at", "on", "в", "на", "к")
FURTHEST_BACK = 160
"""The ending is looked for in this many last characters: a zone name is not longer."""


class Strict(NamedTuple):
    """What the strict form says."""

    task: str
    time: Time


def read_strict(text: str) -> Strict | None:
    """Read `[remind me to] TASK at YYYY-MM-DD HH:MM [in ZONE]`, or None when the text does not end that way."""
    padded = f" {text}"
    found = last_ending(padded)
    if found is None:
        return None
    lead = re.match(FIRST_WORDS, text, re.IGNORECASE)
    task = padded[1 + (lead.end() if lead else 0) : found.start()].strip()
    date = Date(int(found["day"]), int(found["month"]), int(found["year"]))
    clock = Clock(int(found["hour"]), int(found["minute"]), int(found["second"] or 0))
    zone = found["zone"]
    return Strict(task, Time(day=date, clocks=(clock,), zone=zone.strip().rstrip(".!") if zone else None))


def last_ending(text: str) -> re.Match[str] | None:
    """The last ` at <date> <time>` that runs to the end of the text."""
    ending = re.compile(ENDING, re.IGNORECASE | re.DOTALL)
    for position in reversed([i for i in range(max(0, len(text) - FURTHEST_BACK), len(text)) if text[i].isspace()]):
        found = ending.match(text, position)
        if found is not None:
            return found
    return None
