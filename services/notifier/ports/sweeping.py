"""What people wrote while nobody opened."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from shared.contract import ChatId


@dataclass(frozen=True, slots=True)
class Missed:
    """A message that a person sent, as Twilio lists it."""

    sid: str
    chat: ChatId
    sender: str
    body: str
    media: str
    sent_at: datetime


class Inbox(Protocol):
    """What Twilio has received for us."""

    async def received(self, sender: str, *, since: datetime) -> Sequence[Missed]:
        """Return what people wrote to this number of ours since then, oldest first.

        Raises Transient when Twilio cannot be asked.
        """
        ...


class Door(Protocol):
    """Our own front door."""

    async def ring(self, message: Missed) -> bool:
        """Bring the message in as Twilio would. True when it was taken, or refused for good. Never raises."""
        ...


class SweepMemory(Protocol):
    """What all notifiers remember of sweeping. Raises StoreUnavailable."""

    async def lead(self) -> bool:
        """Tell whether it is this notifier that sweeps."""
        ...

    async def since(self) -> datetime | None:
        """Return until when was swept; None before the first time."""
        ...

    async def swept(self, until: datetime) -> None: ...

    async def unknown(self, sids: Sequence[str]) -> Sequence[str]:
        """Return those that no sweep has dealt with, in the same order."""
        ...

    async def is_answered(self, message: Missed) -> bool:
        """Tell whether an answer to it was begun: then it came in as it should."""
        ...

    async def remember(self, sid: str) -> None: ...
