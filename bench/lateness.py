"""How late is a lone reminder on an idle house: from its moment to a consumer that waits for it?"""

import asyncio
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bench.asking import RUN, Answer, Row, percentile
from bench.desks import Desks, tended
from bench.peers.contenders import ran_in
from bench.peers.nudge import consumer, spread, strangers
from bench.stores import Stores, stores

COUNT = 300
SECONDS = 10.0
POLL_SECONDS = 0.1


async def ask() -> Answer:
    rows = [Row(f"{who}, {part}") for who in ("Nudge", "poll every 100 ms") for part in ("median", "99 %")]
    async with stores() as running:
        for _ in range(RUN.rounds):
            for offset, late in ((0, await late_ones(running)), (2, await _polled(running))):
                rows[offset].values.append(percentile(late, 0.5))
                rows[offset + 1].values.append(percentile(late, 0.99))
    return Answer(
        "Lateness of a lone reminder, due to consumer",
        "milliseconds",
        rows,
        "Nudge, 99 %",
        "one write of NATS to the disk and a timer's step",
    )


async def late_ones(running: Stores, *, beside: Callable[[Desks], Awaitable[None]] | None = None) -> Sequence[float]:
    """Return by how many milliseconds each of some lone reminders came late, with other work `beside` it.

    Whatever else is kept stays.
    """
    with tempfile.TemporaryDirectory(prefix="nudge-bench-") as folder:
        sink = Path(folder) / "ran"
        async with tended(running) as desks, consumer(running.nats_server.url, sink):
            first = datetime.now(UTC) + timedelta(seconds=1.5)
            for step in strangers(spread(COUNT, first, SECONDS)):
                await desks.put_one(step)
            work = asyncio.create_task(beside(desks)) if beside else None
            ran = await ran_in(sink, COUNT, first.timestamp() + SECONDS)
            if work:
                work.cancel()
                await asyncio.wait({work})
    late = [job.late_ms for job in ran]
    assert min(late) >= 0, "one came early"
    return late


async def _polled(running: Stores) -> Sequence[float]:
    """The simplest honest way: one sorted set, looked at every 100 ms, and a publish awaited for each."""
    redis, late = running.redis, []
    first = time.time() + 0.5
    await redis.zadd("due", {str(number): first + number * SECONDS / COUNT for number in range(COUNT)})
    while len(late) < COUNT:
        for name, due in await redis.zrange("due", "-inf", str(time.time()), byscore=True, withscores=True):
            await running.bus.send_raw("SPEECH", "speech.reply.0", b"x" * 240, f"poll {time.time_ns()}")
            late.append((time.time() - due) * 1000)
            await redis.zrem("due", name)
        await asyncio.sleep(POLL_SECONDS)
    return late
