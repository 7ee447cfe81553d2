"""What the clock needs from its store and the bus, in its own words. The conformance exam checks these promises."""

from collections.abc import AsyncIterator, Awaitable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum
from typing import Protocol

from services.scheduler.domain.chat import Change, Chat
from services.scheduler.domain.firing import together
from services.scheduler.domain.reminder import Reminder
from shared.contract import AnyCommand, ChatId, CommandId, Fact, File, Outcome, ReminderDue, ReminderId, SpeechId
from shared.runtime.clock import from_unix_ms, unix_ms


@dataclass(frozen=True, slots=True)
class Tenure:
    """The right to act for a partition, until somebody takes it under a higher epoch."""

    partition: int
    epoch: int
    holder: str = ""


class Fenced(Exception):  # noqa: N818 - it says what happened to us, not that something broke
    """Somebody else has the partition by now: nothing was changed, and nothing more may be done for it."""


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
class Saying:
    """A fact that should be said, and for the how-manieth time the bus is asked to carry it."""

    fact: Fact
    generation: int = 0

    @property
    def dedupe_id(self) -> str:
        # The bus may have lost what it still remembers: a rescue must not be taken for a repeat.
        return f"{self.fact.dedupe_id}:{self.generation}"


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

    @property
    def next(self) -> Waiting | None:
        """The next occurrence of a series."""
        return waiting_of(self.waiting.chat, self.left) if self.left.is_waiting else None


@dataclass(frozen=True, slots=True)
class Seen:
    """What a look at some reminders found. Those that are gone, moved or on their way are not mentioned."""

    firings: Sequence[Firing] = ()
    early: Sequence[Waiting] = ()
    """Not yet due by the store's clock."""
    unreadable: Sequence[Waiting] = ()
    """A newer version wrote them, and can read them."""
    present_ms: float = 0
    """What the store's clock said, or ours if it was behind."""

    @property
    def wait_ms(self) -> float:
        """Return for how long none of the firings may be published: the last of them is not due before."""
        return max((firing.waiting.due_ms for firing in self.firings), default=0) - self.present_ms


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


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of some commands: the first `count` are settled, the others are to be taken again."""

    count: int
    sayings: Sequence[Saying] = ()
    waiting: Sequence[Waiting] = ()
    """What was put into the index."""


class Take(Protocol):
    """The verb for commands."""

    def __call__(
        self, tenure: Tenure, commands: Sequence[tuple[Position, AnyCommand]], /, *, quietly: bool
    ) -> Awaitable[Taken]:
        """Make commands take effect, in order, as many as can be; raises what the first raised.

        `quietly`: as of their own time, without answers, for a store that has forgotten them.
        """
        ...


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

    async def moved(self, tenure: Tenure, firings: Sequence[Firing], lease: timedelta) -> None:
        """Note that the bus has them: hold their facts for `lease`, and index what is left of each."""
        ...

    async def pending_count(self, partition: int) -> int:
        """Return how many reminders wait."""
        ...


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


@dataclass(frozen=True, slots=True)
class Opened:
    """What a link opens: whose data, which files are left of it, and whether one was taken just now."""

    chat: ChatId
    left: Sequence[str]
    is_taken: bool = False


class Exports(Protocol):
    """Links to what is kept of people. One a chat, known by its key only."""

    async def offer(self, chat: ChatId, key: str, open_for: timedelta) -> None:
        """Let the link open every file once, within `open_for`; an older one of the chat opens nothing any more."""
        ...

    async def withdraw(self, chat: ChatId) -> None:
        """Let no link open anything of the chat."""
        ...

    async def open(self, partition: int, key: str, file: File | None) -> Opened | None:
        """Return what the link opens, and take `file` of it, which can be done once."""
        ...


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


@dataclass(frozen=True, slots=True)
class Renewed:
    """A tenure was renewed; `speech_overdue` when some speech's lease has run out."""

    speech_overdue: bool


class Leases(Protocol):
    """Who owns which partition. An owner that is silent for the length of its lease may be replaced."""

    async def attend(self, holder: str, lease: timedelta) -> Sequence[str]:
        """Say that `holder` is there for `lease`, and return all who are."""
        ...

    async def leave(self, holder: str) -> None:
        """Say that `holder` goes."""
        ...

    async def take(self, partition: int, holder: str, lease: timedelta) -> Tenure | None:
        """Take a partition that nobody else holds, under an epoch that was never used before."""
        ...

    async def renew(self, tenure: Tenure, lease: timedelta) -> Renewed:
        """Keep it for another `lease`; raises `Fenced` when somebody else has taken it."""
        ...

    async def release(self, tenure: Tenure) -> None:
        """Give it back, if it is still ours."""
        ...


@dataclass(frozen=True, slots=True)
class PartitionStatus:
    """How one partition stands."""

    partition: int
    holder: str
    """Empty while nobody acts for it."""
    pending: int
    next_minute: int
    late: int
    """Due for more than a second and not on the bus."""
    in_flight: int
    overdue: int
    """Of those in flight: nobody has reported them in time."""
    next_due: datetime | None


class Lookout(Protocol):
    """How the partitions stand, read without disturbing anybody. Raises StoreUnavailable."""

    async def glance(self, partition: int) -> PartitionStatus:
        """Return how it stands, but for what is pending: that takes longer to count."""
        ...


class Queue(Protocol):
    """The commands that nobody has taken yet."""

    async def oldest(self, partition: int, position: Position | None) -> datetime | None:
        """Return since when the first behind `position` waits; None when there is none. Raises Transient."""
        ...


@dataclass(frozen=True, slots=True)
class Derived:
    """A stretch of the index that is in step with the zone database."""

    until: datetime
    """What was due before it is right, as far as anybody knows."""
    moved: Sequence[Waiting]
    """Those that come at another instant now."""


class Almanac(Protocol):
    """Wall time, zone and rule are what was meant; the instant is derived, and follows the zone database."""

    def catch_up(self, tenure: Tenure) -> AsyncIterator[Derived]:
        """Derive the moments of what waits anew, soonest first, where another zone database was used the last time.

        Nobody is told: what they meant by their clock holds. Who did not come to its end begins again.
        """
        ...


class Repair(Enum):
    """What an audit finds and mends."""

    NOT_INDEXED = "not_indexed"
    """A reminder that waits and is not in the index, or at another moment."""
    INDEXED_WRONGLY = "indexed_wrongly"
    """An entry of the index for another moment than the reminder's."""
    REMINDER_GONE = "reminder_gone"
    """An entry of the index without its reminder."""
    NOT_LEASED = "not_leased"
    """A speech that would never come back."""


class Audit(Protocol):
    """Looks through the partitions of a store."""

    async def audit(self, tenures: Mapping[int, Tenure]) -> Mapping[Repair, int]:
        """Set right what does not fit together, and say how much it was. What changes meanwhile is left alone."""
        ...


@dataclass(frozen=True, slots=True)
class Arrival:
    """A message of the commands' stream: a command, or what kept it from being read."""

    position: Position
    command: AnyCommand | None
    error: Exception | None = None
    behind: int = 0
    """How many of the partition wait after it."""


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


class Posted(Protocol):
    """Messages that were handed to the bus."""

    async def stored(self) -> Sequence[bool]:
        """Wait until the bus has them or could not be reached, and say which it has."""
        ...


class Voice(Protocol):
    """The way to the notifier."""

    async def post(self, sayings: Sequence[Saying]) -> Posted:
        """Hand them to the bus in this order, and do not wait for its acknowledgement."""
        ...
