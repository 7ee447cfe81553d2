"""What the clock needs from its store, in its own words. The conformance exam checks these promises."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import Protocol

from services.scheduler.domain.chat import Change, Chat
from shared.contract import ChatId, CommandId, Fact, Outcome


class Applied(Enum):
    """What became of a change."""

    DONE = "done"
    REPEATED = "repeated"
    """The command took effect before; its answer is on its way or was given."""
    STALE = "stale"
    """Somebody else changed the chat in between: load it again and decide anew."""


@dataclass(frozen=True, slots=True)
class Saying:
    """A fact that should be said, and for the how-manieth time the bus is asked to carry it."""

    fact: Fact
    generation: int = 0

    @property
    def dedupe_id(self) -> str:
        # The bus may have lost what it still remembers: a rescue must not be taken for a repeat.
        return f"{self.fact.dedupe_id}:{self.generation}"


class Agenda(Protocol):
    """Reminders that wait for their moment, and speeches on their way. Survives a crash at any line.

    A speech is held from the change or the moment that caused it until its outcome is known (`finish`). Whoever takes
    one has it for a lease; a speech whose lease ran out comes back from `reap`.
    """

    async def load(self, chat: ChatId) -> Chat:
        """Return the chat as it is now; an unknown one is empty."""
        ...

    async def apply(self, command: CommandId, change: Change, lease: timedelta) -> Applied:
        """Make the whole change and hold its facts for `lease`, once a command however often it is asked."""
        ...

    async def claim(self, partition: int, lease: timedelta, limit: int) -> Sequence[Saying]:
        """Take up to `limit` reminders that are due, soonest first. None is early by the store's own clock."""
        ...

    async def published(self, sayings: Sequence[Saying], lease: timedelta) -> None:
        """Note that the bus has them: give them until `lease`, longer each generation, before they come back."""
        ...

    async def reap(self, partition: int, lease: timedelta, limit: int) -> Sequence[Saying]:
        """Take up to `limit` speeches whose lease ran out; the generation rises for those the bus had."""
        ...

    async def finish(self, outcome: Outcome) -> bool:
        """Let go of a speech and of the reminder that it ended. False when that has happened before."""
        ...

    async def next_due(self) -> datetime | None:
        """Return the moment of the earliest waiting reminder of all partitions."""
        ...

    async def pending_count(self) -> int:
        """Return how many reminders wait."""
        ...
