"""Work on a store that goes on until its power is cut."""

import asyncio
from abc import ABC, abstractmethod

from tests.harness.disks import Disk
from tests.harness.waiting import PATIENCE_SECONDS


class Load(ABC):
    """Writes, and knows what the store has acknowledged of it."""

    def __init__(self) -> None:
        self._wanted = 0
        self._enough = asyncio.Event()
        self.is_cut = False

    @property
    @abstractmethod
    def count(self) -> int:
        """Return how much is acknowledged."""

    @abstractmethod
    async def write(self) -> None:
        """Write until cancelled; once `is_cut` note and begin nothing more: a client may forget a cancellation."""

    def noted(self) -> None:
        """Something was acknowledged."""
        if self.count >= self._wanted:
            self._enough.set()

    async def cut(self, disk: Disk, *, after: int) -> None:
        """Write; when `after` more are acknowledged and others on their way, cut the power; then switch it on again."""
        self._wanted = self.count + after
        self._enough.clear()
        self.is_cut = False
        writing, enough = asyncio.create_task(self.write()), asyncio.create_task(self._enough.wait())
        await asyncio.wait({writing, enough}, timeout=PATIENCE_SECONDS, return_when=asyncio.FIRST_COMPLETED)
        assert enough.done(), "it writes no more"
        self.is_cut = True  # what is acknowledged while the disk goes away counts no more
        await disk.cut()
        writing.cancel()
        await asyncio.gather(writing, return_exceptions=True)
        await disk.server.start()
