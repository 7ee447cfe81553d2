"""How late is a lone reminder while ten thousand others a second are added, and while a million wait?"""

import asyncio
import time
from collections.abc import Sequence
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from itertools import islice

from bench.asking import RUN, Answer, Row, percentile, scaled
from bench.desks import Desks
from bench.lateness import PARTS, SECONDS, late_ones
from bench.peers.nudge import strangers
from bench.stores import WAYS, held, stores
from services.scheduler.ports import Step
from shared.contract import PARTITIONS, partition_of
from tests.harness.crowds import crowd

PENDING = 1_000_000
ADDS_A_SECOND = 10_000
BATCH = 50
"""As many as arrive in five milliseconds."""


async def ask() -> Answer:
    pending, tomorrow = scaled(PENDING), datetime.now(UTC) + timedelta(days=1)
    loads = ("idle", f"{ADDS_A_SECOND:,} adds a second beside it", f"{pending:,} pending")
    late: dict[tuple[str, str], list[Sequence[float]]] = {(way, load): [] for way in WAYS for load in loads}
    added: list[float] = []
    async with AsyncExitStack() as stack:
        holding = await stack.enter_async_context(held(crowd(pending, tomorrow)))
        empty = {way: await stack.enter_async_context(stores(lazily=WAYS[way])) for way in WAYS}
        full = {way: await stack.enter_async_context(stores(lazily=WAYS[way], holding=holding)) for way in WAYS}
        for _ in range(RUN.rounds):
            for way in WAYS:
                adding = _Adding()
                await empty[way].wipe()
                late[way, loads[0]].append(await late_ones(empty[way]))
                late[way, loads[1]].append(await late_ones(empty[way], beside=adding.run))
                late[way, loads[2]].append(await late_ones(full[way]))
                added.append(adding.per_second)
    return Answer(
        "Lateness of a lone reminder, idle and under load",
        "milliseconds",
        [
            Row(f"{way}, {load}, {part}", [percentile(each, share) for each in rounds], [f"{way}, {loads[0]}, {part}"])
            for (way, load), rounds in late.items()
            for part, share in PARTS.items()
        ],
        "",
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
