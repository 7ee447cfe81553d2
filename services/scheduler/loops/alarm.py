"""Sleeping until a moment, or until somebody knows better."""

import asyncio
import time
from datetime import timedelta

SHORTEST = timedelta(milliseconds=1)

TIMER_STEP_SECONDS = 0.001
"""The loop's timers count whole milliseconds, from a clock that may be one behind."""


async def sleep_exactly(seconds: float) -> None:
    """Sleep to the tenth of a millisecond: the timer's last step is waited out awake, and others go first."""
    end = time.monotonic() + seconds
    if seconds > TIMER_STEP_SECONDS:
        await asyncio.sleep(seconds - TIMER_STEP_SECONDS)
    while time.monotonic() < end:  # noqa: ASYNC110 - nobody could set an event any more exactly
        await asyncio.sleep(0)


class Alarm:
    """Wakes its sleeper when it rings, also when it rang before the sleep began."""

    def __init__(self) -> None:
        self._rang = asyncio.Event()

    def ring(self) -> None:
        self._rang.set()

    async def sleep(self, span: timedelta) -> None:
        """Sleep for `span`, or until it rings."""
        try:
            async with asyncio.timeout(max(span, SHORTEST).total_seconds()):
                await self._rang.wait()
        except TimeoutError:
            pass
        self._rang.clear()

    async def wait(self) -> None:
        """Sleep until it rings."""
        await self._rang.wait()
        self._rang.clear()
