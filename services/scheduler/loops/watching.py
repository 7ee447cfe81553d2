"""Looking at what we own, every few seconds: for the metrics, and for the page that shows how the house stands."""

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import structlog

from services.scheduler.ports import Agenda, Lookout, PartitionStatus, Queue, Tenure
from shared.runtime.backlog import note_oldest
from shared.runtime.clock import unix_ms
from shared.runtime.errors import Transient
from shared.runtime.telemetry import late_reminders, pending_reminders, speeches_in_flight

LOOK_EVERY = timedelta(seconds=2)
COUNTING_SHARE = 0.001
"""Of the time: what is pending takes long to count where there is much of it, and then is counted rarely."""

logger = structlog.get_logger()


class Watching:
    """Remembers what it saw last."""

    def __init__(
        self, tenures: Callable[[], Mapping[int, Tenure]], agenda: Agenda, lookout: Lookout, queue: Queue
    ) -> None:
        self._tenures = tenures
        self._agenda = agenda
        self._lookout = lookout
        self._queue = queue
        self._pending: dict[int, int] = {}
        self.seen: Sequence[PartitionStatus] = ()

    async def run(self) -> None:
        """Look, for ever."""
        count_at = 0.0
        while True:
            began = time.monotonic()
            try:
                await self.look(count=began >= count_at)
                if began >= count_at:
                    count_at = began + (time.monotonic() - began) / COUNTING_SHARE
            except Transient as trouble:
                logger.debug("watching_waits", reason=str(trouble))
            await asyncio.sleep(LOOK_EVERY.total_seconds())

    async def look(self, *, count: bool) -> None:
        """Look once. Raises Transient when a store cannot be asked."""
        tenures = self._tenures()
        for partition in tenures.keys() if count else tenures.keys() - self._pending.keys():
            self._pending[partition] = await self._agenda.pending_count(partition)
        self._pending = {partition: self._pending[partition] for partition in tenures}
        self.seen = [
            replace(await self._lookout.glance(partition), pending=self._pending[partition])
            for partition in sorted(tenures)
        ]
        _tell(self.seen)
        waits = [await self._oldest(tenure) for tenure in tenures.values()]
        note_oldest("command", min((since for since in waits if since), default=None))

    def facts(self) -> Mapping[str, Any]:
        """Return what was seen, as it is whispered: a row a partition, moments in Unix ms."""
        return {"partitions": [_row(status) for status in self.seen]}

    async def _oldest(self, tenure: Tenure) -> datetime | None:
        return await self._queue.oldest(tenure.partition, await self._agenda.position(tenure))


def _row(status: PartitionStatus) -> Sequence[int | None]:
    next_due = unix_ms(status.next_due) if status.next_due else None
    return [
        *(status.partition, status.pending, status.next_minute, status.late, status.in_flight, status.overdue),
        next_due,
    ]


def _tell(seen: Sequence[PartitionStatus]) -> None:
    overdue = sum(status.overdue for status in seen)
    pending_reminders.set(sum(status.pending for status in seen))
    late_reminders.set(sum(status.late for status in seen))
    speeches_in_flight.labels("overdue").set(overdue)
    speeches_in_flight.labels("awaited").set(sum(status.in_flight for status in seen) - overdue)
