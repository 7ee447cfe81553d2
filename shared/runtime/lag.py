"""How long a process' loop keeps others waiting: the floor under every lateness."""

import asyncio
from datetime import timedelta

from shared.runtime.telemetry import loop_lag_seconds

LOOK_EVERY = timedelta(seconds=1)


async def watch_lag() -> None:
    """Measure how late a sleep ends, for ever."""
    loop = asyncio.get_running_loop()
    while True:
        until = loop.time() + LOOK_EVERY.total_seconds()
        await asyncio.sleep(LOOK_EVERY.total_seconds())
        loop_lag_seconds.observe(max(loop.time() - until, 0))
