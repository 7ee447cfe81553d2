"""Making a crowd ready before its moment: what is told is read, written down and packed, a little at a time.

What is due at nine is due for many. All but the last look, the publishing and the moving is done before nine.
"""

import asyncio
from collections.abc import Sequence
from datetime import timedelta

import structlog

from services.scheduler.loops.desk import Desk
from services.scheduler.loops.looking import let_go, sayings_of
from services.scheduler.loops.readied import Ready
from services.scheduler.ports import Firing, Waiting
from shared.runtime import traces
from shared.runtime.errors import Transient

AHEAD = timedelta(seconds=30)
"""How long before its moment a crowd is made ready. Old records are written anew earlier, or later (`repacking`)."""

LAST_CALL = timedelta(seconds=1)
"""Before the moment: who is not ready then is looked at when it comes, as few are."""

PART = 256
"""Posted and moved together."""

FEW = 32
"""Looked at together, with a rest in between: whoever is due meanwhile must not wait for these."""

REST = timedelta(milliseconds=100)

MOST = 8192
"""So many are held ready: 12 MB."""

LOOK_EVERY = timedelta(seconds=5)
"""Whether a crowd is coming."""

logger = structlog.get_logger()


async def make_ready(desk: Desk) -> None:
    """Make crowds ready, for ever. A trace tells how long each step took: with traces nothing is done ahead."""
    while not (desk.ending.is_set() or traces.are_on()):
        at = _crowd(desk)
        if at is None:
            await desk.unless_ending(asyncio.sleep(LOOK_EVERY.total_seconds()))
        else:
            await _make_part(desk, at)


def _crowd(desk: Desk) -> int | None:
    now_ms = desk.now_ms()
    at = desk.window.crowd_ms(now_ms + AHEAD // timedelta(milliseconds=1))
    is_time = at is not None and at >= now_ms + LAST_CALL // timedelta(milliseconds=1)
    return at if is_time and len(desk.readied) < MOST else None


async def _make_part(desk: Desk, at: int) -> None:
    firings: list[Firing] = []
    while len(firings) < PART and _crowd(desk) == at and not desk.ending.is_set():
        few = desk.window.take_at(at, FEW, is_busy=desk.hands.is_applying)
        firings += await _look(desk, few)
        await asyncio.sleep(REST.total_seconds())
    if firings:
        letters = desk.means.voice.write(sayings_of(firings))
        desk.readied.add(Ready(at, letters, desk.means.agenda.moves(desk.tenure, firings)))
        desk.alarm.ring()  # while these were in nobody's list, the firing may have gone to sleep for longer


async def _look(desk: Desk, few: Sequence[Waiting]) -> Sequence[Firing]:
    """Look at a few. Their commands wait so long: whoever joins a company later changes the chat, and is noticed."""
    if not few:
        return ()
    chats = [entry.chat for entry in few]
    desk.hands.fire(chats)
    try:
        seen = await desk.means.agenda.look(desk.tenure, few, ahead=AHEAD)
    except Transient as trouble:
        logger.warning("readying_waits", reason=str(trouble))
        desk.window.add(few)
        return ()
    finally:
        desk.hands.fired(chats)
    let_go(desk, seen, ahead=AHEAD)
    return seen.firings
