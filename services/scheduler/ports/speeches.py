"""Facts on their way to people."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol, Self

from services.scheduler.ports.leases import Tenure
from shared.contract import Fact, Outcome


@dataclass(frozen=True, slots=True)
class Saying:
    """A fact that should be said, and for the how-manieth time the bus is asked to carry it."""

    fact: Fact
    generation: int = 0

    @property
    def dedupe_id(self) -> str:
        # The bus may have lost what it still remembers: a rescue must not be taken for a repeat.
        return f"{self.fact.dedupe_id}:{self.generation}"


class Speeches(Protocol):
    """Facts on their way to people. Each is held until its outcome is known, and comes back when its lease runs out."""

    async def published(self, tenure: Tenure, sayings: Sequence[Saying], lease: timedelta) -> None:
        """Note that the bus has them: give them until `lease`, longer each generation, before they come back."""
        ...

    async def reap(self, tenure: Tenure, lease: timedelta, limit: int) -> Sequence[Saying]:
        """Take up to `limit` whose lease ran out; the generation rises for those the bus had."""
        ...

    async def finish(self, outcome: Outcome) -> bool:
        """Let go of a speech and of the reminder that it ended, whoever asks. False when that has happened before."""
        ...

    async def note(self, outcome: Outcome) -> None:
        """Remember that a message failed, arrived or was read: the first time of each, in any order."""
        ...


class Posted(Protocol):
    """Messages that were handed to the bus."""

    async def stored(self) -> Sequence[bool]:
        """Wait until the bus has them or could not be reached, and say which it has."""
        ...


class Letters(Protocol):
    """Messages that are written down."""

    async def post(self, *, at: float = 0) -> Posted:
        """Hand them to the bus in their order, and do not wait for its acknowledgement.

        `at`: not before that moment of the loop's own clock.
        """
        ...

    async def known(self) -> Sequence[bool]:
        """Say which of them the bus has had within its memory of two hours, and give it none. Raises Transient."""
        ...

    def joined(self, others: Sequence[Self]) -> Self:
        """Return these and the others as one, in that order: what the bus gets together costs it less."""
        ...


class Voice(Protocol):
    """The way to the notifier."""

    def write(self, sayings: Sequence[Saying]) -> Letters:
        """Write them down: all that can be done before they may be posted."""
        ...
