"""Ourselves among the others: the scheduler as it runs, every acknowledgement on disk, and a consumer on the bus."""

import asyncio
import os
import signal
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import count as counting
from itertools import islice
from pathlib import Path

from bench.asking import LeftOut
from bench.peers.contenders import Kept, Ran, ran_in
from bench.peers.environments import HERE
from bench.stores import Stores, kept_bytes, stores
from services.scheduler.adapters.redis_agenda import RedisAgenda
from services.scheduler.adapters.redis_leases import RedisLeases
from services.scheduler.domain.chat import Chat
from services.scheduler.ports import Step
from shared.contract import PARTITIONS, ChatId, CommandId, partition_of
from shared.runtime.clock import SystemClock
from shared.runtime.store import connected
from tests.harness.crowds import LEASE, crowd, fill
from tests.harness.house import running_house

BATCH = 250
LANES = 2
READY_WITHIN = timedelta(seconds=8)
"""The scheduler starts and reads ahead."""

FILLED_A_SECOND = 2500
"""At least. A burst's moment lies behind that."""


@dataclass
class Nudge:
    """Reminders as the house keeps them."""

    name: str = "Nudge"
    pending: int = 0
    """Others that wait for tomorrow."""

    async def keep(self, count: int) -> Kept:
        tomorrow = datetime.now(UTC) + timedelta(days=1)
        async with stores() as running:
            seconds = await _apply(running, list(crowd(count, tomorrow, each=1)))
            await running.wipe()
            before = await kept_bytes(running.redis)
            await fill(running.redis, crowd(count, tomorrow))
            return Kept(count / seconds, (await kept_bytes(running.redis) - before) / count)

    async def fire(self, count: int, seconds: float) -> Sequence[Ran]:
        with tempfile.TemporaryDirectory(prefix="nudge-bench-") as folder:
            async with running_house(Path(folder), ingresses=0, notifiers=0, simulator=False) as house:
                await house["scheduler"].stop()
                async with connected(house.store.url) as redis:
                    await fill(redis, crowd(self.pending, datetime.now(UTC) + timedelta(days=1)))
                    first = datetime.now(UTC) + READY_WITHIN + timedelta(seconds=count / FILLED_A_SECOND)
                    await fill(redis, strangers(spread(count, first, seconds)))
                async with consumer(house.nats.url, Path(folder) / "ran"):
                    await house["scheduler"].start()
                    if datetime.now(UTC) >= first:
                        raise LeftOut("this machine was too busy to be ready in time")
                    return await ran_in(Path(folder) / "ran", count, first.timestamp() + seconds)


def spread(count: int, first: datetime, seconds: float) -> Iterator[Step]:
    """Return reminders of as many people whose moments spread evenly over `seconds`."""
    gap = timedelta(seconds=seconds / count)
    for number, step in enumerate(crowd(count, first, each=1)):
        [reminder] = step.change.put
        # Whole milliseconds, as the index holds them: a moment is no earlier than the score says.
        due = datetime.fromtimestamp(round((first + number * gap).timestamp() * 1000) / 1000, UTC)
        yield replace(step, change=replace(step.change, put=(replace(reminder, due_at=due),)))


_crowds = counting(1)


def strangers(steps: Iterator[Step]) -> Iterator[Step]:
    """Return the same for people whom nobody has met: the stream and the store remember what they have seen."""
    number = next(_crowds)
    for step in steps:
        chat = ChatId(step.change.chat.replace("+49150", f"+4917{number}"))
        put = tuple(replace(reminder, uid=f"{number:04x}{reminder.uid[4:]}") for reminder in step.change.put)
        change = replace(step.change, chat=chat, put=put)
        yield Step(CommandId(f"{step.command}-{number}"), step.position, Chat(chat), change)


@asynccontextmanager
async def consumer(nats_url: str, sink: Path) -> AsyncIterator[None]:
    """Take what is due from the bus, in a process of its own, as a notifier would."""
    environment = {**os.environ, "BENCH_NATS": nats_url, "BENCH_SINK": str(sink)}
    process = await asyncio.create_subprocess_exec(
        sys.executable, str(HERE / "nudge_consumer.py"), env=environment, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout
    await process.stdout.readline()
    try:
        yield
    finally:
        process.send_signal(signal.SIGKILL)
        await process.wait()


async def _apply(running: Stores, steps: Sequence[Step]) -> float:
    agenda, leases = RedisAgenda(running.redis, SystemClock()), RedisLeases(running.redis)
    free = asyncio.Semaphore(LANES)

    async def partition(number: int) -> None:
        tenure = await leases.take(number, "bench", LEASE)
        assert tenure
        mine = iter([step for step in steps if partition_of(step.change.chat) == number])
        while batch := list(islice(mine, BATCH)):
            async with free:
                await agenda.apply(tenure, batch, LEASE)

    began = time.perf_counter()
    await asyncio.gather(*(partition(number) for number in range(PARTITIONS)))
    return time.perf_counter() - began
