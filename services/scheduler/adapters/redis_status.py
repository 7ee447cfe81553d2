"""How the partitions stand, read without disturbing anybody."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, cast

from services.scheduler.adapters.keys import Keys, slot_of
from services.scheduler.adapters.redis_agenda import RedisAgenda
from services.scheduler.adapters.scripts import ms
from services.scheduler.ports import PartitionStatus
from shared.contract import PARTITIONS
from shared.runtime.clock import Clock, from_unix_ms, unix_ms
from shared.runtime.store import Client, translated

LATE_AFTER = timedelta(seconds=1)
NEXT = timedelta(minutes=1)


async def status_of(client: Client, clock: Clock) -> Sequence[PartitionStatus]:
    """Return how every partition stands."""
    lookout, agenda = RedisLookout(client, clock), RedisAgenda(client, clock)
    return [
        replace(await lookout.glance(partition), pending=await agenda.pending_count(partition))
        for partition in range(PARTITIONS)
    ]


class RedisLookout:
    """Keeps the promises of `ports.Lookout`."""

    def __init__(self, client: Client, clock: Clock) -> None:
        self._client = client
        self._clock = clock

    async def glance(self, partition: int) -> PartitionStatus:
        keys, now = Keys(partition), unix_ms(self._clock.now())
        really = unix_ms(datetime.now(UTC))  # leases are Redis' own, also where time is simulated
        with translated():
            soon = cast("Sequence[str]", await self._client.zrangebyscore(keys.slots, "-inf", now + ms(NEXT)))
            first = soon or cast("Sequence[str]", await self._client.zrange(keys.slots, 0, 0))
        pipeline: Any = self._client.pipeline(transaction=False)
        pipeline.hmget(keys.owner, "holder", "until")
        pipeline.zcard(keys.flight)
        pipeline.zcount(keys.flight, "-inf", really)
        pipeline.zrange(keys.due(int(first[0]) if first else slot_of(now)), 0, 0, withscores=True)
        for slot in soon:
            pipeline.zcount(keys.due(int(slot)), f"({now}", now + ms(NEXT))
            pipeline.zcount(keys.due(int(slot)), "-inf", now - ms(LATE_AFTER))
        with translated():
            (holder, until), flight, overdue, next_due, *counts = await pipeline.execute()
        return PartitionStatus(
            partition=partition,
            holder=holder if holder and int(until) > really else "",
            pending=0,
            next_minute=sum(counts[::2]),
            late=sum(counts[1::2]),
            in_flight=flight,
            overdue=overdue,
            next_due=from_unix_ms(next_due[0][1]) if next_due else None,
        )
