"""Reading the index ahead: what is due soon is in memory before its time."""

import asyncio
from datetime import timedelta

import structlog

from services.scheduler.loops.desk import LONGEST_SLEEP, Desk
from shared.runtime.clock import from_unix_ms, unix_ms
from shared.runtime.errors import Transient

STEP = timedelta(minutes=15)
AHEAD = STEP / 2
"""Read a step when less than this is left: away from the full hour, when most is due."""

TRY_AGAIN = timedelta(milliseconds=500)

logger = structlog.get_logger()


async def read_due(desk: Desk) -> None:
    """Hold everything that is due, however old, and what is due soon."""
    await _read(desk, first=True)


async def read_ahead(desk: Desk) -> None:
    """Hold the next step before its time, for ever."""
    while not desk.ending.is_set():
        left = from_unix_ms(desk.window.end_ms) - desk.means.clock.now()
        if left <= AHEAD:
            await _read(desk)
        else:
            await desk.unless_ending(desk.horizon.sleep(min(left - AHEAD, LONGEST_SLEEP)))


async def read_again(desk: Desk) -> None:
    """Hold what is in the index and may not be held: somebody set it right."""
    end = from_unix_ms(desk.window.end_ms)
    try:
        async for page in desk.means.agenda.upcoming(desk.tenure, None, end):
            desk.window.add(page)
            desk.alarm.ring()
    except Transient as trouble:
        logger.warning("reading_again_failed", reason=str(trouble))


async def _read(desk: Desk, *, first: bool = False) -> None:
    start = None if first else from_unix_ms(desk.window.end_ms)
    end = max(desk.means.clock.now(), start or desk.means.clock.now()) + STEP
    # Before it is read: what is put meanwhile comes in by itself.
    desk.window.end_ms = unix_ms(end)
    while not desk.ending.is_set():
        try:
            async for page in desk.means.agenda.upcoming(desk.tenure, start, end):
                desk.window.add(page)
                desk.alarm.ring()
        except Transient as trouble:
            logger.warning("reading_ahead_waits", reason=str(trouble))
            await asyncio.sleep(TRY_AGAIN.total_seconds())
        else:
            return
