"""Whose reminders are being fired, and whose commands are being applied: never both for one chat."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager

from shared.contract import ChatId


class Hands:
    """The chats that are in hand. Without it, somebody could be told "deleted" about what the bus already has."""

    def __init__(self, on_change: Callable[[], None]) -> None:
        self._firing: Counter[ChatId] = Counter()
        self._applying: set[ChatId] = set()
        self._fired = asyncio.Event()
        self._on_change = on_change
        self._is_wanted = False
        """Somebody would have fired what was being applied."""

    @property
    def are_free(self) -> bool:
        """Nobody's reminders are being fired."""
        return not self._firing

    def is_applying(self, chat: ChatId) -> bool:
        is_applying = chat in self._applying
        self._is_wanted |= is_applying
        return is_applying

    def fire(self, chats: Iterable[ChatId]) -> None:
        """Take chats for firing; several reminders of one may be fired at once."""
        self._firing.update(chats)

    def fired(self, chats: Iterable[ChatId]) -> None:
        """Put them back."""
        for chat in chats:
            self._firing[chat] -= 1
            if not self._firing[chat]:
                del self._firing[chat]
        self._fired.set()

    @asynccontextmanager
    async def applying(self, chats: set[ChatId]) -> AsyncIterator[None]:
        """Have these chats for commands while inside; waits until none of them is being fired."""
        while not self._firing.keys().isdisjoint(chats):
            self._fired.clear()
            await self._fired.wait()
        self._applying = chats
        try:
            yield
        finally:
            self._applying = set()
            if self._is_wanted:
                self._is_wanted = False
                self._on_change()
