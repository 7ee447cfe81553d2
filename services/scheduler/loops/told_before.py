"""What an owner before us told by another clock: one of ours is behind, and does not call it due yet.

The bus is asked for its id. What it has had is moved; anything else waits for its moment like the rest.
"""

import asyncio
from collections.abc import Sequence
from datetime import timedelta

import structlog

from services.scheduler.domain.leases import OUTCOME_LEASE
from services.scheduler.loops.desk import Desk
from services.scheduler.loops.looking import sayings_of
from services.scheduler.loops.window import Window
from services.scheduler.ports import Seen, Waiting
from shared.runtime.clock import from_unix_ms
from shared.runtime.errors import Transient

TOGETHER = 256
"""Asked for at once."""

ANY_TIME = timedelta(days=365_000)

TRY_AGAIN = timedelta(milliseconds=500)

NOTEWORTHY = timedelta(seconds=1)
"""Clocks further apart than this are somebody's to set."""

logger = structlog.get_logger()


async def move_told(desk: Desk) -> None:
    """Move what was told although one of the clocks does not call it due; returns when all of that is known."""
    while not desk.ending.is_set():
        try:
            await _move_told(desk, await desk.means.agenda.look(desk.tenure, ()))
        except Transient as trouble:
            logger.warning("catching_up_waits", reason=str(trouble))
            await desk.unless_ending(asyncio.sleep(TRY_AGAIN.total_seconds()))
        else:
            return


async def _move_told(desk: Desk, clocks: Seen) -> None:
    apart = timedelta(milliseconds=max(clocks.latest_ms - clocks.present_ms, 0))
    if apart > NOTEWORTHY:
        logger.warning("clocks_apart", seconds=round(apart.total_seconds()), partition=desk.tenure.partition)
    between = Window(end_ms=int(clocks.latest_ms) + 1)
    start, end = from_unix_ms(clocks.present_ms), from_unix_ms(between.end_ms)
    async for page in desk.means.agenda.upcoming(desk.tenure, start, end):
        between.add(page)
    while not desk.ending.is_set() and (chunk := between.take(between.end_ms, TOGETHER, is_busy=lambda _: False)):
        await move_known(desk, chunk)


async def move_known(desk: Desk, chunk: Sequence[Waiting]) -> None:
    """Move what the bus has had of these, whatever the clocks show; nothing is told.

    Raises:
        Transient: a store or the bus does not answer.

    """
    agenda = desk.means.agenda
    firings = (await agenda.look(desk.tenure, chunk, ahead=ANY_TIME)).firings
    sayings = sayings_of(firings)
    known = await desk.means.voice.write(sayings).known()
    told = {saying.fact.speech_id for saying, is_known in zip(sayings, known, strict=True) if is_known}
    moves = agenda.moves(desk.tenure, [firing for firing in firings if firing.fact.speech_id in told])
    if moves.waiting:
        await agenda.moved(desk.tenure, moves, OUTCOME_LEASE)
        desk.window.add(moves.next)
        desk.alarm.ring()
