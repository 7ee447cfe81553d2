"""Free text: a time somewhere, and the task around it."""

import re
from collections.abc import Sequence

from shared.language.values import Intent, Reading

LEAD = re.compile(r"(?:remind\s+me\s+(?:to\s+)?|напомни\s+(?:мне\s+)?)", re.IGNORECASE)


def read_free(text: str, *, adding: bool, languages: Sequence[str]) -> Reading:  # noqa: ARG001
    language = "ru" if re.search("[а-я]", text.lower()) else "en" if re.search("[a-z]", text.lower()) else None
    lead = LEAD.match(text)
    if not adding:
        return Reading(text, language, Intent.NOTHING)
    return Reading(text, language, Intent.ADD, task=text[lead.end() if lead else 0 :].strip())
