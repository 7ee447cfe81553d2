"""What Twilio reports about a message after it was sent."""

from typing import ClassVar, Literal

from shared.contract.identity import SpeechId
from shared.contract.message import Message, Moment


class StatusReported(Message):
    """Twilio called back: the message `sid`, sent for `speech_id`, is now `status`. Late, twice, in any order."""

    stream: ClassVar[str] = "RECEIPTS"
    lane: ClassVar[str] = "receipt"

    kind: Literal["status_reported"] = "status_reported"
    sid: str
    status: str
    speech_id: SpeechId | None = None
    """A speech, or the name under which the notifier told several together."""
    reminder: str | None = None
    error_code: int | None = None
    at: Moment

    @property
    def dedupe_id(self) -> str:
        return f"{self.sid}:{self.status}"
