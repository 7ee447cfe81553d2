"""Being forgotten on the bus: what it keeps of a person goes within seconds, and its last traces a little later."""

import asyncio
from collections.abc import Callable, Mapping
from datetime import timedelta

import structlog

from services.scheduler.ports import Agenda, Archive, Erasures, Tenure
from shared.runtime.clock import Clock
from shared.runtime.errors import Transient

LOOK_EVERY = timedelta(seconds=5)
AGAIN_AFTER = timedelta(minutes=15)
"""By then the last answer has been said, and its reports are in."""

logger = structlog.get_logger()


async def erase(
    tenures: Callable[[], Mapping[int, Tenure]], agenda: Agenda, erasures: Erasures, archive: Archive, clock: Clock
) -> None:
    """Erase for whoever asked, for ever. Who dies meanwhile leaves it to the next owner."""
    while True:
        try:
            for tenure in tenures().values():
                await erase_due(tenure, agenda, erasures, archive, clock)
        except Transient as trouble:
            logger.warning("erasing_waits", reason=str(trouble))
        await asyncio.sleep(LOOK_EVERY.total_seconds())


async def erase_due(tenure: Tenure, agenda: Agenda, erasures: Erasures, archive: Archive, clock: Clock) -> None:
    """Erase what is due in one partition, once the command that asked for it has taken effect."""
    due = await erasures.due(tenure.partition, clock.now())
    reached = await agenda.position(tenure) if due else None
    for erasure in due:
        if reached is None or reached.at < erasure.at:
            continue
        last_at = erasure.at + AGAIN_AFTER
        is_last = clock.now() >= last_at
        count = await archive.erase(erasure, trailing=last_at if is_last else None)
        if is_last:
            await erasures.done(erasure)
        else:
            await erasures.keep(erasure, last_at)
        logger.info("person_erased", messages=count, is_last=is_last)
