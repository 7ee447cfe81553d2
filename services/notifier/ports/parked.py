"""What could not be handled and waits for an operator."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from shared.contract import SpeechId

Decision = Literal["replayed", "dropped"]


@dataclass(frozen=True, slots=True)
class ParkedMessage:
    """A message that could not be handled, as it was, and why."""

    sequence: int
    at: datetime | None
    stream: str
    subject: str
    consumer: str
    attempts: int
    why: str
    body: bytes


class ParkedMessages(Protocol):
    """What waits for an operator. Raises BusUnavailable."""

    async def waiting(self) -> Sequence[ParkedMessage]:
        """Return what nobody has decided about, oldest first."""
        ...

    async def speeches(self) -> frozenset[SpeechId]:
        """Return all speeches that were ever parked here, also those that somebody has decided about."""
        ...

    async def made_at(self) -> datetime | None:
        """Return when the bus was made: it is another than before when it was lost."""
        ...

    async def settle(self, sequence: int, decision: Decision) -> None:
        """Note what was decided: it waits no more."""
        ...

    async def publish_again(self, message: ParkedMessage) -> None:
        """Put it where it came from, once."""
        ...
