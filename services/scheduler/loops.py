"""What runs by the clock: firing what is due, saying again what nobody finished."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta

import structlog

from services.scheduler.domain.leases import OUTCOME_LEASE, PUBLISH_LEASE
from services.scheduler.ports import Agenda, Saying
from shared.contract import PARTITIONS, Message, ReminderDue
from shared.runtime.clock import Clock
from shared.runtime.errors import Transient
from shared.runtime.telemetry import pending_reminders, reminder_punctuality_seconds, speeches_reaped_total

BATCH = 64
LOOK_AGAIN = timedelta(seconds=1)
"""The longest sleep: another replica may have added something earlier, or the clock may have been set."""

REAP_EVERY = timedelta(seconds=1)
PAUSE_AFTER_TROUBLE = timedelta(milliseconds=500)

Send = Callable[[Message, str], Awaitable[None]]
"""Stores a message on the bus under a dedupe id; raises BusUnavailable."""

logger = structlog.get_logger()


class Alarm:
    """Wakes the firing loop when something earlier arrives than it sleeps for."""

    def __init__(self) -> None:
        self._rang = asyncio.Event()

    def ring(self) -> None:
        self._rang.set()

    async def sleep(self, span: timedelta) -> None:
        """Sleep for `span`, or until it rings."""
        try:
            async with asyncio.timeout(span.total_seconds()):
                await self._rang.wait()
        except TimeoutError:
            pass
        self._rang.clear()


async def say(sayings: Sequence[Saying], *, agenda: Agenda, send: Send, clock: Clock) -> None:
    """Publish, many at once, and give the notifier time for those that the bus has; the others stay with us."""
    results = await asyncio.gather(*(send(saying.fact, saying.dedupe_id) for saying in sayings), return_exceptions=True)
    stored = [saying for saying, result in zip(sayings, results, strict=True) if result is None]
    now = clock.now()
    for saying in stored:
        if isinstance(saying.fact, ReminderDue) and saying.generation == 0:
            late = now - saying.fact.reminder.due_at
            reminder_punctuality_seconds.labels("published").observe(max(late.total_seconds(), 0))
    await agenda.published(stored, OUTCOME_LEASE)
    for result in results:
        if isinstance(result, BaseException) and not isinstance(result, Transient):
            raise result


async def fire_due(*, agenda: Agenda, send: Send, clock: Clock, alarm: Alarm) -> None:
    """Fire each reminder at its moment, for ever. Sleeps until the next one."""
    while True:
        try:
            fired = await _fire_all(agenda=agenda, send=send, clock=clock)
            if not fired:
                await alarm.sleep(await _until_next(agenda, clock))
        except Transient as trouble:
            logger.warning("firing_waits", reason=str(trouble))
            await asyncio.sleep(PAUSE_AFTER_TROUBLE.total_seconds())


async def _fire_all(*, agenda: Agenda, send: Send, clock: Clock) -> int:
    # Each partition on its own: nothing waits behind a slow one.
    batches = await asyncio.gather(*(agenda.claim(partition, PUBLISH_LEASE, BATCH) for partition in range(PARTITIONS)))
    due = [saying for batch in batches for saying in batch]
    if due:
        await say(due, agenda=agenda, send=send, clock=clock)
    return len(due)


async def _until_next(agenda: Agenda, clock: Clock) -> timedelta:
    next_due = await agenda.next_due()
    if next_due is None:
        return LOOK_AGAIN
    # A reminder that is due and was not taken is being taken by another replica: look again, without haste.
    wait = next_due - clock.now()
    return min(wait, LOOK_AGAIN) if wait > timedelta(0) else timedelta(milliseconds=20)


async def reap(*, agenda: Agenda, send: Send, clock: Clock) -> None:
    """Say again what nobody finished in time, for ever."""
    while True:
        await asyncio.sleep(REAP_EVERY.total_seconds())
        try:
            for partition in range(PARTITIONS):
                back = await agenda.reap(partition, PUBLISH_LEASE, BATCH)
                if back:
                    logger.warning("speeches_said_again", count=len(back), partition=partition)
                    speeches_reaped_total.inc(len(back))
                    await say(back, agenda=agenda, send=send, clock=clock)
            pending_reminders.set(await agenda.pending_count())
        except Transient as trouble:
            logger.warning("reaping_waits", reason=str(trouble))
            await asyncio.sleep(PAUSE_AFTER_TROUBLE.total_seconds())
