"""Whether everything that was to be done at this moment is done: asked only where time is simulated (ADR 0017)."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import cast

import nats
from nats.js import JetStreamContext

from services.scheduler.adapters.keys import Keys
from services.scheduler.adapters.redis_status import status_of
from shared.contract import CONSUMERS, PARTITIONS, Command
from shared.runtime.clock import Clock
from shared.runtime.errors import StoreUnavailable
from shared.runtime.store import Client, translated

LOOK_EVERY = timedelta(milliseconds=5)


class Stillness:
    """Looks at both stores: what is due, what is on its way, and what nobody has read yet."""

    def __init__(self, client: Client, clock: Clock, jetstream: Callable[[], JetStreamContext]) -> None:
        self._client = client
        self._clock = clock
        self._jetstream = jetstream

    async def rest(self) -> datetime | None:
        """Return when nothing is left to do; tell when the next reminder is due."""
        while True:
            try:
                partitions = await status_of(self._client, self._clock)
                dues = [status.next_due for status in partitions if status.next_due]
                is_still = not any(status.in_flight for status in partitions)
                if is_still and all(due > self._clock.now() for due in dues) and await self._all_is_read():
                    return min(dues, default=None)
            except (StoreUnavailable, nats.errors.Error):
                pass  # it comes back, or the simulator loses its patience
            await asyncio.sleep(LOOK_EVERY.total_seconds())

    async def _all_is_read(self) -> bool:
        return await self._commands_are_taken() and await self._consumers_are_done()

    async def _commands_are_taken(self) -> bool:
        newest = (await self._jetstream().stream_info(Command.stream)).state.last_seq
        with translated():
            pipeline = self._client.pipeline(transaction=False)
            for partition in range(PARTITIONS):
                pipeline.get(Keys(partition).position)
            positions = cast("list[str | None]", await pipeline.execute())
        return newest <= max((int(position.split()[0]) for position in positions if position), default=0)

    async def _consumers_are_done(self) -> bool:
        for stream in sorted({consumer.stream for consumer in CONSUMERS}):
            found = await self._jetstream().consumers_info(stream)
            if any(consumer.num_pending or consumer.num_ack_pending for consumer in found):
                return False
        return True
