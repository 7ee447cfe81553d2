"""How long do partitions wait for a new owner, when a scheduler comes, leaves or is killed?"""

import asyncio
import tempfile
import time
from collections import Counter
from math import ceil
from pathlib import Path

from bench.asking import RUN, Answer, Row
from services.scheduler.adapters.keys import ROSTER, Keys
from services.scheduler.loops.owning import LEASE, RENEW_EVERY
from shared.contract import PARTITIONS
from shared.runtime.store import Client, connected
from tests.harness.house import House, running_house

SCHEDULERS = 3
LOOK_EVERY_SECONDS = 0.002
LEAVER = "scheduler-1"


async def ask() -> Answer:
    joins, leaves, killed = Row("one joins"), Row("one leaves"), Row("one is killed")
    with tempfile.TemporaryDirectory(prefix="nudge-bench-") as folder:
        async with (
            running_house(Path(folder), ingresses=0, schedulers=SCHEDULERS, notifiers=0, simulator=False) as house,
            connected(house.store.url) as redis,
        ):
            await _shared(redis, SCHEDULERS)
            for _ in range(RUN.rounds):
                leaves.values.append(await _left(house, redis))
                joins.values.append(await _joined(house, redis))
                killed.values.append(await _killed(house, redis))
                await _joined(house, redis)
    lease = Row("the length of a lease", [LEASE.total_seconds()] * RUN.rounds)
    renewal = Row("a renewal interval", [RENEW_EVERY.total_seconds()] * RUN.rounds)
    return Answer(
        f"Until every partition has an owner again, {SCHEDULERS} schedulers",
        "seconds",
        [leaves, joins, killed, renewal, lease],
        leaves.name,
        f"what is in hand and two round trips when somebody leaves ({leaves.median / renewal.median:.2f} × a renewal "
        f"interval) or joins ({joins.median / renewal.median:.2f} ×); the lease and the next renewal after a kill "
        f"({killed.median / lease.median:.2f} × a lease)",
    )


async def _left(house: House, redis: Client) -> float:
    leaving = asyncio.create_task(house[LEAVER].stop())
    took = await _shared(redis, SCHEDULERS - 1)
    await leaving
    return took


async def _killed(house: House, redis: Client) -> float:
    killing = asyncio.create_task(house[LEAVER].kill())
    took = await _shared(redis, SCHEDULERS - 1)
    await killing
    return took


async def _joined(house: House, redis: Client) -> float:
    """Count from when it is there: until then Python starts."""
    starting = asyncio.create_task(house.start(LEAVER))
    while await redis.zcard(ROSTER) < SCHEDULERS:  # noqa: ASYNC110 - Redis tells nobody
        await asyncio.sleep(LOOK_EVERY_SECONDS)
    took = await _shared(redis, SCHEDULERS)
    await starting
    return took


async def _shared(redis: Client, count: int) -> float:
    """Wait until so many share the partitions fairly, and return how many seconds it took."""
    began = time.perf_counter()
    while not _is_fair(await _holders(redis), count):  # noqa: ASYNC110 - as above
        await asyncio.sleep(LOOK_EVERY_SECONDS)
    return time.perf_counter() - began


async def _holders(redis: Client) -> Counter[str]:
    pipeline = redis.pipeline(transaction=False)
    for partition in range(PARTITIONS):
        pipeline.hget(Keys(partition).owner, "holder")
    return Counter(str(holder or "") for holder in await pipeline.execute())


def _is_fair(holders: Counter[str], count: int) -> bool:
    return len(holders) == count and "" not in holders and max(holders.values()) <= ceil(PARTITIONS / count)
