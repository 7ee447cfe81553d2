"""One at a time per key, in the order of arrival."""

import asyncio
from collections.abc import AsyncIterator, Hashable
from contextlib import asynccontextmanager
from datetime import timedelta

from shared.runtime.errors import Transient

PAUSE = timedelta(seconds=1)
"""Before somebody comes again who met a long line."""


class Turns:
    """Locks by key that take no memory while nobody holds them."""

    def __init__(self) -> None:
        self._locks: dict[Hashable, asyncio.Lock] = {}
        self._waiting: dict[Hashable, int] = {}

    @asynccontextmanager
    async def of(self, key: Hashable, *, at_most: int = 0) -> AsyncIterator[None]:
        """Wait for the others who came before for `key`, then hold it while inside.

        Raises Transient where more than `at_most` others are there already; 0 is any number.
        """
        if at_most and self._waiting.get(key, 0) > at_most:
            raise Transient("a long line", retry_after=PAUSE)
        lock = self._locks.setdefault(key, asyncio.Lock())
        self._waiting[key] = self._waiting.get(key, 0) + 1
        try:
            async with lock:
                yield
        finally:
            self._waiting[key] -= 1
            if not self._waiting[key]:
                del self._locks[key], self._waiting[key]
