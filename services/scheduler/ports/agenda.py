"""Reminders that wait for their moment, and every change to them."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum
from typing import Any, Protocol

from services.scheduler.domain.chat import Change, Chat
from services.scheduler.domain.firing import together
from services.scheduler.domain.reminder import Reminder
from services.scheduler.ports.commands import Position
from services.scheduler.ports.leases import Tenure
from shared.contract import ChatId, CommandId, ReminderDue, ReminderId
from shared.runtime.clock import unix_ms


class Applied(Enum):
    """What became of a change."""

    DONE = "done"
    REPEATED = "repeated"
    """The command took effect before; its answer is on its way or was given."""
    STALE = "stale"
    """Somebody else changed the chat in between: load it again and decide anew."""


@dataclass(frozen=True, slots=True)
class Step:
    """One command's whole change, and the chat that it was decided on."""

    command: CommandId
    position: Position
    before: Chat
    change: Change


@dataclass(frozen=True, slots=True)
class Waiting:
    """A reminder and its moment, as the index holds them. The chat itself is the truth."""

    chat: ChatId
    id: ReminderId
    due_ms: int


@dataclass(frozen=True, slots=True)
class Firing:
    """A reminder whose moment has come: what to say, and what is left of it."""

    waiting: Waiting
    left: Reminder
    fact: ReminderDue
    """Shared by all that are told together."""
    read: str = ""
    """The record as it was read: what has changed since is not touched."""
    revision: int = 0
    """Of the chat, when it was read: it rises with every change."""

    @property
    def next(self) -> Waiting | None:
        """The next occurrence of a series."""
        return waiting_of(self.waiting.chat, self.left) if self.left.is_waiting else None


@dataclass(frozen=True, slots=True)
class Seen:
    """What a look at some reminders found. Those that are gone or on their way are not mentioned."""

    firings: Sequence[Firing] = ()
    early: Sequence[Waiting] = ()
    """Not yet due by the store's clock."""
    unreadable: Sequence[Waiting] = ()
    """A newer version wrote them, and can read them."""
    elsewhere: Sequence[Waiting] = ()
    """Waiting for another moment: who moved them may not have heard that it was done."""
    present_ms: float = 0
    """What the store's clock said, or ours if it was behind."""
    latest_ms: float = 0
    """What the later of the two said."""
    read_at: float = 0
    """When it had said so, on the loop's own clock, in seconds."""

    @property
    def ripe_at(self) -> float:
        """Return when the firings may be published, on the loop's own clock: the last of them is not due before."""
        last = max((firing.waiting.due_ms for firing in self.firings), default=self.present_ms)
        return self.read_at + (last - self.present_ms) / 1000


@dataclass(frozen=True, slots=True)
class Moves:
    """What becomes of firings once the bus has them, as the store takes it: made up before it is needed."""

    waiting: Sequence[Waiting]
    next: Sequence[Waiting]
    """The next occurrences of series."""
    packed: Any
    """For the agenda that made it up, and nobody else."""


def bundled(firings: Sequence[Firing]) -> Sequence[Firing]:
    """Return the firings with those of one chat sharing a message, told in the order in which they were made.

    That order is the same for every owner: a message that one has published the next one finds again.
    """
    made = sorted(firings, key=lambda firing: (firing.left.made_at, firing.waiting.id))
    told = dict(zip((firing.waiting for firing in made), together([firing.fact for firing in made]), strict=True))
    facts = [told[firing.waiting] for firing in firings]
    return [
        firing if fact is firing.fact else replace(firing, fact=fact)
        for firing, fact in zip(firings, facts, strict=True)
    ]


def waiting_of(chat: ChatId, reminder: Reminder) -> Waiting:
    """Return the index entry of a reminder."""
    return Waiting(chat, reminder.id, unix_ms(reminder.due_at))


class Agenda(Protocol):
    """Reminders that wait for their moment. Survives a crash at any line.

    Who changes anything shows a tenure; a stale one raises `Fenced`.
    """

    async def load(self, chats: Sequence[ChatId]) -> Mapping[ChatId, Chat]:
        """Return the chats as they are now; an unknown one is empty."""
        ...

    async def position(self, tenure: Tenure) -> Position | None:
        """Return the place of the last command that took effect or was passed over."""
        ...

    async def apply(self, tenure: Tenure, steps: Sequence[Step], lease: timedelta) -> Sequence[Applied]:
        """Make the changes in order, each whole and once a command however often it is asked, and note the position.

        The facts of each are held for `lease`. Ends with the first that is stale: those behind it are not made.
        """
        ...

    async def pass_over(self, tenure: Tenure, position: Position) -> None:
        """Note that the message at `position` was dealt with in another way."""
        ...

    def upcoming(self, tenure: Tenure, start: datetime | None, end: datetime) -> AsyncIterator[Sequence[Waiting]]:
        """Return what is due from `start`, or ever, until before `end`, page by page, soonest first.

        What is put meanwhile may be missing.
        """
        ...

    async def look(self, tenure: Tenure, waiting: Sequence[Waiting], *, ahead: timedelta = timedelta()) -> Seen:
        """Read what is due, or will be within `ahead` by the store's own clock, in the order given. Changes nothing."""
        ...

    def moves(self, tenure: Tenure, firings: Sequence[Firing]) -> Moves:
        """Make up what `moved` will write."""
        ...

    async def stand(self, tenure: Tenure, moves: Moves, *, ahead: timedelta = timedelta()) -> float | None:
        """Return when they may be published, on the loop's own clock; they were looked at before their time.

        None when they have to be looked at again: a chat has changed since, or they are not due within `ahead`.
        """
        ...

    async def moved(self, tenure: Tenure, moves: Moves, lease: timedelta) -> None:
        """Note that the bus has them: hold their facts for `lease`, and index what is left of each."""
        ...

    async def pending_count(self, partition: int) -> int:
        """Return how many reminders wait."""
        ...
