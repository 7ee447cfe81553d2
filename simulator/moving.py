"""Moving time, for everybody at once: from one thing to be done to the next, and nothing is left undone behind it."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

from fastapi import WebSocket, WebSocketDisconnect
from pydantic import BaseModel, ConfigDict

from simulator.clock import Clock

PATIENCE = timedelta(seconds=15)
"""For what is to be done at one moment: longer than the gap between two messages to one person."""


class Hello(BaseModel):
    """Who follows; whether it does something by the clock, or only reads it."""

    model_config = ConfigDict(extra="forbid")

    who: str
    acts: bool


class Rested(BaseModel):
    """The follower has that time, and nothing to do at it; `until_ms` is when it will, if ever."""

    model_config = ConfigDict(extra="forbid")

    number: int
    until_ms: int | None


class Follower:
    """One line to a process that goes by the simulator's clock."""

    def __init__(self, line: WebSocket, *, acts: bool) -> None:
        self.acts = acts
        self._line = line
        self._number = 0
        self._rested: asyncio.Future[Rested | None] | None = None
        self._gone = asyncio.Event()

    async def tell(self, told: dict[str, int]) -> datetime | None:
        """Tell the time, and return when it next has something to do; None: never, or it is gone."""
        self._number += 1
        self._rested = asyncio.get_running_loop().create_future()
        with suppress(WebSocketDisconnect, RuntimeError):  # it left meanwhile
            await self._line.send_json({"number": self._number, **told})
        rested = await self._rested
        return None if rested is None or rested.until_ms is None else _moment(rested.until_ms)

    async def listen(self) -> None:
        """Take its answers until it leaves, or is let go."""
        hearing = asyncio.create_task(self._hear())
        gone = asyncio.create_task(self._gone.wait())
        await asyncio.wait({hearing, gone}, return_when=asyncio.FIRST_COMPLETED)
        for task in (hearing, gone):
            task.cancel()
        with suppress(WebSocketDisconnect, asyncio.CancelledError):
            await hearing

    def let_go(self) -> None:
        self._gone.set()

    async def _hear(self) -> None:
        while True:
            self._answered(Rested.model_validate(await self._line.receive_json()))

    def leave(self) -> None:
        """Nobody waits for its answer any more."""
        if self._rested and not self._rested.done():
            self._rested.set_result(None)

    def _answered(self, rested: Rested) -> None:
        if rested.number == self._number and self._rested and not self._rested.done():
            self._rested.set_result(rested)


class Network(Protocol):
    """What is on its way between phones and business."""

    @property
    def is_idle(self) -> bool: ...

    async def idle(self) -> None:
        """Return when nothing is on its way."""

    def hurried(self) -> Any:
        """Let nobody wait for the network's sake while inside."""


class Travel:
    """Moves the clock and those who follow it."""

    def __init__(self, clock: Clock, network: Network) -> None:
        self.clock = clock
        self._network = network
        self._followers: set[Follower] = set()
        self._one_at_a_time = asyncio.Lock()

    @asynccontextmanager
    async def joined(self, follower: Follower) -> AsyncIterator[None]:
        """Tell this follower the time, now and whenever it is moved."""
        self._followers.add(follower)
        greeting = asyncio.create_task(follower.tell(self.clock.told()))
        try:
            yield
        finally:
            self._followers.discard(follower)
            follower.leave()
            await greeting

    async def move(self, to: datetime, *, stands: bool | None = None) -> None:
        """Let time pass until `to`, stopping wherever somebody has something to do. Returns when all is done."""
        async with self._one_at_a_time:
            if stands is not None:
                self.clock.stand(still=stands)
            with self._network.hurried():
                stops = await self._rest()
                while (now := self.clock()) < to:
                    self.clock.show(min([to, *(stop for stop in stops if stop > now)]))
                    stops = await self._rest()

    def close(self) -> None:
        """Let everybody go: an open line must not keep the process alive."""
        for follower in self._followers:
            follower.let_go()

    async def _rest(self) -> Sequence[datetime]:
        """Wait until nobody has anything left to do; return when they will."""
        try:
            async with asyncio.timeout(PATIENCE.total_seconds()):
                while True:
                    await self._network.idle()
                    stops = await self._tell()
                    if self._network.is_idle:
                        return stops
        except TimeoutError:
            return []  # somebody is stuck, as they may be on a bad day: time does not wait for them

    async def _tell(self) -> Sequence[datetime]:
        # Who only reads the time has it first: nobody is told of what is not due yet by their own clock.
        readers = [follower for follower in self._followers if not follower.acts]
        actors = [follower for follower in self._followers if follower.acts]
        answers = []
        for group in (readers, actors):
            answers += await asyncio.gather(*(follower.tell(self.clock.told()) for follower in group))
        return [answer for answer in answers if answer is not None]


def _moment(unix_ms: int) -> datetime:
    return datetime.fromtimestamp(unix_ms / 1000, UTC)
