"""Commands on the bus: their place, and reading them in order."""

from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from shared.contract import AnyCommand
from shared.runtime.clock import from_unix_ms


@dataclass(frozen=True, slots=True)
class Position:
    """A message's place on the bus. The time tells it from another message of that number on a stream made anew."""

    sequence: int
    at_ns: int
    quiet_before_ns: int = 0
    """What the bus had before this moment was answered before the store was lost. 0: it was not."""

    @property
    def at(self) -> datetime:
        return from_unix_ms(self.at_ns / 1_000_000)


@dataclass(frozen=True, slots=True)
class Arrival:
    """A message of the commands' stream: a command, or what kept it from being read."""

    position: Position
    command: AnyCommand | None
    error: Exception | None = None
    behind: int = 0
    """How many of the partition wait after it."""
    trace: str = ""
    """Under which span it was sent, as W3C writes it; empty where nobody traces it."""


class Reading(Protocol):
    """A partition's commands in order, each once."""

    async def next(self) -> Sequence[Arrival]:
        """Wait for the next ones."""
        ...

    async def park(self, arrival: Arrival, error: BaseException, attempts: int) -> None:
        """Keep a copy for an operator; raises when that fails."""
        ...


class Commands(Protocol):
    """What people asked, as the bus keeps it."""

    def after(self, partition: int, position: Position | None) -> AbstractAsyncContextManager[Reading]:
        """Read the partition from behind `position`, or from the beginning.

        Where the stream no longer holds that very message, some older ones may come again.
        """
        ...


class Queue(Protocol):
    """The commands that nobody has taken yet."""

    async def oldest(self, partition: int, position: Position | None) -> datetime | None:
        """Return since when the first behind `position` waits; None when there is none. Raises Transient."""
        ...
