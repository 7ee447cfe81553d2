"""How late is a lone reminder on an idle house: from its moment to a consumer that waits for it?"""

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from nats.js.api import ConsumerConfig, DeliverPolicy

from bench.asking import Answer, Row, percentile, scaled
from bench.stores import Stores, stores
from services.scheduler.adapters.nats_voice import NatsVoice
from services.scheduler.adapters.redis_agenda import RedisAgenda
from services.scheduler.adapters.redis_leases import RedisLeases
from services.scheduler.adapters.redis_speeches import RedisSpeeches
from services.scheduler.domain.chat import Change
from services.scheduler.loops.desk import Desk, Means
from services.scheduler.loops.firing import fire_due
from services.scheduler.loops.reading import read_due
from services.scheduler.ports import Step, waiting_of
from shared.contract import PARTITIONS, ReminderDue, partition_of
from shared.runtime.clock import SystemClock
from tests.harness.crowds import LEASE, crowd

COUNT = 300
SECONDS = 10.0
POLL_SECONDS = 0.1


async def ask() -> Answer:
    count = scaled(COUNT)
    rows = [Row(f"{who}, {part}") for who in ("Nudge", "poll every 100 ms") for part in ("median", "99 %")]
    async with stores() as running:
        for _ in range(3):
            for offset, late in ((0, await _ours(running, count)), (2, await _polled(running, count))):
                rows[offset].values.append(percentile(late, 0.5))
                rows[offset + 1].values.append(percentile(late, 0.99))
    return Answer(
        "Lateness of a lone reminder, due to consumer",
        "milliseconds",
        rows,
        "Nudge, 99 %",
        "two round trips and one write of NATS to the disk",
    )


def _spread(count: int) -> Sequence[Step]:
    start = datetime.now(UTC) + timedelta(seconds=1.5)
    gap = timedelta(seconds=SECONDS / COUNT)
    steps = list(crowd(count, start, each=1))
    return [
        Step(step.command, step.position, step.before, _moved(step, start + number * gap))
        for number, step in enumerate(steps)
    ]


def _moved(step: Step, due: datetime) -> Change:
    [reminder] = step.change.put
    uid = f"{time.time_ns() & 0xFFFFFFFF:08x}{reminder.uid[8:]}"
    return replace(step.change, put=(replace(reminder, due_at=due, uid=uid),))


@asynccontextmanager
async def _consumer(running: Stores, late: list[float], count: int) -> AsyncIterator[asyncio.Event]:
    connection, everybody = running.bus._connection(), asyncio.Event()

    async def take(message: object) -> None:
        now = time.time()
        fact = ReminderDue.model_validate_json(message.data)  # type: ignore[attr-defined]
        late.append((now - fact.reminder.due_at.timestamp()) * 1000)
        if len(late) == count:
            everybody.set()

    subscription = await connection.jetstream().subscribe(
        "speech.due.*", cb=take, config=ConsumerConfig(deliver_policy=DeliverPolicy.NEW)
    )
    yield everybody
    await subscription.unsubscribe()


async def _ours(running: Stores, count: int) -> list[float]:
    await running.wipe()
    clock, late = SystemClock(), []
    agenda, speeches = RedisAgenda(running.redis, clock), RedisSpeeches(running.redis)
    means = Means(agenda, speeches, None, NatsVoice(running.bus.volley), clock, None, None)  # type: ignore[arg-type]
    leases = RedisLeases(running.redis)
    desks = []
    for partition in range(PARTITIONS):
        tenure = await leases.take(partition, "bench", LEASE)
        assert tenure
        desks.append(Desk(tenure, means))
    tasks = [asyncio.create_task(_tend(desk)) for desk in desks]
    await asyncio.sleep(0.2)
    async with _consumer(running, late, count) as everybody:
        for step in _spread(count):
            desk = desks[partition_of(step.change.chat)]
            await agenda.apply(desk.tenure, [step], LEASE)
            desk.window.add([waiting_of(step.change.chat, step.change.put[0])])
            desk.alarm.ring()
        await asyncio.wait_for(everybody.wait(), SECONDS + 10)
    for desk in desks:
        desk.end()
    await asyncio.gather(*tasks)
    assert len(late) == count, f"{len(late)} of {count} arrived"
    assert min(late) >= 0, "one came early"
    return late


async def _tend(desk: Desk) -> None:
    async with desk.group:
        await read_due(desk)
        await fire_due(desk, asyncio.Event())


async def _polled(running: Stores, count: int) -> list[float]:
    """The simplest honest way: one sorted set, looked at every 100 ms, and a publish awaited for each."""
    await running.wipe()
    redis, late = running.redis, []
    steps = {f"{n}": step for n, step in enumerate(_spread(count))}
    await redis.zadd("due", {name: step.change.put[0].due_at.timestamp() for name, step in steps.items()})
    while len(late) < count:
        for name in await redis.zrange("due", "-inf", str(time.time()), byscore=True):
            due = steps[str(name)].change.put[0].due_at.timestamp()
            await running.bus.send_raw("SPEECH", "speech.due.0", b"x" * 240, f"poll {time.time_ns()}")
            late.append((time.time() - due) * 1000)
            await redis.zrem("due", name)
        await asyncio.sleep(POLL_SECONDS)
    return late
