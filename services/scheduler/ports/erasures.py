"""Who is forgotten, in the store and on the bus."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from shared.contract import ChatId, SpeechId


@dataclass(frozen=True, slots=True)
class Erasure:
    """A person who asked to be forgotten: all of theirs goes that is as old as that, and what says so to them."""

    chat: ChatId
    goodbye: SpeechId
    at: datetime


class Erasures(Protocol):
    """Who is still to be erased on the bus. Survives a crash at any line."""

    async def keep(self, erasure: Erasure, until: datetime) -> None:
        """Let it be due then."""
        ...

    async def due(self, partition: int, now: datetime) -> Sequence[Erasure]:
        """Return those of a partition whose moment has come."""
        ...

    async def done(self, erasure: Erasure) -> None:
        """Forget that it was asked."""
        ...


class Archive(Protocol):
    """All that the bus keeps."""

    async def erase(self, erasure: Erasure, *, trailing: datetime | None = None) -> int:
        """Erase the person's messages, and return how many there were. Raises Transient when not all could be.

        `trailing`: with what told them so, and the reports that came until then.
        """
        ...
