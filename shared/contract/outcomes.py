"""What became of a speech: the notifier's evidence, on which the scheduler lets go of it."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from shared.contract.identity import ReminderId, SpeechId
from shared.contract.message import Message, Moment


class Outcome(Message):
    """What every outcome carries: which speech, and the reminder that it fired, if it did."""

    stream: ClassVar[str] = "OUTCOMES"
    lane: ClassVar[str] = "outcome"

    kind: str
    speech_id: SpeechId
    reminder: ReminderId | None = None
    at: Moment

    @property
    def dedupe_id(self) -> str:
        return f"{self.kind}:{self.speech_id}"


class SpeechSent(Outcome):
    """Twilio has the message and gave it a name."""

    kind: Literal["speech_sent"] = "speech_sent"
    sid: str

    @property
    def dedupe_id(self) -> str:
        # What failed is sent again, as another message: a person may answer that one.
        return f"{self.kind}:{self.speech_id}:{self.sid}"


class SpeechRefused(Outcome):
    """The message can never be sent; a copy is parked for the operator."""

    kind: Literal["speech_refused"] = "speech_refused"
    code: int | None = None
    """Twilio's error code, where there is one."""


class SpeechDelivered(Outcome):
    """The message arrived on the person's phone."""

    kind: Literal["speech_delivered"] = "speech_delivered"


class SpeechRead(Outcome):
    """The person has read it."""

    kind: Literal["speech_read"] = "speech_read"


class SpeechFailed(Outcome):
    """Twilio took the message and could not deliver it; no other way is left. A copy is parked for the operator."""

    kind: Literal["speech_failed"] = "speech_failed"
    code: int | None = None
    why: str = "unknown"
    """What it was about: `opted_out`, `unreachable`, `content`, `passing`, … An unknown word says no more than that."""


AnyOutcome = Annotated[
    SpeechSent | SpeechRefused | SpeechDelivered | SpeechRead | SpeechFailed, Field(discriminator="kind")
]
