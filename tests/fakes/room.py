"""One partition's owner, with everything around it in memory, and a bus that does as it is told."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

from services.scheduler import handlers
from services.scheduler.domain.limits import Limits
from services.scheduler.loops.desk import Means
from services.scheduler.loops.owning import LEASE
from services.scheduler.loops.tenancy import Tenancy
from services.scheduler.ports import Arrival, Position, Saying
from shared.contract import AnyCommand, ChatId, ReminderDue, SpeechId, partition_of
from shared.runtime.clock import sleep_until
from shared.runtime.errors import Permanent
from tests.fakes.clock import NOON, SetClock
from tests.fakes.memory_agenda import MemoryAgenda
from tests.fakes.memory_erasures import MemoryErasures
from tests.fakes.memory_exports import MemoryExports
from tests.fakes.people import ANNA, a_chat, a_reminder

HERE = partition_of(ANNA)


@dataclass
class Bus:
    """Takes what is said, when it is up, and brings what it is told to."""

    sayings: list[Saying] = field(default_factory=list)
    parked: list[str] = field(default_factory=list)
    posted_at: float = 0.0
    posts: list[int] = field(default_factory=list)
    """How many were posted together."""
    down: bool = False
    arrivals: "asyncio.Queue[list[Arrival]]" = field(default_factory=asyncio.Queue)
    asked_for: list[Position | None] = field(default_factory=list)
    heard: Callable[[ChatId, SpeechId], None] = lambda _chat, _speech: None

    def write(self, sayings: Sequence[Saying]) -> "Written":
        return Written(self, sayings)

    @asynccontextmanager
    async def after(self, partition: int, position: Position | None) -> AsyncIterator["Bus"]:
        self.asked_for.append(position)
        yield self

    async def next(self) -> Sequence[Arrival]:
        return await self.arrivals.get()

    async def park(self, arrival: Arrival, error: BaseException, attempts: int) -> None:
        self.parked.append(f"{type(error).__name__} {attempts}")

    def bring(self, *commands: AnyCommand | None, at: datetime = NOON) -> None:
        """Deliver commands, None for one that nobody can read."""
        unreadable = Permanent("nobody can read it")
        arrivals = [
            Arrival(place(n, at), command, None if command else unreadable) for n, command in enumerate(commands, 1)
        ]
        self.arrivals.put_nowait(arrivals)

    def kinds(self) -> list[str]:
        return [type(saying.fact).__name__ for saying in self.sayings]

    def due(self) -> list[str]:
        return [saying.fact.reminder.id for saying in self.sayings if isinstance(saying.fact, ReminderDue)]


def place(sequence: int, at: datetime = NOON) -> Position:
    return Position(sequence, int(at.timestamp()) * 1_000_000_000 + sequence)


@dataclass
class Written:
    bus: Bus
    sayings: Sequence[Saying]

    async def post(self, *, at: float = 0) -> "Delivery":
        await sleep_until(at)
        if not self.bus.down:
            self.bus.sayings += self.sayings
            self.bus.posted_at = time.monotonic()
            self.bus.posts.append(len(self.sayings))
            for saying in self.sayings:
                asyncio.get_running_loop().call_soon(self.bus.heard, saying.fact.chat, saying.fact.speech_id)
        return Delivery([not self.bus.down] * len(self.sayings))

    async def known(self) -> Sequence[bool]:
        had = {saying.dedupe_id for saying in self.bus.sayings}
        return [saying.dedupe_id in had for saying in self.sayings]

    def joined(self, others: "Sequence[Written]") -> "Written":
        return Written(self.bus, [saying for part in (self, *others) for saying in part.sayings])


@dataclass
class Delivery:
    results: list[bool]

    async def stored(self) -> Sequence[bool]:
        return self.results


@dataclass
class Room:
    """One partition's owner, with everything around it in memory."""

    clock: SetClock = field(default_factory=SetClock)
    bus: Bus = field(default_factory=Bus)
    tenancy: Tenancy | None = None

    def __post_init__(self) -> None:
        self.agenda = MemoryAgenda(self.clock)
        exports = MemoryExports(self.clock)
        take = partial(
            handlers.take_commands,
            agenda=self.agenda,
            exports=exports,
            erasures=MemoryErasures(),
            clock=self.clock,
            limits=Limits(),
        )
        self.means = Means(self.agenda, self.agenda, self.bus, self.bus, self.clock, take, self.agenda, self.clock)

    async def begin(self) -> Tenancy:
        tenure = await self.agenda.take(HERE, "us", LEASE)
        assert tenure
        self.tenancy = Tenancy(tenure, self.means)
        self.bus.heard = self.tenancy.said
        return self.tenancy

    def hold(self, *delays: timedelta, chat: ChatId = ANNA) -> None:
        reminders = [a_reminder(f"k{n}", due_at=NOON + delay) for n, delay in enumerate(delays, start=1)]
        self.agenda.chats[chat] = a_chat(*reminders, chat=chat)

    def move(self, span: timedelta) -> None:
        assert self.tenancy
        self.clock.move(span)
        self.tenancy._desk.alarm.ring()


async def until(fact: Callable[[], object]) -> None:
    for _ in range(2000):
        if fact():
            return
        await asyncio.sleep(0)
    raise AssertionError("it never came true")
