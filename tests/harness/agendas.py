"""An agenda to try, and the few things that every test does with one."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count

from services.scheduler.adapters.redis_agenda import RedisAgenda
from services.scheduler.adapters.redis_erasures import RedisErasures
from services.scheduler.adapters.redis_exports import RedisExports
from services.scheduler.adapters.redis_leases import RedisLeases
from services.scheduler.adapters.redis_speeches import RedisSpeeches
from services.scheduler.domain.chat import Change, Chat
from services.scheduler.domain.reminder import Reminder
from services.scheduler.ports import (
    Agenda,
    Applied,
    Erasures,
    Exports,
    Firing,
    Leases,
    Position,
    Speeches,
    Step,
    Tenure,
    Waiting,
)
from shared.contract import ChatId, CommandId, Fact, ReminderId, partition_of
from shared.runtime.clock import Clock, SystemClock
from shared.runtime.store import Client
from tests.fakes.people import ANNA, a_chat, a_sid

LEASE = timedelta(seconds=30)


def now() -> datetime:
    return datetime.now(UTC)


@dataclass
class Store:
    """The ports of one store."""

    agenda: Agenda
    speeches: Speeches
    leases: Leases
    exports: Exports
    erasures: Erasures
    _tenures: dict[int, Tenure] = field(default_factory=dict)
    _sequence: "count[int]" = field(default_factory=lambda: count(1))

    async def tenure(self, chat: ChatId = ANNA, *, holder: str = "us", lease: timedelta = LEASE) -> Tenure:
        """Return the tenure of the chat's partition."""
        partition = partition_of(chat)
        if partition not in self._tenures:
            taken = await self.leases.take(partition, holder, lease)
            assert taken is not None
            self._tenures[partition] = taken
        return self._tenures[partition]

    async def chat(self, chat: ChatId = ANNA) -> Chat:
        return (await self.agenda.load([chat]))[chat]

    def position(self) -> Position:
        return Position(next(self._sequence), 1)

    async def change(
        self,
        *put: Reminder,
        chat: ChatId = ANNA,
        drop: Sequence[ReminderId] = (),
        facts: Sequence[Fact] = (),
        sid: CommandId | None = None,
        lease: timedelta = LEASE,
        erase: bool = False,
    ) -> Applied:
        """Change a chat as a command would."""
        before = await self.chat(chat)
        profile = a_chat().profile
        change = Change(chat, before.revision, profile, put, tuple(drop), tuple(facts), erase=erase)
        step = Step(sid or a_sid(), self.position(), before, change)
        [word] = await self.agenda.apply(await self.tenure(chat), [step], lease)
        return word

    async def upcoming(
        self, *, chat: ChatId = ANNA, start: datetime | None = None, end: datetime | None = None
    ) -> Sequence[Waiting]:
        """Return what the index of the chat's partition holds."""
        pages = self.agenda.upcoming(await self.tenure(chat), start, end or now() + timedelta(days=400))
        return [entry async for page in pages for entry in page]

    async def due(self, chat: ChatId = ANNA) -> Sequence[Firing]:
        """Look at what is due of the chat's partition."""
        waiting = await self.upcoming(chat=chat, end=now())
        return (await self.agenda.look(await self.tenure(chat), waiting)).firings if waiting else []

    async def fire(self, chat: ChatId = ANNA, *, lease: timedelta = LEASE) -> Sequence[Firing]:
        """Fire what is due, as if the bus had it."""
        firings = await self.due(chat)
        await self.moved(firings, chat=chat, lease=lease)
        return firings

    async def moved(self, firings: Sequence[Firing], *, chat: ChatId = ANNA, lease: timedelta = LEASE) -> None:
        """Note that the bus has them."""
        tenure = await self.tenure(chat)
        await self.agenda.moved(tenure, self.agenda.moves(tenure, firings), lease)


def redis_store(client: Client, clock: Clock | None = None) -> Store:
    """Return the ports as Redis keeps their promises."""
    return Store(
        RedisAgenda(client, clock or SystemClock()),
        RedisSpeeches(client),
        RedisLeases(client),
        RedisExports(client),
        RedisErasures(client),
    )
