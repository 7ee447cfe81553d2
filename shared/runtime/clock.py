"""Time as an argument: what needs the present takes a Clock."""

import asyncio
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Protocol

AGREEMENT = timedelta(seconds=1)
"""Two clocks that differ by less confirm each other."""

MEMORY = timedelta(minutes=10)
"""For so long after two clocks agreed, neither is believed that is ahead of what they said and of the other."""

TIMER_STEP_SECONDS = 0.001
"""The loop's timers count whole milliseconds, from a clock that may be one behind."""


class Clock(Protocol):
    """Tells the present."""

    def now(self) -> datetime:
        """Return the present, aware, in UTC."""
        ...

    def present(self, store: datetime) -> datetime:
        """Return what is present by this clock and by the clock of a store that shows `store`: the earlier of both.

        Where both are known to be ahead, what is known.
        """
        ...

    def latest(self, store: datetime) -> datetime:
        """Return the later of both: what a clock that is right may show, when one of the two is behind."""
        ...


def _wall() -> datetime:
    return datetime.now(UTC)


class SystemClock:
    """The machine's wall clock.

    It remembers when it last agreed with a store's. When both are ahead of the time at once, each by its own error,
    the earlier of the two would be early; time that has passed since they agreed has not stepped with them. Where both
    stepped to the same moment, as after a machine slept, they agree, and are believed.
    """

    def __init__(
        self, *, wall: Callable[[], datetime] = _wall, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._wall = wall
        self._monotonic = monotonic
        self._agreed: tuple[datetime, float] | None = None

    def now(self) -> datetime:
        return self._wall()

    def present(self, store: datetime) -> datetime:
        own, passed = self.now(), self._monotonic()
        earlier = min(store, own)
        if abs(store - own) <= AGREEMENT:
            self._agreed = earlier, passed
        if self._agreed is None:
            return earlier
        agreed, at = self._agreed
        since = timedelta(seconds=passed - at)
        return min(earlier, agreed + since) if since < MEMORY else earlier

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
        self._own.present(store)  # who agrees remembers it

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
