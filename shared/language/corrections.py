"""Second thoughts: "no, on wednesday", "make it 6pm", «лучше в среду» change what is spoken of."""

import re
from collections.abc import Sequence

from shared.language.openings import EDGES
from shared.language.timing import read_timing
from shared.language.values import Intent, Reading

OPENERS = re.compile(
    r"(?:(?:no|nope|oops|sorry|wait(?=,)|actually|i mean|i meant|rather|better|instead|or rather|"
    r"(?:let'?s )?(?:make|set) (?:it|that)|change (?:it|that) to|"
    r"нет|не(?=,)|ой|упс|вернее|точнее|то есть|а лучше|лучше|а давай|давай|хотя|сделай|пусть будет|"
    r"я имел в виду|я имела в виду)\b[\s,.!…—-]*)+",
    re.IGNORECASE,
)
REFUSING = re.compile(r"(?:but\s+)?(?:not|except)\s+|(?:но\s+|только\s+)?(?:не|кроме)\s+", re.IGNORECASE)
"""What is left out of a repeat is said together with it: by itself it is no reminder."""


def read_correction(text: str, clean: str, languages: Sequence[str]) -> Reading | None:
    """Return the change that these words ask for; None when they open with no second thought, or say more than when."""
    found = OPENERS.match(clean)
    if found:
        timing = read_timing(clean[found.end() :], languages)
        if timing.time and not timing.rest.strip(EDGES):
            return Reading(text, timing.language, Intent.EDIT, time=timing.time, unread=timing.unread)
    refused = REFUSING.match(clean)
    if refused:
        timing = read_timing(clean[refused.end() :], languages)
        if timing.time and not timing.rest.strip(EDGES):
            return Reading(text, timing.language, Intent.NOTHING)
    return None
