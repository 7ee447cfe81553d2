"""From ten thousand pending to ten million: what does one more cost, to add, to fire and to keep?"""

from collections.abc import Awaitable, Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import islice
from math import ceil

from bench.asking import Answer, Row, scaled
from bench.charts import Lines
from bench.desks import tended
from bench.peers.nudge import strangers
from bench.stores import Stores, kept_bytes, stores
from services.scheduler.domain.reminder import Reminder
from services.scheduler.ports import Step
from tests.harness.crowds import crowd, fill

FIRST = 10_000
LARGEST = 10_000_000
EACH = 5
SAMPLE = 5_000
"""Added and fired at each size."""


async def ask() -> Answer:
    sizes = [size for size in (FIRST * 10**power for power in range(4)) if size <= max(scaled(LARGEST), FIRST * 10)]
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    adding, firing, keeping = Row("adding one"), Row("firing one"), Row("memory for one")
    async with stores(lazily=True) as running:
        await running.redis.config_set("appendonly", "no")
        empty, steps, kept = await kept_bytes(running.redis), _spread(crowd(max(sizes), tomorrow, each=EACH)), 0
        for size in sizes:
            await fill(running.redis, islice(steps, (size - kept) // EACH))
            kept = size
            keeping.values.append((await kept_bytes(running.redis) - empty) / size)
            past = datetime.now(UTC) - timedelta(minutes=5)
            burst = strangers(crowd(SAMPLE, past, each=1))
            adding.values.append(await _cost(running, partial(fill, running.redis, burst)))
            firing.values.append(await _cost(running, partial(_fire, running)))
    rows = [
        Row(f"{row.name}, {size:,} pending", [value / row.values[0]])
        for row in (adding, firing, keeping)
        for size, value in zip(sizes[1:], row.values[1:], strict=True)
    ]
    begun = (
        f"{adding.values[0]:.0f} µs to add, {firing.values[0]:.0f} µs to fire, {keeping.values[0]:.0f} bytes to keep"
    )
    return Answer(
        "What one more costs as they grow in number",
        f"against the same with {FIRST:,} pending",
        rows,
        "",
        f"Redis' one thread, whose time this is; with {FIRST:,} it took {begun}",
        chart=_chart(sizes, adding, firing, keeping),
    )


def _spread(steps: Iterator[Step]) -> Iterator[Step]:
    """Spread them over a month."""
    for number, step in enumerate(steps):
        put = tuple(
            _later(reminder, seconds=(number * 7919 + n * 104_729) % 2_592_000)
            for n, reminder in enumerate(step.change.put)
        )
        yield replace(step, change=replace(step.change, put=put))


def _later(reminder: Reminder, *, seconds: int) -> Reminder:
    return replace(reminder, due_at=reminder.due_at + timedelta(seconds=seconds))


async def _cost(running: Stores, work: Callable[[], Awaitable[None]]) -> float:
    before = await _processor(running)
    await work()
    return (await _processor(running) - before) / SAMPLE * 1e6


async def _fire(running: Stores) -> None:
    async with tended(running):
        pass  # it fires what is due before it is entered


async def _processor(running: Stores) -> float:
    used = await running.redis.info("cpu")
    return float(used["used_cpu_sys"]) + float(used["used_cpu_user"])


def _chart(sizes: list[int], *rows: Row) -> Lines:
    highest = max(value / row.values[0] for row in rows for value in row.values)
    halves = range(max(ceil(2 * highest), 4) + 1)
    names = ("adding one, Redis' processor", "firing one, Redis' processor", "memory for one")
    return Lines(
        title="What one more costs as they grow in number",
        under=f"against the same with {FIRST:,} pending",
        series={
            name: [(size, value / row.values[0]) for size, value in zip(sizes, row.values, strict=True)]
            for name, row in zip(names, rows, strict=True)
        },
        ours=names,
        x_ticks={size: f"{size:,}" for size in sizes},
        y_ticks={half / 2: f"{half / 2:g} ×" for half in halves},
        is_log=True,
    )
