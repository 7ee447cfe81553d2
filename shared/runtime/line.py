"""One connection to Redis for many callers: what is asked together leaves together, and the answers come in order.

A client that lends a connection to each command spends more time on the lending than Redis does on the command; and
two commands on two connections are two writes to Redis' disk, where on one they are one.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Mapping
from typing import Any, cast

from hiredis import Reader, pack_command

from shared.runtime.hiding import hidden

with hidden("opentelemetry.metrics", "opentelemetry.sdk"):
    from redis import exceptions
    from redis.asyncio import Connection, SSLConnection

Word = str | int | float | bytes
_PACK: Callable[[tuple[Word, ...]], bytes] = cast("Any", pack_command)

_REFUSALS: Mapping[str, type[Exception]] = {
    "NOSCRIPT": exceptions.NoScriptError,
    "OOM": exceptions.OutOfMemoryError,
    "READONLY": exceptions.ReadOnlyError,
    "MASTERDOWN": exceptions.MasterDownError,
}


class Line:
    """Asks each command once, and connects when there is something to ask. Raises what redis-py would raise."""

    def __init__(self, way: Connection, *, lost: Callable[[], object] = lambda: None) -> None:
        """`way` says where to and how to sign in; it is never connected itself. `lost` hears of each loss."""
        self._way = way
        self._lost = lost
        self._wire: _Wire | None = None
        self._connecting: asyncio.Task[_Wire] | None = None

    async def ask(self, *command: Word) -> Any:
        """Return the answer to a command, as RESP2 has it. Whoever stops waiting leaves the others alone."""
        wire = self._wire
        if wire is None or not wire.is_open:
            wire = await self._connected()
        return await wire.ask(*command)

    async def aclose(self) -> None:
        """Hang up. What was asked and not answered fails."""
        if self._connecting:
            self._connecting.cancel()
        if self._wire:
            await self._wire.aclose()

    async def _connected(self) -> "_Wire":
        if self._connecting is None:
            # One for all who wait, and nobody's own: who gives up must not take it from the others.
            self._connecting = asyncio.create_task(self._connect())
            self._connecting.add_done_callback(self._tried)
        return await asyncio.shield(self._connecting)

    def _tried(self, connecting: "asyncio.Task[_Wire]") -> None:
        self._connecting = None
        if not connecting.cancelled() and connecting.exception() is None:
            self._wire = connecting.result()

    async def _connect(self) -> "_Wire":
        way, loop = self._way, asyncio.get_running_loop()
        tls = way.ssl_context.get() if isinstance(way, SSLConnection) else None
        async with asyncio.timeout(way.socket_connect_timeout):
            _, wire = await loop.create_connection(
                lambda: _Wire(way.socket_timeout or 0, self._lost), way.host, way.port, ssl=tls
            )
        try:
            if way.password:
                await wire.ask("AUTH", *filter(None, (way.username, way.password)))
            if way.db:
                await wire.ask("SELECT", way.db)
        except BaseException as error:
            wire.cut(error)
            if isinstance(error, exceptions.ResponseError):
                raise exceptions.AuthenticationError("Redis does not let us in") from error
            raise
        return wire


class _Wire(asyncio.Protocol):
    """One connection, from its beginning to its end."""

    def __init__(self, patience: float, lost: Callable[[], object]) -> None:
        self._loop = asyncio.get_running_loop()
        self._patience = patience
        self._lost = lost
        self._reader = Reader(encoding="utf-8", protocolError=exceptions.InvalidResponse, replyError=_refusal)
        self._asked: deque[tuple[float, asyncio.Future[Any]]] = deque()
        self._leaving: list[bytes] = []
        self._watch: asyncio.TimerHandle | None = None
        self._ended = self._loop.create_future()
        self._why: BaseException | None = None
        self.is_open = False

    def ask(self, *command: Word) -> "asyncio.Future[Any]":
        """Send a command; what becomes of it is in the future."""
        answer = self._loop.create_future()
        self._asked.append((self._loop.time(), answer))
        if not self._leaving:
            self._loop.call_soon(self._leave)  # when whoever else has something to ask has asked
        self._leaving.append(_PACK(command))
        if self._watch is None:
            self._watch = self._loop.call_later(self._patience, self._look)
        return answer

    def cut(self, why: BaseException | None = None) -> None:
        """End it at once. What was asked may have been done, and nobody will hear of it."""
        self._why, self.is_open = why, False
        self._transport.abort()

    async def aclose(self) -> None:
        self._lost = _nobody_minds
        self.cut()
        await self._ended

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport, self.is_open = cast("asyncio.Transport", transport), True

    def data_received(self, data: bytes) -> None:
        self._reader.feed(data)
        try:
            while (answer := self._next()) is not False:
                _, asked = self._asked.popleft()
                if not asked.done():
                    _give(asked, answer)
        except (exceptions.InvalidResponse, IndexError) as error:  # not Redis, or it says what nobody asked for
            self.cut(error)

    def connection_lost(self, _exc: Exception | None) -> None:
        self.is_open = False
        if self._watch:
            self._watch.cancel()
        for _, asked in self._asked:
            if not asked.done():
                late = isinstance(self._why, TimeoutError)
                error = exceptions.TimeoutError if late else exceptions.ConnectionError
                asked.set_exception(error("no answer in time" if late else "the connection is lost"))
        self._asked.clear()
        self._ended.set_result(None)
        self._lost()

    def _leave(self) -> None:
        leaving, self._leaving = self._leaving, []
        if self.is_open:
            self._transport.write(b"".join(leaving))

    def _next(self) -> Any:
        try:
            return self._reader.gets()
        except UnicodeDecodeError as error:
            return error

    def _look(self) -> None:
        """End it when the oldest question waits for too long: behind it, all others would."""
        self._watch = None
        if self._asked:
            left = self._asked[0][0] + self._patience - self._loop.time()
            if left > 0:
                self._watch = self._loop.call_later(left, self._look)
            else:
                self.cut(TimeoutError())


def _nobody_minds() -> None:
    """Hear of an end that was meant."""


def _give(asked: "asyncio.Future[Any]", answer: Any) -> None:
    if isinstance(answer, Exception):
        asked.set_exception(answer)
    else:
        asked.set_result(answer)


def _refusal(text: str) -> Exception:
    return _REFUSALS.get(text.partition(" ")[0], exceptions.ResponseError)(text)
