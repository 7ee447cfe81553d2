"""Time as an argument: what needs the present takes a Clock."""

import asyncio
import time
from datetime import UTC, datetime, timedelta
from typing import Protocol

TIMER_STEP_SECONDS = 0.001
"""The loop's timers count whole milliseconds, from a clock that may be one behind."""


class Clock(Protocol):
    """Tells the present."""

    def now(self) -> datetime:
        """Return the present, aware, in UTC."""
        ...

    def present(self, store: datetime) -> datetime:
        """Return what is present by this clock and by the clock of a store that shows `store`: the earlier of both."""
        ...

    def latest(self, store: datetime) -> datetime:
        """Return the later of both: what a clock that is right may show, when one of the two is behind."""
        ...


class SystemClock:
    """The machine's wall clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def present(self, store: datetime) -> datetime:
        return min(store, self.now())

    def latest(self, store: datetime) -> datetime:
        return max(store, self.now())


class EarlierClock:
    """Our clock, or a store's as it was heard last if that is behind: one of the two may be ahead of the time."""

    def __init__(self, own: Clock) -> None:
        self._own = own
        self._heard: tuple[datetime, float] | None = None

    def hear(self, store: datetime) -> None:
        """The store's clock shows this moment."""
        self._heard = store, time.monotonic()

    def now(self) -> datetime:
        if self._heard is None:
            return self._own.now()
        store, heard_at = self._heard
        return self.present(store + timedelta(seconds=time.monotonic() - heard_at))

    def present(self, store: datetime) -> datetime:
        return self._own.present(store)

    def latest(self, store: datetime) -> datetime:
        return self._own.latest(store)


def unix_ms(moment: datetime) -> int:
    """Return the whole milliseconds from 1970 to `moment`, rounded down, as Redis scores hold them."""
    return int(moment.timestamp() * 1000)


def from_unix_ms(milliseconds: float) -> datetime:
    """Return the moment that a Redis score holds."""
    return datetime.fromtimestamp(milliseconds / 1000, UTC)


async def sleep_until(moment: float) -> None:
    """Sleep until `time.monotonic()` shows `moment`, to the tenth of a millisecond.

    The timer's last step is waited out awake, and others go first.
    """
    if (left := moment - time.monotonic()) > TIMER_STEP_SECONDS:
        await asyncio.sleep(left - TIMER_STEP_SECONDS)
    while time.monotonic() < moment:  # noqa: ASYNC110 - nobody could set an event any more exactly
        await asyncio.sleep(0)
