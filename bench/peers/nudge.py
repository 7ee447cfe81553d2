"""Ourselves among the others: the scheduler as it runs, and a consumer on the bus. Each way of writing competes."""

import asyncio
import json
import os
import signal
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import count as counting
from itertools import islice
from pathlib import Path
from shutil import copytree

import nats

from bench.asking import LeftOut
from bench.peers.contenders import LEEWAY, TRIED, Kept, Ran, ran_in
from bench.peers.environments import HERE
from bench.stores import LAZILY, STRICTLY, Stores, kept_bytes, stores
from services.scheduler.adapters.redis_agenda import RedisAgenda
from services.scheduler.adapters.redis_leases import RedisLeases
from services.scheduler.domain.chat import Chat
from services.scheduler.ports import Step
from shared.contract import PARTITIONS, ChatId, CommandId, partition_of
from shared.runtime.clock import SystemClock
from shared.runtime.store import Client, connected
from tests.harness.crowds import LEASE, crowd, fill
from tests.harness.house import running_house
from tests.harness.waiting import wait_until

BATCH = 250
LANES = 2
READY_WITHIN = timedelta(seconds=8)
"""The scheduler starts and reads ahead."""


@dataclass
class Nudge:
    """Reminders as the house keeps them."""

    lazily: bool = False
    holding: Path | None = None
    """A Redis' folder with others that wait for tomorrow."""
    ready_within: timedelta = READY_WITHIN
    published_after: list[float] = field(default_factory=list)
    """Of each burst, until the bus had the last one, in seconds by its own clock."""

    @property
    def name(self) -> str:
        return f"Nudge, {LAZILY if self.lazily else STRICTLY}"

    async def keep(self, count: int) -> Kept:
        tomorrow = datetime.now(UTC) + timedelta(days=1)
        async with stores(lazily=self.lazily) as running:
            await _apply(running, list(crowd(200, tomorrow, each=1)))  # the first ones load code, as a peer's do
            await running.wipe()
            seconds = await _apply(running, list(crowd(count, tomorrow, each=1)))
            await running.wipe()
            before = await kept_bytes(running.redis)
            await fill(running.redis, crowd(count, tomorrow))
            return Kept(count / seconds, (await kept_bytes(running.redis) - before) / count)

    async def fire(self, count: int, seconds: float) -> Sequence[Ran]:
        async with AsyncExitStack() as stack:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="nudge-bench-")))
            if self.holding:
                copytree(self.holding, folder / "redis")
            house = await stack.enter_async_context(
                running_house(folder, ingresses=0, notifiers=0, simulator=False, lazily=self.lazily)
            )
            await house["scheduler"].stop()
            redis = await stack.enter_async_context(connected(house.store.url))
            tomorrow, began = datetime.now(UTC) + timedelta(days=1), time.monotonic()
            await fill(redis, strangers(crowd(TRIED, tomorrow, each=1)))
            keeping = timedelta(seconds=(time.monotonic() - began) * LEEWAY * count / TRIED)
            first = datetime.now(UTC) + keeping + self.ready_within
            await fill(redis, strangers(spread(count, first, seconds)))
            if self.holding:
                await _tidied_up(redis)
            await stack.enter_async_context(consumer(house.nats.url, folder / "ran"))
            await house["scheduler"].start()
            if datetime.now(UTC) >= first:
                raise LeftOut("this machine was too busy to be ready in time")
            ran = await ran_in(folder / "ran", count, first.timestamp() + seconds)
            self.published_after.append(await _last_stored(house.nats.url) - first.timestamp() - seconds)
            return ran


OURS, OURS_LAZILY = Nudge().name, Nudge(lazily=True).name


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


async def _tidied_up(redis: Client) -> None:
    """Have the log written anew now: after so many adds at once that would come at any moment, this one too."""
    await redis.bgrewriteaof()

    async def is_written() -> bool:
        return not (await redis.info("persistence"))["aof_rewrite_in_progress"]

    await wait_until(is_written, description="the log is written anew", within=60)


async def _last_stored(nats_url: str) -> float:
    async with await nats.connect(nats_url) as client:
        reply = await client.request("$JS.API.STREAM.INFO.SPEECH", timeout=5)
    stamp: str = json.loads(reply.data)["state"]["last_ts"]
    return datetime.fromisoformat(stamp).timestamp()


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
