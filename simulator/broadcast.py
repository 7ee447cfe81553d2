"""Tells every open page what happened, and knows whose phone is open somewhere."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Iterable
from typing import Any

BACKLOG = 2_000
"""Events that a stuck page may owe before it is cut off; it reconnects and reads its transcript again."""

HEARTBEAT_SECONDS = 10.0
"""Silence on an event stream never lasts longer, so a page can tell a dead line from a quiet one."""

GREETING = "retry: 1000\nevent: hello\ndata: {}\n\n"
HEARTBEAT = "event: beat\ndata: {}\n\n"


class Listener:
    """One open event stream. `numbers` are the phones that its page shows."""

    def __init__(self, numbers: Iterable[str]) -> None:
        self.numbers = frozenset(numbers)
        self._events: asyncio.Queue[str] = asyncio.Queue(BACKLOG)
        self._hung_up = asyncio.Event()

    def hear(self, event: str) -> None:
        try:
            self._events.put_nowait(event)
        except asyncio.QueueFull:
            self.hang_up()

    def hang_up(self) -> None:
        self._hung_up.set()

    async def events(self) -> AsyncGenerator[str, None]:
        """Everything heard, with a heartbeat in the silences, until someone hangs up."""
        yield GREETING
        hung_up = asyncio.create_task(self._hung_up.wait())
        try:
            while not hung_up.done():
                yield await self._next(hung_up)
        finally:
            hung_up.cancel()

    async def _next(self, hung_up: asyncio.Task[Any]) -> str:
        heard = asyncio.create_task(self._events.get())
        try:
            await asyncio.wait({heard, hung_up}, timeout=HEARTBEAT_SECONDS, return_when=asyncio.FIRST_COMPLETED)
            return heard.result() if heard.done() else HEARTBEAT
        finally:
            heard.cancel()


class Broadcast:
    """All open event streams."""

    def __init__(self) -> None:
        self._listeners: set[Listener] = set()
        self._closed = False
        self.on_close: list[Callable[[], None]] = []
        """Whoever else holds lines open."""

    async def listen(self, numbers: Iterable[str]) -> AsyncGenerator[str, None]:
        """Be told everything from now on; meanwhile the phones of `numbers` count as open."""
        listener = Listener(numbers)
        if self._closed:
            return
        self._listeners.add(listener)
        try:
            async for event in listener.events():
                yield event
        finally:
            self._listeners.discard(listener)

    def tell(self, kind: str, write: Callable[[], str]) -> None:
        """Write the event once, if anybody listens at all."""
        if not self._listeners:
            return
        data = write()
        for listener in self._listeners:
            listener.hear(f"event: {kind}\ndata: {data}\n\n")

    def shows(self, number: str) -> bool:
        return any(number in listener.numbers for listener in self._listeners)

    def close(self) -> None:
        """Let everybody go: an open stream must not keep the process alive."""
        self._closed = True
        for listener in self._listeners:
            listener.hang_up()
        for close in self.on_close:
            close()
