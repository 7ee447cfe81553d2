"""What runs by the clock: having contents for buttons, asking about messages of which nobody reports."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import datetime, timedelta

import structlog

from services.notifier.ports import Journal, ParkedMessages, Phone, Unreported
from shared.contract import PARTITIONS, StatusReported
from shared.runtime.clock import Clock
from shared.runtime.errors import Transient
from shared.runtime.telemetry import parked_messages

LOOK_AGAIN = timedelta(minutes=5)
TRY_AGAIN = timedelta(seconds=5)
ASK_EVERY = timedelta(seconds=10)
COUNT_EVERY = timedelta(seconds=5)
KEEP_EVERY = timedelta(seconds=10)

logger = structlog.get_logger()


async def furnish(*parts: Callable[[], Awaitable[None]]) -> None:
    """See to it that there is what messages are said with, for ever: a template may be paused, or approved at last."""
    while True:
        pause = LOOK_AGAIN
        for part in parts:
            try:
                await part()
            except Transient as trouble:
                pause = TRY_AGAIN
                logger.info("not_furnished_yet", reason=str(trouble))
        await asyncio.sleep(pause.total_seconds())


async def sweep(sweep_once: Callable[[], Awaitable[int]], *, every: timedelta) -> None:
    """Bring in what ingress missed, now and every so often, for ever."""
    while True:
        try:
            if rang := await sweep_once():
                # Most of these were there: the bus keeps one, and ingress tells what was missed.
                logger.debug("swept", count=rang)
        except Transient as trouble:
            logger.warning("sweep_waits", reason=str(trouble))
        await asyncio.sleep(every.total_seconds())


async def count_parked(messages: ParkedMessages) -> None:
    """Count what waits for a decision, for ever."""
    while True:
        try:
            parked_messages.set(len(await messages.waiting()))
        except Transient as trouble:
            logger.debug("counting_waits", reason=str(trouble))
        await asyncio.sleep(COUNT_EVERY.total_seconds())


async def keep_parked(look: Callable[[], Awaitable[int]]) -> None:
    """Park again what the bus was lost with, for ever."""
    while True:
        await asyncio.sleep(KEEP_EVERY.total_seconds())
        try:
            if count := await look():
                logger.warning("parked_again", count=count)
        except Transient as trouble:
            logger.debug("keeping_waits", reason=str(trouble))


async def ask_about(
    *,
    journal: Journal,
    phone: Phone,
    take: Callable[[StatusReported], Awaitable[None]],
    bus_made_at: Callable[[], Awaitable[datetime | None]],
    clock: Clock,
    every: timedelta = ASK_EVERY,
) -> None:
    """Ask Twilio about messages of which nobody reports an end, for ever: callbacks get lost, or the bus with them."""
    while True:
        await asyncio.sleep(every.total_seconds())
        made_at = None
        with suppress(Transient):  # without the bus as well
            made_at = await bus_made_at()
        for partition in range(PARTITIONS):
            try:
                silent = await journal.overdue(partition, made_at)
            except Transient as trouble:
                logger.warning("asking_waits", reason=str(trouble))
                break
            for message in silent:
                await _ask_about(message, phone, take, clock)


async def _ask_about(
    message: Unreported, phone: Phone, take: Callable[[StatusReported], Awaitable[None]], clock: Clock
) -> None:
    # One that cannot be asked about, perhaps because it was deleted, keeps no other waiting.
    try:
        status, code = await phone.status(message.sid)
        await take(_reported(message, status, code, clock))
    except Transient as trouble:
        logger.warning("asking_waits", reason=str(trouble))


def _reported(message: Unreported, status: str, code: int | None, clock: Clock) -> StatusReported:
    return StatusReported(
        chat=message.chat,
        sid=message.sid,
        status=status,
        speech_id=message.speech,
        reminder=message.reminder,
        error_code=code,
        at=clock.now(),
    )
