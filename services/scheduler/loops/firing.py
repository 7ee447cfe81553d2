"""Firing each reminder at its moment: look, publish, move. Nothing is claimed before the bus has it (ADR 0013).

The look is over when the moment comes: only the publishing lies between the moment and the bus.
"""

import asyncio
import time
from collections.abc import Sequence
from datetime import timedelta

import structlog

from services.scheduler.domain.leases import OUTCOME_LEASE
from services.scheduler.loops.desk import LONGEST_SLEEP, Desk
from services.scheduler.loops.tracing import trace_fired
from services.scheduler.ports import Firing, Posted, Saying, Seen, Waiting
from shared.contract import SpeechId
from shared.runtime.clock import from_unix_ms
from shared.runtime.errors import Transient
from shared.runtime.telemetry import reminder_punctuality_seconds

CHUNK = 256
"""Looked at, published and moved together: small enough never to hold the loop."""

CHUNKS_IN_THE_AIR = 8

AHEAD = timedelta(milliseconds=4)
"""How long before its moment a reminder is looked at: a round trip to the store, and a timer's step."""

TRY_AGAIN = timedelta(milliseconds=500)
READ_AGAIN = timedelta(minutes=1)
"""When a record of a newer version is looked at again: that version may be away for a moment."""

logger = structlog.get_logger()

_published = reminder_punctuality_seconds.labels("published")


async def fire_due(desk: Desk, caught_up: asyncio.Event) -> None:
    """Fire until the end begins. Says when all that was due at first has been fired."""
    gun = _Gun(desk)
    while not desk.ending.is_set():
        await gun.ready()
        looked_at = desk.now_ms() + AHEAD // timedelta(milliseconds=1)
        chunk = desk.window.take(looked_at, CHUNK, is_busy=desk.hands.is_applying)
        if chunk:
            await gun.fire(chunk)
            continue
        if desk.hands.are_free:
            caught_up.set()
        await desk.alarm.sleep(_until_next(desk, looked_at))


def _until_next(desk: Desk, looked_at_ms: int) -> timedelta:
    at = desk.window.next_ms()
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
        self._kept: set[Waiting] = set()
        """Those that the bus may have and nobody could tell: their chats stay in hand until it is known."""

    async def ready(self) -> None:
        async with self._air:
            pass

    async def fire(self, chunk: Sequence[Waiting]) -> None:
        """Publish what is really due of `chunk`; what becomes of it is seen to in the background."""
        desk = self._desk
        desk.hands.fire(entry.chat for entry in chunk if entry not in self._kept)
        self._kept.difference_update(chunk)
        await self._air.acquire()
        try:
            seen = await desk.means.agenda.look(desk.tenure, chunk, ahead=AHEAD)
            began_ns = time.time_ns()
            told = {firing.fact.speech_id: Saying(firing.fact) for firing in seen.firings}
            posted = await desk.means.voice.post(list(told.values()), at=seen.ripe_at)
        except Transient as trouble:
            logger.warning("firing_waits", reason=str(trouble))
            self._air.release()
            self._keep(chunk)
            return
        self._put_off(chunk, seen)
        desk.begin(self._settle(seen.firings, list(told), posted, began_ns))

    def _put_off(self, chunk: Sequence[Waiting], seen: Seen) -> None:
        """Let go of those that are not to be fired now: too early, unreadable, or not there any more."""
        desk = self._desk
        # What is due at one moment stays together.
        for due_ms in {entry.due_ms for entry in seen.early}:
            early = timedelta(milliseconds=due_ms - seen.present_ms) - AHEAD
            together = [entry for entry in seen.early if entry.due_ms == due_ms]
            desk.put_off(together, min(max(early, timedelta(0)), LONGEST_SLEEP))
        if seen.unreadable:
            logger.error("reminders_unreadable", count=len(seen.unreadable), partition=desk.tenure.partition)
            desk.put_off(seen.unreadable, READ_AGAIN)
        fired = {firing.waiting for firing in seen.firings}
        desk.hands.fired(entry.chat for entry in chunk if entry not in fired)

    async def _settle(self, firings: Sequence[Firing], told: Sequence[SpeechId], posted: Posted, began_ns: int) -> None:
        try:
            stored = {speech for speech, is_stored in zip(told, await posted.stored(), strict=True) if is_stored}
            done = [firing for firing in firings if firing.fact.speech_id in stored]
            trace_fired(done, self._desk.now_ms(), began_ns)
            await self._move(done)
            self._keep([firing.waiting for firing in firings if firing.fact.speech_id not in stored])
        except Transient as trouble:
            # The bus drops what it gets twice.
            logger.warning("firing_waits", reason=str(trouble))
            self._keep([firing.waiting for firing in firings])
        finally:
            self._air.release()
            self._desk.alarm.ring()

    async def _move(self, done: Sequence[Firing]) -> None:
        desk = self._desk
        if not done:
            return
        now_ms = desk.now_ms()
        for firing in done:
            _published.observe(max(now_ms - firing.waiting.due_ms, 0) / 1000)
        await desk.means.agenda.moved(desk.tenure, done, OUTCOME_LEASE)
        desk.window.add(firing.next for firing in done if firing.next)
        desk.hands.fired(firing.waiting.chat for firing in done)

    def _keep(self, entries: Sequence[Waiting]) -> None:
        self._kept.update(entries)
        self._desk.put_off(entries, TRY_AGAIN)
