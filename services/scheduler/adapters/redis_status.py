"""How the partitions stand, read without disturbing anybody."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, cast

from services.scheduler.adapters.keys import Keys, slot_of
from services.scheduler.adapters.scripts import ms
from services.scheduler.ports import PartitionStatus
from shared.contract import PARTITIONS
from shared.runtime.clock import Clock, from_unix_ms, unix_ms
from shared.runtime.store import Client, translated

LATE_AFTER = timedelta(seconds=1)
NEXT = timedelta(minutes=1)


async def status_of(client: Client, clock: Clock) -> Sequence[PartitionStatus]:
    """Return how every partition stands."""
    return [await _partition(client, clock, partition) for partition in range(PARTITIONS)]


async def _partition(client: Client, clock: Clock, partition: int) -> PartitionStatus:
    keys, now = Keys(partition), unix_ms(clock.now())
    with translated():
        slots = cast("Sequence[str]", await client.zrange(keys.slots, 0, -1))
    pipeline: Any = client.pipeline(transaction=False)
    pipeline.hmget(keys.owner, "holder", "until")
    pipeline.zcard(keys.flight)
    pipeline.zcount(keys.flight, "-inf", now)
    for slot in slots:
        pipeline.zcard(keys.due(int(slot)))
    near = [int(slot) for slot in slots if int(slot) <= slot_of(now + ms(NEXT))]
    for number in near:
        pipeline.zcount(keys.due(number), f"({now}", now + ms(NEXT))
        pipeline.zcount(keys.due(number), "-inf", now - ms(LATE_AFTER))
    pipeline.zrange(keys.due(int(slots[0]) if slots else 0), 0, 0, withscores=True)
    with translated():
        (holder, until), flight, overdue, *counts, first = await pipeline.execute()
    by_slot, of_near = counts[: len(slots)], counts[len(slots) :]
    return PartitionStatus(
        partition=partition,
        holder=holder if holder and int(until) > now else "",
        pending=sum(by_slot),
        next_minute=sum(of_near[::2]),
        late=sum(of_near[1::2]),
        in_flight=flight,
        overdue=overdue,
        next_due=from_unix_ms(first[0][1]) if first else None,
    )
