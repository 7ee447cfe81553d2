"""A whole clock in this process: every partition owned, nothing but commands left out."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

from bench.stores import Stores
from services.scheduler.adapters.nats_voice import NatsVoice
from services.scheduler.adapters.redis_agenda import RedisAgenda
from services.scheduler.adapters.redis_leases import RedisLeases
from services.scheduler.adapters.redis_speeches import RedisSpeeches
from services.scheduler.loops.desk import Desk, Means
from services.scheduler.loops.firing import fire_due
from services.scheduler.loops.reading import read_due
from services.scheduler.ports import Step, waiting_of
from shared.contract import PARTITIONS, partition_of
from shared.runtime.clock import SystemClock
from tests.harness.crowds import LEASE


@dataclass
class Desks:
    """One desk a partition, by its number."""

    agenda: RedisAgenda
    desks: Sequence[Desk]

    async def put(self, partition: int, steps: Sequence[Step]) -> None:
        """Keep what these people asked for, as the owner of their partition does."""
        desk = self.desks[partition]
        await self.agenda.apply(desk.tenure, steps, LEASE)
        desk.window.add(waiting_of(step.change.chat, new) for step in steps for new in step.change.put)
        desk.alarm.ring()

    async def put_one(self, step: Step) -> None:
        await self.put(partition_of(step.change.chat), [step])


@asynccontextmanager
async def tended(running: Stores) -> AsyncIterator[Desks]:
    """Own everything and fire what is due, while inside."""
    clock = SystemClock()
    agenda, leases = RedisAgenda(running.redis, clock), RedisLeases(running.redis)
    speeches, voice = RedisSpeeches(running.redis), NatsVoice(running.bus.volley)
    means = Means(agenda, speeches, None, voice, clock, None, None)  # type: ignore[arg-type]
    desks = []
    for partition in range(PARTITIONS):
        tenure = await leases.take(partition, "bench", LEASE)
        assert tenure
        desks.append(Desk(tenure, means))
    caught_up = [asyncio.Event() for _ in desks]
    tasks = [asyncio.create_task(_tend(desk, done)) for desk, done in zip(desks, caught_up, strict=True)]
    await asyncio.gather(*(done.wait() for done in caught_up))
    yield Desks(agenda, desks)
    for desk in desks:
        desk.end()
    await asyncio.gather(*tasks)
    for desk in desks:
        await leases.release(desk.tenure)


async def _tend(desk: Desk, caught_up: asyncio.Event) -> None:
    async with desk.group:
        await read_due(desk)
        await fire_due(desk, caught_up)
