"""How much memory of Redis does a waiting reminder take, beside the bytes that it is made of?"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bench.asking import Answer, Row, scaled
from bench.stores import Stores, stores
from services.scheduler.adapters.records import pack_reminder
from services.scheduler.domain.chat import Change
from services.scheduler.ports import Step
from shared.contract import CommandId
from shared.runtime.clock import unix_ms
from tests.harness.crowds import crowd, fill

COUNT = 1_000_000
EACH = 5
"""Reminders of a person, each added by a command of its own."""

PAYLOAD = 150
KEY_AND_DUE = 14
"""Eight bytes of a name and six of a moment: less cannot be kept."""

GLASS = "drink a glass of water"


async def ask() -> Answer:
    count = scaled(COUNT)
    longer = GLASS + "!" * (PAYLOAD - len(_record(GLASS)))
    async with stores(lazily=True) as running:  # the disk has no part in it
        rows = [
            Row("Nudge, of what is 150 bytes as JSON", [await _ours(running, count, GLASS)]),
            Row("Nudge, of records of 150 bytes", [await _ours(running, count, longer)]),
            Row("a hash and a sorted set for all, of such records", [await _naive(running, count, longer)]),
            Row("150 bytes and 14", [float(PAYLOAD + KEY_AND_DUE)]),
        ]
    bound = "the record's size; chat, profile, index and the commands that were seen are all counted"
    return Answer("Memory a waiting reminder", "bytes", rows, rows[0].name, bound)


def _record(text: str) -> str:
    step = next(crowd(1, datetime.now(UTC) + timedelta(days=1), each=1, text=text))
    return pack_reminder(step.change.put[0])


def _spread(count: int, text: str) -> Iterator[Step]:
    """Return a step a reminder, due at any second of a month."""
    start = datetime.now(UTC) + timedelta(days=1)
    for person, step in enumerate(crowd(count, start, each=EACH, text=text)):
        chat = step.before
        for number, reminder in enumerate(step.change.put):
            moment = start + timedelta(seconds=((person * EACH + number) * 7919) % 2_592_000)
            put = replace(reminder.at(moment), made_at=start - timedelta(days=1))
            change = Change(chat.id, chat.revision, step.change.profile, put=(put,))
            yield Step(CommandId(f"{step.command} {number}"), step.position, chat, change)
            chat = change.made_to(chat)


async def _used(running: Stores) -> int:
    return int((await running.redis.info("memory"))["used_memory"])


async def _ours(running: Stores, count: int, text: str) -> float:
    await running.wipe()
    before = await _used(running)
    await fill(running.redis, _spread(count, text))
    return (await _used(running) - before) / count


async def _naive(running: Stores, count: int, text: str) -> float:
    await running.wipe()
    before = await _used(running)
    pipeline = running.redis.pipeline(transaction=False)
    for step in _spread(count, text):
        for reminder in step.change.put:
            name = f"{reminder.id} {step.change.chat}"
            pipeline.hset("records", name, pack_reminder(reminder))
            pipeline.zadd("due", {name: unix_ms(reminder.due_at)})
        if len(pipeline) > 2000:
            await pipeline.execute()
    await pipeline.execute()
    return (await _used(running) - before) / count
