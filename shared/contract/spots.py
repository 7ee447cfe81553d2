"""Under which ids the steps of one reminder's way are traced.

All are made from ids that travel anyway: everybody arrives at the same ones, whatever days lie between, and nothing is
stored for it.
The lower half of a trace id is that of the reminder (or, for what is no reminder, of the command): whoever samples by
it keeps all of a reminder's traces or none.
"""

import re
from dataclasses import dataclass
from hashlib import blake2s

from shared.contract.identity import CommandId, SpeechId

TOGETHER = "with."
"""Begins the name of a message that tells several speeches; the first one's reminder follows."""

_ANSWER = "re."
_OF_A_REMINDER = re.compile(rf"(?:{re.escape(TOGETHER)})?([0-9a-f]{{16}})\.")


@dataclass(frozen=True, slots=True)
class Spot:
    """A step in a trace: 128 bits for the trace, 64 for the span. Others are under it, or link to it."""

    trace: int
    span: int

    @property
    def trace_hex(self) -> str:
        """The trace's id as people look for it."""
        return f"{self.trace:032x}"


def of_command(command: CommandId) -> Spot:
    """Return where a command takes effect; its webhook, and its answer, are in the same trace."""
    return of_reminder(_digest(command))


def of_reminder(uid: str) -> Spot:
    """Return where a reminder was made: where its command took effect, or for its second and further ones beside it."""
    return _spot(f"made {uid}", uid)


def of_speech(speech: SpeechId) -> Spot:
    """Return where a speech begins: an answer with its command, a firing in a trace of its own."""
    if speech.startswith(_ANSWER):
        return of_command(CommandId(speech.removeprefix(_ANSWER)))
    return _spot(f"said {speech}", root_of(speech))


def of_report(sid: str, status: str, speech: SpeechId | None) -> Spot:
    """Return where a status callback is taken: it may come days after the speech that it links to."""
    return _spot(f"reported {sid} {status}", root_of(speech or SpeechId(sid)))


def together(first: SpeechId, token: str) -> SpeechId:
    """Return a name for a message that tells several speeches, of which one is the first."""
    return SpeechId(f"{TOGETHER}{root_of(first)}.{token}")


def root_of(speech: SpeechId) -> str:
    """Return the uid of the (first) reminder that a speech tells; 16 hex digits of another kind for other speeches."""
    if found := _OF_A_REMINDER.match(speech):
        return found[1]
    return _digest(speech.removeprefix(_ANSWER))


def _spot(name: str, root: str) -> Spot:
    # A zero is no id; one in 2^64 is moved aside.
    return Spot(trace=int(_digest(f"{name} trace") + root, 16) or 1, span=int(_digest(f"{name} span"), 16) or 1)


def _digest(name: str) -> str:
    return blake2s(name.encode(), digest_size=8).hexdigest()
