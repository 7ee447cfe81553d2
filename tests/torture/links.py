"""TCP proxies between two parts of a house, for faults that no process can be told to have."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from enum import StrEnum
from random import Random

LOCALHOST = "127.0.0.1"
CHUNK = 65536


class Trouble(StrEnum):
    """What a line can have."""

    LATENCY = "latency"
    """Every piece comes late, by up to half as much again."""
    CUT = "cut"
    """Everything that is open is torn down, and nothing new is let in."""
    HALF_OPEN = "half-open"
    """Both sides believe in it, and nothing gets through."""
    DEAF = "one-way out"
    """What the caller says gets through, and no answer comes back."""
    MUTE = "one-way back"
    """What the caller says is swallowed; what the other side says arrives."""
    STALL = "stall"
    """Everything waits, and comes then."""
    TORN = "torn"
    """The next message of each connection is cut off in the middle, and the connection with it."""
    SLOW_CLOSE = "slow close"
    """Who hangs up is thought to be there for a while."""


SWALLOWED = {
    Trouble.HALF_OPEN: frozenset({"out", "back"}),
    Trouble.DEAF: frozenset({"back"}),
    Trouble.MUTE: frozenset({"out"}),
}


@dataclass(eq=False)
class _Line:
    """One connection: both its ends, and whether anything of it was swallowed."""

    caller: asyncio.StreamWriter
    called: asyncio.StreamWriter | None = None
    is_broken: bool = False

    def abort(self) -> None:
        for end in (self.caller, self.called):
            if end is not None:
                end.transport.abort()


@dataclass(eq=False)
class Link:
    """The line between a caller and one service, or several that take turns: those that are down are passed over."""

    name: str
    ports: Sequence[int]
    dice: Random
    trouble: Trouble | None = None
    seconds: float = 0.0
    """How long a piece is late, or a close is slow."""
    port: int = 0
    _server: asyncio.Server | None = None
    _lines: set[_Line] = field(default_factory=set)
    _flows: asyncio.Event = field(default_factory=asyncio.Event)
    _turn: int = 0

    async def open(self) -> None:
        self._flows.set()
        self._server = await asyncio.start_server(self._take, LOCALHOST, self.port)
        self.port = int(self._server.sockets[0].getsockname()[1])

    async def close(self) -> None:
        """Let go of everything, and return when nothing of it is left."""
        if self._server:
            self._server.close()
        while self._lines:
            self._abort(self._lines)
            await asyncio.sleep(0)

    @asynccontextmanager
    async def having(self, trouble: Trouble, seconds: float = 0.0) -> AsyncIterator[None]:
        """Let the line have this trouble while inside. What was swallowed never comes: such connections end with it."""
        self.trouble, self.seconds = trouble, seconds
        if trouble is Trouble.STALL:
            self._flows.clear()
        if trouble is Trouble.CUT:
            self._abort(self._lines)
        try:
            yield
        finally:
            self.trouble = None
            self._flows.set()
            self._abort([line for line in self._lines if line.is_broken])

    def _abort(self, lines: Iterable[_Line]) -> None:
        for line in list(lines):
            line.abort()

    async def _take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        line = _Line(writer)
        self._lines.add(line)
        try:
            await self._carry(line, reader)
        except (OSError, EOFError):
            pass
        finally:
            line.abort()
            self._lines.discard(line)

    async def _carry(self, line: _Line, reader: asyncio.StreamReader) -> None:
        if self.trouble is Trouble.CUT:
            return
        if self.trouble is Trouble.HALF_OPEN:
            line.is_broken = True
            while await reader.read(CHUNK):
                pass
            return
        answers, line.called = await self._connect()
        async with asyncio.TaskGroup() as both:
            both.create_task(self._pump("out", line, reader, line.called))
            both.create_task(self._pump("back", line, answers, line.caller))

    async def _connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        error: OSError = ConnectionRefusedError()
        for _ in self.ports:
            self._turn += 1
            try:
                return await asyncio.open_connection(LOCALHOST, self.ports[self._turn % len(self.ports)])
            except OSError as refused:
                error = refused
        raise error

    async def _pump(self, way: str, line: _Line, source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        with suppress(OSError, RuntimeError):  # uvloop's word for a line that the other end has torn
            while piece := await source.read(CHUNK):
                if self.trouble in SWALLOWED and way in SWALLOWED[self.trouble]:
                    line.is_broken = True
                    continue
                await self._flows.wait()
                if self.trouble is Trouble.LATENCY:
                    await asyncio.sleep(self.seconds * self.dice.uniform(0.5, 1.5))
                if self.trouble is Trouble.TORN:
                    sink.write(piece[: len(piece) // 2])
                    await sink.drain()
                    break
                sink.write(piece)
                await sink.drain()
        if self.trouble is Trouble.SLOW_CLOSE:
            await asyncio.sleep(self.seconds)
        if self.trouble is Trouble.TORN:
            line.abort()
        sink.close()
