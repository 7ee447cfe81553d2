"""How late is a lone reminder on an idle house: from its moment to a consumer that waits for it?"""

import asyncio
import json
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Coroutine, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bench.asking import RUN, Answer, Row, percentile
from bench.desks import Desks, tended
from bench.peers.contenders import ran_in
from bench.peers.nudge import consumer, spread, strangers
from bench.stores import LAZILY, STRICTLY, Stores, stores

COUNT = 250
SECONDS = 5.0
POLL_SECONDS = 0.1
TIMER_STEP_SECONDS = 0.002
PARTS = {"median": 0.5, "99 %": 0.99}

Beside = Callable[[Desks], Coroutine[Any, Any, None]]


async def ask() -> Answer:
    late: dict[tuple[str, str], list[Sequence[float]]] = defaultdict(list)
    async with stores() as strictly, stores(lazily=True) as lazily:
        for _ in range(RUN.rounds):
            for way, running in ((STRICTLY, strictly), (LAZILY, lazily)):
                late["Nudge", way].append(await late_ones(running))
                late["the bare publish", way].append(await _published(running))
            late["poll every 100 ms", STRICTLY].append(await _polled(strictly))
    return Answer(
        "Lateness of a lone reminder, due to consumer",
        "milliseconds",
        [
            Row(f"{who}, {way}, {part}", [percentile(each, share) for each in rounds], [f"Nudge, {way}, {part}"])
            for (who, way), rounds in late.items()
            for part, share in PARTS.items()
        ],
        "",
        "one write of NATS to the disk, where it is awaited, a timer's step, and the consumer's own process",
    )


async def late_ones(running: Stores, *, beside: Beside | None = None) -> Sequence[float]:
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


async def _published(running: Stores) -> Sequence[float]:
    """The floor: nothing but a timer, a publish and the same consumer."""
    with tempfile.TemporaryDirectory(prefix="nudge-bench-") as folder:
        sink = Path(folder) / "ran"
        async with consumer(running.nats_server.url, sink):
            first = datetime.now(UTC) + timedelta(seconds=0.5)
            for number in range(COUNT):
                due = first + timedelta(seconds=number * SECONDS / COUNT)
                body = json.dumps({"reminder": {"due_at": due.isoformat()}, "padding": "x" * 240}).encode()
                await _sleep_until(due.timestamp())
                await running.bus.send_raw("SPEECH", "speech.due.0", body, f"bare {due.timestamp()}")
            return [job.late_ms for job in await ran_in(sink, COUNT, first.timestamp() + SECONDS)]


async def _sleep_until(moment: float) -> None:
    """Wait for a moment in Unix seconds, the last of it awake: a loop's timer counts whole milliseconds."""
    await asyncio.sleep(max(moment - time.time() - TIMER_STEP_SECONDS, 0))
    while time.time() < moment:  # noqa: ASYNC110 - nobody could set an event any more exactly
        await asyncio.sleep(0)


async def _polled(running: Stores) -> Sequence[float]:
    """The simplest honest way: one sorted set, looked at every 100 ms, and a publish awaited for each."""
    redis = running.redis
    late: list[float] = []
    first = time.time() + 0.5
    await redis.zadd("due", {str(number): first + number * SECONDS / COUNT for number in range(COUNT)})
    while len(late) < COUNT:
        found: Any = await redis.zrange("due", "-inf", str(time.time()), byscore=True, withscores=True)
        for name, due in found:
            await running.bus.send_raw("SPEECH", "speech.reply.0", b"x" * 240, f"poll {time.time_ns()}")
            late.append((time.time() - due) * 1000)
            await redis.zrem("due", name)
        await asyncio.sleep(POLL_SECONDS)
    return late
