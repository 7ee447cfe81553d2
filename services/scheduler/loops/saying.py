"""Saying answers, and saying again what nobody finished."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta

import structlog

from services.scheduler.domain.leases import OUTCOME_LEASE, PUBLISH_LEASE
from services.scheduler.loops.desk import Desk
from services.scheduler.ports import Posted, Saying
from shared.contract import ChatId, SpeechId
from shared.runtime.errors import Transient
from shared.runtime.telemetry import speeches_reaped_total

BATCH = 256
A_MOMENT = timedelta(seconds=1)
"""For the outcome of an answer: well within the lease for publishing, which holds it until it is noted."""

logger = structlog.get_logger()


async def say(desk: Desk, sayings: Sequence[Saying]) -> None:
    """Publish what is held; once the bus has it, the notifier gets time. What it does not get comes back by itself."""
    leaving = desk.mouth.next_of(sayings)
    if leaving:
        posted = await desk.means.voice.write(leaving).post()
        desk.begin(_settle(desk, leaving, posted))
    for chat in {saying.fact.chat for saying in sayings}:
        if (patience := desk.mouth.patience(chat)) is not None:
            desk.begin(_wait(desk, chat, patience))


async def _wait(desk: Desk, chat: ChatId, patience: float) -> None:
    await desk.unless_ending(asyncio.sleep(patience))
    if leaving := desk.mouth.waiting_too_long(chat):
        await _settle(desk, leaving, await desk.means.voice.write(leaving).post())


async def say_next(desk: Desk, chat: ChatId, speech: SpeechId) -> None:
    """An answer was said: publish the next one of that chat."""
    following = desk.mouth.said(chat, speech)
    if following:
        posted = await desk.means.voice.write([following]).post()
        await _settle(desk, [following], posted)


async def _settle(desk: Desk, sayings: Sequence[Saying], posted: Posted) -> None:
    """Give the notifier time for what the bus has. Most of it is said in a moment, and then nobody needs to.

    To note it at once would be one more write to the store's disk, in the way of the one that the post waits for.
    """
    stored = [saying for saying, is_stored in zip(sayings, await posted.stored(), strict=True) if is_stored]
    desk.mouth.wait_for(saying.fact.speech_id for saying in stored)
    if stored:
        await desk.unless_ending(asyncio.sleep(A_MOMENT.total_seconds()))
    left = [saying for saying in stored if desk.mouth.is_awaited(saying.fact.speech_id)]
    try:
        if left:
            await desk.means.speeches.published(desk.tenure, left, OUTCOME_LEASE)
    except Transient as trouble:
        logger.warning("saying_is_not_noted", reason=str(trouble))


async def say_again(desk: Desk) -> None:
    """Say again what nobody finished in time, whenever there is some, until the end begins."""
    while not desk.ending.is_set():
        await desk.overdue.wait()
        try:
            while not desk.ending.is_set() and (back := await _reap(desk)):
                logger.warning("speeches_said_again", count=len(back), partition=desk.tenure.partition)
                speeches_reaped_total.inc(len(back))
                await say(desk, back)
        except Transient as trouble:
            logger.warning("reaping_waits", reason=str(trouble))


async def _reap(desk: Desk) -> Sequence[Saying]:
    return await desk.means.speeches.reap(desk.tenure, PUBLISH_LEASE, BATCH)
