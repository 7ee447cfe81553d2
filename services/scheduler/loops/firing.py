"""Firing each reminder at its moment: look, publish, move. Nothing is claimed before the bus has it (ADR 0013).

The look is over when the moment comes: only the publishing lies between the moment and the bus.
"""

import asyncio
import time
from collections.abc import Collection, Coroutine, Sequence
from datetime import timedelta
from typing import Any

import structlog

from services.scheduler.domain.leases import OUTCOME_LEASE
from services.scheduler.loops.desk import LONGEST_SLEEP, Desk
from services.scheduler.loops.looking import let_go, sayings_of
from services.scheduler.loops.readied import Ready
from services.scheduler.loops.told_before import move_known
from services.scheduler.loops.tracing import trace_fired
from services.scheduler.ports import Firing, Moves, Posted, Waiting
from shared.contract import SpeechId
from shared.runtime.clock import from_unix_ms
from shared.runtime.errors import Transient
from shared.runtime.telemetry import reminder_punctuality_seconds

CHUNK = 256
"""Looked at, published and moved together: small enough never to hold the loop."""

CHUNKS_IN_THE_AIR = 8

PARTS_TOGETHER = 3
"""Of what was made ready: the bus takes up to a thousand as one batch, at little more than the cost of a few."""

AHEAD = timedelta(milliseconds=4)
"""How long before its moment a reminder is looked at: a round trip to the store, and a timer's step."""

STALE = timedelta(seconds=5)
"""After its moment: what was made ready says that it is told in time, and is made anew."""

TRY_AGAIN = timedelta(milliseconds=500)

logger = structlog.get_logger()

_published = reminder_punctuality_seconds.labels("published")


async def fire_due(desk: Desk, caught_up: asyncio.Event) -> None:
    """Fire until the end begins. Says when all that was due at first has been fired."""
    gun = _Gun(desk)
    while not desk.ending.is_set():
        await gun.ready()
        looked_at = desk.now_ms() + AHEAD // timedelta(milliseconds=1)
        ready = desk.readied.take(looked_at, PARTS_TOGETHER)
        if ready:
            await gun.fire_ready(ready, looked_at)
            continue
        chunk = desk.window.take(looked_at, CHUNK, is_busy=desk.hands.is_applying)
        if chunk:
            await gun.fire(chunk)
            continue
        if desk.hands.are_free:
            caught_up.set()
        await desk.alarm.sleep(_until_next(desk, looked_at))


def _until_next(desk: Desk, looked_at_ms: int) -> timedelta:
    at = min(filter(None, (desk.window.next_ms(), desk.readied.next_ms())), default=None)
    # What was due at the look and is still here is in other hands, which ring when they are done. What has become due
    # since then is not: a timer may wake us a moment early.
    if at is None or at <= looked_at_ms:
        return LONGEST_SLEEP
    return min(max(from_unix_ms(at) - AHEAD - desk.means.clock.now(), timedelta(0)), LONGEST_SLEEP)


