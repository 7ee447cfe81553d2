"""How many reminders a second are kept safe, beside the bare script that writes the same records?"""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bench.asking import Answer, scaled, side_by_side
from bench.stores import LAZILY, STRICTLY, Stores, stores
from services.scheduler.adapters.records import pack_reminder
from services.scheduler.adapters.redis_agenda import RedisAgenda
from services.scheduler.adapters.redis_leases import RedisLeases
from services.scheduler.domain.naming import answer_id
from services.scheduler.ports import Applied, Step, Tenure
from shared.contract import PARTITIONS, Fact, ReminderAdded, partition_of
from shared.runtime.clock import SystemClock, unix_ms
from shared.runtime.store import Script
from tests.harness.crowds import crowd

BATCH = 250
LANES = 2
LEASE = timedelta(minutes=10)
COUNT = 40_000
RAW_LAZILY = f"the bare script, grouped, {LAZILY}"


async def ask() -> Answer:
    due = datetime.now(UTC) + timedelta(days=1)
    steps = list(crowd(scaled(COUNT), due, each=1))
    answered = [replace(step, change=replace(step.change, facts=(_answer(step),))) for step in steps]
    async with stores() as strictly, stores(lazily=True) as lazily:
        rows = await side_by_side(
            {
                f"Nudge, {STRICTLY}": lambda: _ours(strictly, steps),
                "the same, and an answer held for each": lambda: _ours(strictly, answered),
                "the bare script, grouped": lambda: _raw(strictly, steps),
                "a transaction a reminder, awaited": lambda: _one_by_one(strictly, steps[: len(steps) // 20]),
                f"Nudge, {LAZILY}": lambda: _ours(lazily, steps),
                RAW_LAZILY: lambda: _raw(lazily, steps),
            },
            beside={RAW_LAZILY: f"Nudge, {LAZILY}"},
        )
    return Answer(
        "Durable adds",
        "reminders a second",
        rows,
        f"Nudge, {STRICTLY}",
        "the client's packing and Redis' one thread; where it is waited for, every group waits for the disk",
    )


def _answer(step: Step) -> Fact:
    [reminder] = step.change.put
    return ReminderAdded(
        chat=step.change.chat,
        speech_id=answer_id(step.command),
        language=step.change.profile.language,
        sender=step.change.profile.sender,
        at=reminder.made_at,
        concerns=(reminder.id,),
        reminder=reminder.view(full=True),
    )


async def _ours(running: Stores, steps: Sequence[Step]) -> float:
    await running.wipe()
    agenda, leases = RedisAgenda(running.redis, SystemClock()), RedisLeases(running.redis)
    lanes: list[list[tuple[Tenure, list[Step]]]] = [[] for _ in range(LANES)]
    for partition, mine in _by_partition(steps).items():
        tenure = await leases.take(partition, "bench", LEASE)
        assert tenure
        lanes[partition % LANES] += [(tenure, mine[start : start + BATCH]) for start in range(0, len(mine), BATCH)]

    async def lane(batches: Sequence[tuple[Tenure, list[Step]]]) -> None:
        for tenure, batch in batches:
            callers = [asyncio.get_running_loop().create_future() for _ in batch]
            for caller, word in zip(callers, await agenda.apply(tenure, batch, LEASE), strict=True):
                caller.set_result(word)
            for caller in callers:
                assert await caller is Applied.DONE

    began = time.perf_counter()
    await asyncio.gather(*(lane(batches) for batches in lanes))
    return len(steps) / (time.perf_counter() - began)


def _by_partition(steps: Sequence[Step]) -> dict[int, list[Step]]:
    found: dict[int, list[Step]] = {partition: [] for partition in range(PARTITIONS)}
    for step in steps:
        found[partition_of(step.change.chat)].append(step)
    return found


async def _raw(running: Stores, steps: Sequence[Step]) -> float:
    await running.wipe()
    script = Script(running.redis, Path(__file__).with_name("raw_add.lua"))

    async def lane(mine: Sequence[Step]) -> None:
        for start in range(0, len(mine), BATCH):
            batch = mine[start : start + BATCH]
            arguments: list[str | int] = []
            for step in batch:
                [reminder] = step.change.put
                arguments += [reminder.id, pack_reminder(reminder), unix_ms(reminder.due_at)]
            await script(["{0}:due", *(f"{{0}}:chat:{step.change.chat}" for step in batch)], arguments)

    began = time.perf_counter()
    await asyncio.gather(*(lane(steps[number::LANES]) for number in range(LANES)))
    return len(steps) / (time.perf_counter() - began)


async def _one_by_one(running: Stores, steps: Sequence[Step]) -> float:
    await running.wipe()
    began = time.perf_counter()
    for step in steps:
        [reminder] = step.change.put
        pipeline = running.redis.pipeline(transaction=True)
        pipeline.hset(f"{{0}}:{step.change.chat}", reminder.id, pack_reminder(reminder))
        pipeline.zadd("{0}:due", {f"{reminder.id} {step.change.chat}": unix_ms(reminder.due_at)})
        await pipeline.execute()
    return len(steps) / (time.perf_counter() - began)
