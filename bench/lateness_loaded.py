"""How late is a lone reminder while ten thousand others a second are added, and while a million wait?"""

import asyncio
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import islice

from bench.asking import RUN, Answer, Row, percentile, scaled
from bench.desks import Desks
from bench.lateness import SECONDS, late_ones
from bench.peers.nudge import strangers
from bench.stores import stores
from services.scheduler.ports import Step
from shared.contract import PARTITIONS, partition_of
from tests.harness.crowds import crowd, fill

PENDING = 1_000_000
ADDS_A_SECOND = 10_000
BATCH = 50
"""As many as arrive in five milliseconds."""


async def ask() -> Answer:
    pending = scaled(PENDING)
    names = ("idle", f"{ADDS_A_SECOND:,} adds a second beside it", f"{pending:,} pending")
    rows = [Row(f"{name}, {part}") for name in names for part in ("median", "99 %")]
    added: list[float] = []
    for _ in range(RUN.rounds):
        async with stores() as running:
            adding = _Adding()
            late = [await late_ones(running), await late_ones(running, beside=adding.run)]
            added.append(adding.per_second)
            await running.wipe()
            await fill(running.redis, crowd(pending, datetime.now(UTC) + timedelta(days=1)))
            late.append(await late_ones(running))
        for number, each in enumerate(late):
            rows[2 * number].values.append(percentile(each, 0.5))
            rows[2 * number + 1].values.append(percentile(each, 0.99))
    return Answer(
        "Lateness of a lone reminder, idle and under load",
        "milliseconds",
        rows,
        rows[1].name,
        f"one loop that adds and fires; {min(added):,.0f} adds a second were reached at the least",
    )


class _Adding:
    """Adds for tomorrow at a steady pace."""

    def __init__(self) -> None:
        self._batches = _batches(int(ADDS_A_SECOND * (SECONDS + 3)))
        self.per_second = 0.0

    async def run(self, desks: Desks) -> None:
        began, added = time.monotonic(), 0
        for partition, steps in self._batches:
            await desks.put(partition, steps)
            added += len(steps)
            passed = time.monotonic() - began
            self.per_second = added / passed
            await asyncio.sleep(max(added / ADDS_A_SECOND - passed, 0))


def _batches(count: int) -> Sequence[tuple[int, Sequence[Step]]]:
    steps = list(strangers(crowd(count, datetime.now(UTC) + timedelta(days=1), each=1)))
    found: list[tuple[int, Sequence[Step]]] = []
    for partition in range(PARTITIONS):
        mine = iter([step for step in steps if partition_of(step.change.chat) == partition])
        while batch := list(islice(mine, BATCH)):
            found.append((partition, batch))
    return found
