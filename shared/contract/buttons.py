"""What a button carries: the words that do what it says, and the speech that it stands under."""

import re

from shared.contract.identity import SpeechId

LONGEST = 200
"""Characters: what WhatsApp keeps of a button's id."""

_PAYLOAD = re.compile(r"nudge:([A-Za-z0-9._-]{1,80}):([^\x00-\x1f]+)")


def payload_of(words: str, speech: SpeechId) -> str:
    """Return what a button under `speech` must carry to say `words`."""
    return f"nudge:{speech}:{words}"


def read_payload(payload: str) -> tuple[str, SpeechId] | None:
    """Return the words and the speech of a button of ours; None for anything else. A person may have made it up."""
    found = _PAYLOAD.fullmatch(payload) if len(payload) <= LONGEST else None
    return (found[2], SpeechId(found[1])) if found else None
