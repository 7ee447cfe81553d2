"""How much memory of Redis does a waiting reminder take, beside the bytes that it is made of?"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bench.asking import Answer, Row, scaled
from bench.stores import Stores, stores
from services.scheduler.adapters.records import pack_reminder
from services.scheduler.ports import Step
from shared.runtime.clock import unix_ms
from tests.harness.crowds import crowd, fill

COUNT = 100_000
KEY_AND_DUE = 14
"""Eight bytes of a name and six of a moment: less cannot be kept."""


async def ask() -> Answer:
    count = scaled(COUNT)
    async with stores() as running:
        ours = await _ours(running, count)
        naive = await _naive(running, count)
    step = next(crowd(1, datetime.now(UTC) + timedelta(days=1), each=1))
    floor = len(pack_reminder(step.change.put[0]).encode()) + KEY_AND_DUE
    rows = [
        Row("Nudge, profile, index and seen-key of five a chat", [ours]),
        Row("a hash and a sorted set for all", [naive]),
        Row("the record itself, and 14 bytes", [float(floor)]),
    ]
    return Answer("Memory a waiting reminder", "bytes", rows, rows[0].name, "the record's size")


def _spread(count: int) -> Iterator[Step]:
    start = datetime.now(UTC) + timedelta(days=1)
    for number, step in enumerate(crowd(count, start)):
        put = tuple(
            replace(reminder, due_at=start + timedelta(seconds=(number * 7919 + n * 104_729) % 2_592_000))
            for n, reminder in enumerate(step.change.put)
        )
        yield replace(step, change=replace(step.change, put=put))


async def _used(running: Stores) -> int:
    return int((await running.redis.info("memory"))["used_memory"])


async def _ours(running: Stores, count: int) -> float:
    await running.wipe()
    before = await _used(running)
    await fill(running.redis, _spread(count))
    return (await _used(running) - before) / count


async def _naive(running: Stores, count: int) -> float:
    await running.wipe()
    before = await _used(running)
    pipeline = running.redis.pipeline(transaction=False)
    for step in _spread(count):
        for reminder in step.change.put:
            name = f"{reminder.id} {step.change.chat}"
            pipeline.hset("records", name, pack_reminder(reminder))
            pipeline.zadd("due", {name: unix_ms(reminder.due_at)})
        if len(pipeline) > 2000:
            await pipeline.execute()
    await pipeline.execute()
    return (await _used(running) - before) / count
