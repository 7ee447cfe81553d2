"""Looking through everything now and then: what does not fit together is set right, and counted."""

import asyncio
from collections.abc import Callable, Mapping
from datetime import timedelta

import structlog

from services.scheduler.ports import Audit, Tenure
from shared.runtime.errors import Transient
from shared.runtime.telemetry import agenda_repairs_total

AUDIT_EVERY = timedelta(hours=1)
TRY_AGAIN = timedelta(minutes=1)
FIRST_AFTER = timedelta(seconds=5)
"""Let others have what is theirs, and fire what is due, before we look."""

logger = structlog.get_logger()

Tenures = Callable[[], Mapping[int, Tenure]]


async def audit(tenures: Tenures, auditor: Audit, *, on_repair: Callable[[], None]) -> None:
    """Audit every hour, for ever."""
    await asyncio.sleep(FIRST_AFTER.total_seconds())
    while True:
        try:
            if await look_through(tenures(), auditor):
                on_repair()
            await asyncio.sleep(AUDIT_EVERY.total_seconds())
        except Transient as trouble:
            logger.warning("audit_waits", reason=str(trouble))
            await asyncio.sleep(TRY_AGAIN.total_seconds())


async def look_through(tenures: Mapping[int, Tenure], auditor: Audit) -> int:
    """Audit these partitions once, and return how much was set right."""
    repairs = await auditor.audit(tenures)
    for kind, number in repairs.items():
        agenda_repairs_total.labels(kind.value).inc(number)
    count = sum(repairs.values())
    if count:
        logger.error("agenda_repaired", **{kind.value: number for kind, number in repairs.items()})
    return count