class _Gun:
    """Keeps a few chunks in the air: publishing goes on while the acknowledgements of earlier ones are awaited."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._air = asyncio.Semaphore(CHUNKS_IN_THE_AIR)

    async def ready(self) -> None:
        async with self._air:
            pass

    async def fire(self, chunk: Sequence[Waiting]) -> None:
        """Publish what is really due of `chunk`; what becomes of it is seen to in the background."""
        self._desk.hands.fire(entry.chat for entry in chunk)
        await self._fire(chunk, may_be_told=False)

    async def _fire(self, chunk: Sequence[Waiting], *, may_be_told: bool) -> None:
        desk = self._desk
        await self._air.acquire()
        try:
            seen = await desk.means.agenda.look(desk.tenure, chunk, ahead=AHEAD)
            if may_be_told and seen.early:
                # The clocks have gone back since it was published.
                await move_known(desk, seen.early)
            began_ns = time.time_ns()
            sayings = sayings_of(seen.firings)
            posted = await desk.means.voice.write(sayings).post(at=seen.ripe_at)
        except Transient as trouble:
            logger.warning("firing_waits", reason=str(trouble))
            self._air.release()
            self._keep(chunk)
            return
        let_go(desk, seen, ahead=AHEAD)
        fired = {firing.waiting for firing in seen.firings}
        desk.hands.fired(entry.chat for entry in chunk if entry not in fired)
        told = [saying.fact.speech_id for saying in sayings]
        desk.begin(self._settle(fired, self._moved(seen.firings, told, posted, began_ns)))

    async def fire_ready(self, parts: Sequence[Ready], looked_at_ms: int) -> None:
        """Publish together what was made ready and still stands; the rest is looked at like any."""
        desk, oldest_ms = self._desk, looked_at_ms - STALE // timedelta(milliseconds=1)
        in_hand: Sequence[Ready] = []
        for ready in parts:
            entries = ready.moves.waiting
            if ready.due_ms < oldest_ms or any(desk.hands.is_applying(entry.chat) for entry in entries):
                desk.window.add(entries)
            else:
                desk.window.drop(entries)
                desk.hands.fire(entry.chat for entry in entries)
                in_hand = [*in_hand, ready]
        await self._air.acquire()
        try:
            in_hand, ripe_at = await self._standing(in_hand)
            if not in_hand:
                self._air.release()
                return
            first, *others = (ready.letters for ready in in_hand)
            posted = await first.joined(others).post(at=ripe_at)
        except Transient as trouble:
            logger.warning("firing_waits", reason=str(trouble))
            self._air.release()
            self._keep(_entries(in_hand))
            return
        desk.begin(self._settle(_entries(in_hand), self._moved_ready(in_hand, posted)))

    async def _standing(self, parts: Sequence[Ready]) -> tuple[Sequence[Ready], float]:
        """Return the parts that stand, and when all of them may be published; let go of the others."""
        desk = self._desk
        stand = desk.means.agenda.stand
        ripe = await asyncio.gather(*(stand(desk.tenure, ready.moves, ahead=AHEAD) for ready in parts))
        standing = []
        for ready, ripe_at in zip(parts, ripe, strict=True):
            if ripe_at is None:
                desk.window.add(ready.moves.waiting)
                desk.hands.fired(entry.chat for entry in ready.moves.waiting)
            else:
                standing.append(ready)
        return standing, max(filter(None, ripe), default=0)

    async def _settle(self, entries: Collection[Waiting], moving: Coroutine[Any, Any, Collection[Waiting]]) -> None:
        """Move what the bus has; the rest is tried again."""
        moved: Collection[Waiting] = ()
        try:
            moved = await moving
        except Transient as trouble:
            # The bus drops what it gets twice.
            logger.warning("firing_waits", reason=str(trouble))
        finally:
            self._air.release()
            self._desk.alarm.ring()
        self._keep([entry for entry in entries if entry not in moved])

    async def _moved(
        self, firings: Sequence[Firing], told: Sequence[SpeechId], posted: Posted, began_ns: int
    ) -> Collection[Waiting]:
        stored = {speech for speech, is_stored in zip(told, await posted.stored(), strict=True) if is_stored}
        done = [firing for firing in firings if firing.fact.speech_id in stored]
        trace_fired(done, self._desk.now_ms(), began_ns)
        if done:
            await self._move(self._desk.means.agenda.moves(self._desk.tenure, done))
        return {firing.waiting for firing in done}

    async def _moved_ready(self, parts: Sequence[Ready], posted: Posted) -> Collection[Waiting]:
        if not all(await posted.stored()):
            return ()
        moved: set[Waiting] = set()
        for ready in parts:
            try:
                await self._move(ready.moves)
            except Transient as trouble:  # those that were moved are not to be tried again with the rest
                logger.warning("firing_waits", reason=str(trouble))
                break
            moved.update(ready.moves.waiting)
        return moved

    async def _move(self, moves: Moves) -> None:
        desk = self._desk
        now_ms = desk.now_ms()
        for entry in moves.waiting:
            _published.observe(max(now_ms - entry.due_ms, 0) / 1000)
        await desk.means.agenda.moved(desk.tenure, moves, OUTCOME_LEASE)
        desk.window.add(moves.next)
        desk.hands.fired(entry.chat for entry in moves.waiting)

    def _keep(self, entries: Sequence[Waiting]) -> None:
        """Try these again soon. The bus may have them, and nobody could tell: until it is known they stay in hand."""
        if entries:
            self._desk.begin(self._try_again(entries))

    async def _try_again(self, entries: Sequence[Waiting]) -> None:
        await self._desk.unless_ending(asyncio.sleep(TRY_AGAIN.total_seconds()))
        if not self._desk.ending.is_set():
            await self._fire(entries, may_be_told=True)


def _entries(parts: Sequence[Ready]) -> Sequence[Waiting]:
    return [entry for ready in parts for entry in ready.moves.waiting]
