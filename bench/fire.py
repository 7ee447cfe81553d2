"""How fast is a burst due at one instant on the stream: ours, the claim before the publish, and the bare publish?"""

import asyncio
import time
from collections.abc import Callable, Coroutine, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from bench.asking import Answer, scaled, side_by_side
from bench.claiming import claim_then_publish
from bench.stores import LAZILY, STRICTLY, Stores, stores
from services.scheduler.adapters.nats_voice import NatsVoice
from services.scheduler.adapters.redis_agenda import RedisAgenda
from services.scheduler.adapters.redis_leases import RedisLeases
from services.scheduler.adapters.redis_speeches import RedisSpeeches
from services.scheduler.loops.desk import Desk, Means
from services.scheduler.loops.firing import fire_due
from services.scheduler.loops.reading import read_due
from services.scheduler.ports import Step, Tenure
from shared.contract import PARTITIONS
from shared.runtime.clock import SystemClock
from shared.runtime.letters import Letter
from tests.harness.crowds import crowd, fill

COUNT = 20_000
LEASE = timedelta(minutes=10)
WINDOW = 4096
BARE_LAZILY = f"the bare publish, {LAZILY}"

Fire = Callable[[Stores, Tenure], Coroutine[Any, Any, None]]


async def ask() -> Answer:
    count = scaled(COUNT)
    async with stores() as strictly, stores(lazily=True) as lazily:
        rows = await side_by_side(
            {
                f"Nudge, {STRICTLY}": lambda: _burst(strictly, count, _publish_then_move),
                "claim, then publish": lambda: _burst(strictly, count, claim_then_publish),
                "the bare publish": lambda: _bare(strictly, count),
                "publish and wait, one by one": lambda: _one_by_one(strictly, count // 20),
                f"Nudge, {LAZILY}": lambda: _burst(lazily, count, _publish_then_move),
                BARE_LAZILY: lambda: _bare(lazily, count),
            },
            beside={BARE_LAZILY: f"Nudge, {LAZILY}"},
        )
    return Answer(
        "A burst due at one instant",
        "reminders a second",
        rows,
        f"Nudge, {STRICTLY}",
        "NATS' disk, where it is waited for, and this process' one core",
    )


async def _burst(running: Stores, count: int, fire: Fire) -> float:
    await running.wipe()
    await fill(running.redis, _fresh(count))
    leases = RedisLeases(running.redis)
    tenures = [await leases.take(partition, "bench", LEASE) for partition in range(PARTITIONS)]
    began = time.perf_counter()
    await asyncio.gather(*(fire(running, tenure) for tenure in tenures if tenure))
    return count / (time.perf_counter() - began)


_bursts = iter(range(10**9))


def _fresh(count: int) -> Iterator[Step]:
    # Other reminders each time: the stream remembers ids for two hours, and drops what it knows at once.
    burst = next(_bursts)
    for step in crowd(count, datetime.now(UTC) - timedelta(minutes=5), each=1):
        put = tuple(replace(reminder, uid=f"{burst:04x}{reminder.uid[4:]}") for reminder in step.change.put)
        yield replace(step, change=replace(step.change, put=put))


async def _publish_then_move(running: Stores, tenure: Tenure) -> None:
    clock = SystemClock()
    agenda, speeches = RedisAgenda(running.redis, clock), RedisSpeeches(running.redis)
    means = Means(agenda, speeches, None, NatsVoice(running.bus.volley), clock, None, None)  # type: ignore[arg-type]
    desk, caught_up = Desk(tenure, means), asyncio.Event()
    async with desk.group:
        await read_due(desk)
        desk.begin(fire_due(desk, caught_up))
        await caught_up.wait()
        desk.end()


async def _bare(running: Stores, count: int) -> float:
    burst = next(_bursts)
    body = b"x" * 240
    letters = [Letter("SPEECH", f"speech.due.{n % 16}", body, f"bare {burst} {n}") for n in range(count)]
    began = time.perf_counter()
    flights: list[Sequence[bool]] = [
        await (await running.bus.volley.post(letters[start : start + WINDOW])).stored()
        for start in range(0, count, WINDOW)
    ]
    assert all(all(flight) for flight in flights)
    return count / (time.perf_counter() - began)


async def _one_by_one(running: Stores, count: int) -> float:
    burst = next(_bursts)
    began = time.perf_counter()
    for number in range(count):
        await running.bus.send_raw("SPEECH", "speech.due.0", b"x" * 240, f"one {burst} {number}")
    return count / (time.perf_counter() - began)
