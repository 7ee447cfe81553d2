"""Following the zone database: when its rules change, what was meant by the wall clock comes at another instant."""

import asyncio
from datetime import timedelta

import structlog

from services.scheduler.loops.desk import Desk
from shared.runtime.errors import Transient
from shared.runtime.telemetry import reminders_rederived_total

LOOK_EVERY = timedelta(hours=1)
TRY_AGAIN = timedelta(milliseconds=500)

SOON = timedelta(days=2)
"""What is due within it is right before anything fires: no zone has ever moved its clocks by more than a day."""

logger = structlog.get_logger()


async def follow_zones(desk: Desk, is_right: asyncio.Event) -> None:
    """Keep the partition's moments in step until the end begins; says when those are right that are due soon."""
    while not desk.ending.is_set():
        try:
            await _catch_up(desk, is_right)
        except Transient as trouble:
            logger.warning("following_zones_waits", reason=str(trouble))
            await desk.unless_ending(asyncio.sleep(TRY_AGAIN.total_seconds()))
        else:
            is_right.set()
            await desk.unless_ending(asyncio.sleep(LOOK_EVERY.total_seconds()))


async def _catch_up(desk: Desk, is_right: asyncio.Event) -> None:
    moved = 0
    async for derived in desk.means.almanac.catch_up(desk.tenure):
        moved += len(derived.moved)
        reminders_rederived_total.inc(len(derived.moved))
        desk.window.add(derived.moved)
        desk.alarm.ring()
        if derived.until > desk.means.clock.now() + SOON:
            is_right.set()
    if moved:
        logger.warning("zone_rules_changed", moved=moved, partition=desk.tenure.partition)
