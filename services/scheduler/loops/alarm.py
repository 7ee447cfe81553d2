"""Sleeping until a moment, or until somebody knows better."""

import asyncio
from datetime import timedelta

SHORTEST = timedelta(milliseconds=1)


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
