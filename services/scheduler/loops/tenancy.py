"""A partition in our hands: first what is due is fired, then commands are taken."""

import asyncio
from datetime import timedelta

import structlog

from services.scheduler.loops.desk import Desk, Means
from services.scheduler.loops.firing import fire_due
from services.scheduler.loops.following import follow_zones
from services.scheduler.loops.reading import read_again, read_ahead, read_due
from services.scheduler.loops.readying import make_ready
from services.scheduler.loops.saying import say_again, say_next
from services.scheduler.loops.taking import take_commands
from services.scheduler.loops.told_before import move_told
from services.scheduler.ports import Fenced, Renewed, Tenure
from shared.contract import ChatId, SpeechId
from shared.runtime.ending import end

DRAIN = timedelta(seconds=3)
"""For what is in hand when we let go of a partition; the rest comes back by itself."""

logger = structlog.get_logger()


class Tenancy:
    """Acts for one partition until it is ended, or finds itself fenced."""

    def __init__(self, tenure: Tenure, means: Means) -> None:
        self.tenure = tenure
        self._desk = Desk(tenure, means)
        self._began = False
        self.work = asyncio.create_task(self._work(), name=f"partition-{tenure.partition}")

    def renewed(self, renewed: Renewed) -> None:
        if renewed.speech_overdue:
            self._desk.overdue.ring()

    def said(self, chat: ChatId, speech: SpeechId) -> None:
        """Somebody heard the outcome of an answer."""
        if self._began and not self.work.done():
            self._desk.begin(say_next(self._desk, chat, speech))

    def read_again(self) -> None:
        """The index was set right behind our back."""
        if self._began and not self.work.done():
            self._desk.begin(read_again(self._desk))

    def time_moved(self) -> None:
        """Whoever sleeps until a moment looks again."""
        self._desk.time_moved()

    async def end(self) -> None:
        """Finish what is in hand, within reason."""
        self._desk.end()
        await asyncio.wait({self.work}, timeout=DRAIN.total_seconds())
        await self.drop()

    async def drop(self) -> None:
        """Stop at once."""
        await end({self.work})

    async def _work(self) -> None:
        desk = self._desk
        try:
            async with desk.group:
                self._began = True
                is_right = asyncio.Event()
                desk.begin(follow_zones(desk, is_right))
                await desk.unless_ending(is_right.wait())
                await read_due(desk)
                caught_up = asyncio.Event()
                desk.begin(read_ahead(desk))
                desk.begin(make_ready(desk))
                desk.begin(fire_due(desk, caught_up))
                desk.begin(say_again(desk))
                # Nobody is told that something is deleted which another owner may have published.
                await desk.unless_ending(caught_up.wait())
                await move_told(desk)
                await take_commands(desk)
        except* Fenced:
            logger.warning("partition_lost", partition=self.tenure.partition)
