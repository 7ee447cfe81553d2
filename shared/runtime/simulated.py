"""Simulated time: the simulator that plays Twilio tells what time it is, and may move it (ADR 0017)."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
import structlog

from shared.runtime.clock import Clock, SystemClock, from_unix_ms, unix_ms
from shared.runtime.ending import end
from shared.runtime.settings import Settings

CLOCK_PATH = "/simulator/clock"
TRY_AGAIN = timedelta(milliseconds=300)
HEARTBEAT = timedelta(seconds=5)

Rest = Callable[[], Awaitable[datetime | None]]
"""Returns when there is nothing to be done at this moment; tells when there will be, None for never."""

logger = structlog.get_logger()


class SimulatedClock:
    """As far from the machine's time as it was told, or standing still. Knows nothing until it was told."""

    def __init__(self, address: str) -> None:
        self.address = address
        self._ahead = timedelta(0)
        self._stands_at: datetime | None = None

    def now(self) -> datetime:
        return self._stands_at or datetime.now(UTC) + self._ahead

    def present(self, store: datetime) -> datetime:  # noqa: ARG002 - no store is told of time that was moved
        return self.now()

    def latest(self, store: datetime) -> datetime:  # noqa: ARG002 - as above
        return self.now()

    def take(self, told: dict[str, Any]) -> None:
        """Tell this time from now on."""
        stands_at = told.get("stands_at_ms")
        self._stands_at = None if stands_at is None else from_unix_ms(stands_at)
        self._ahead = timedelta(milliseconds=told.get("ahead_ms", 0))


def make_clock(settings: Settings) -> Clock:
    """Return the machine's clock, or the simulator's where the settings say so."""
    if not settings.simulated_time:
        return SystemClock()
    logger.warning("time_is_simulated", risk="reminders come by the simulator's clock, not by the real one")
    return SimulatedClock(settings.twilio_api_url + CLOCK_PATH)


@asynccontextmanager
async def followed(
    clock: Clock, who: str, *, moved: Callable[[], None] = lambda: None, rest: Rest | None = None
) -> AsyncIterator[None]:
    """Let `clock` go with the simulator's while inside; the machine's needs nobody. Waits until it was told the time.

    `moved` is called at every move. Who acts by the clock gives `rest`: time is not moved past what it has to do.
    """
    if not isinstance(clock, SimulatedClock):
        yield
        return
    told = asyncio.Event()
    following = asyncio.create_task(_Following(clock, who, moved, rest).follow(told), name="clock")
    try:
        await told.wait()
        yield
    finally:
        await end({following})


class _Following:
    """The line to the simulator, for as long as the service lives."""

    def __init__(self, clock: SimulatedClock, who: str, moved: Callable[[], None], rest: Rest | None) -> None:
        self._clock = clock
        self._who = who
        self._moved = moved
        self._rest = rest
        self._resting: asyncio.Task[None] | None = None

    async def follow(self, told: asyncio.Event) -> None:
        async with aiohttp.ClientSession(trust_env=False) as session:
            while True:
                # Until the simulator is there, or back, time goes on as it was told last.
                try:
                    await self._listen(session, told)
                except (aiohttp.ClientError, OSError, TimeoutError):
                    pass
                finally:
                    self._rest_no_more()
                await asyncio.sleep(TRY_AGAIN.total_seconds())

    async def _listen(self, session: aiohttp.ClientSession, told: asyncio.Event) -> None:
        async with session.ws_connect(self._clock.address, heartbeat=HEARTBEAT.total_seconds()) as line:
            await line.send_json({"who": self._who, "acts": self._rest is not None})
            async for message in line:
                if message.type is aiohttp.WSMsgType.TEXT:
                    self._rest_no_more()
                    time = json.loads(message.data)
                    self._clock.take(time)
                    told.set()
                    self._moved()
                    self._resting = asyncio.create_task(self._answer(line, time["number"]))

    async def _answer(self, line: aiohttp.ClientWebSocketResponse, number: int) -> None:
        until = await self._rest() if self._rest else None
        await line.send_json({"number": number, "until_ms": until and unix_ms(until)})

    def _rest_no_more(self) -> None:
        if self._resting:
            self._resting.cancel()
            self._resting = None
