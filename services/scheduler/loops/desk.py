"""What the owner of one partition has before it: the means, the window, the chats in hand, and the work begun."""

import asyncio
import time
from collections.abc import Awaitable, Coroutine, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, TypeVar

from services.scheduler.loops.alarm import Alarm
from services.scheduler.loops.hands import Hands
from services.scheduler.loops.mouth import Mouth
from services.scheduler.loops.readied import Readied
from services.scheduler.loops.window import Window
from services.scheduler.ports import Agenda, Almanac, Commands, Speeches, Take, Tenure, Voice, Waiting
from shared.runtime.clock import Clock, SystemClock, unix_ms

LONGEST_SLEEP = timedelta(seconds=5)
"""The machine's clock may be set while a loop sleeps."""

Result = TypeVar("Result")


@dataclass(frozen=True)
class Means:
    """The ports, and the verb for commands."""

    agenda: Agenda
    speeches: Speeches
    commands: Commands
    voice: Voice
    clock: Clock
    take: Take
    almanac: Almanac
    machine: Clock = field(default_factory=SystemClock)
    """The clock that stamps what the bus keeps: where time is simulated, only the other one is moved."""


class Desk:
    """One partition's, for one tenure."""

    def __init__(self, tenure: Tenure, means: Means) -> None:
        self.tenure = tenure
        self.means = means
        self.alarm = Alarm()
        """Wakes the firing."""
        self.overdue = Alarm()
        """Wakes the reaping."""
        self.horizon = Alarm()
        """Wakes the reading ahead."""
        self.window = Window()
        self.readied = Readied()
        self.hands = Hands(self.alarm.ring)
        self.mouth = Mouth(time.monotonic)
        self.ending = asyncio.Event()
        self._ended = asyncio.get_running_loop().create_future()
        self.group = asyncio.TaskGroup()
        """All work that was begun; when one part finds itself fenced, the others end too."""

    def now_ms(self) -> int:
        return unix_ms(self.means.clock.now())

    def begin(self, work: Coroutine[Any, Any, None]) -> None:
        """Do it beside the rest. While the partition is let go of nothing begins: what is left undone comes back."""
        try:
            self.group.create_task(work)
        except RuntimeError:  # the group's word for it
            work.close()

    def hold(self, entries: Sequence[Waiting]) -> None:
        """Hold what is due soon; the firing is woken when it would sleep for too long."""
        self.window.add(entries)
        soon_ms = self.now_ms() + LONGEST_SLEEP // timedelta(milliseconds=1)
        if any(entry.due_ms <= soon_ms for entry in entries):
            self.alarm.ring()

    def put_off(self, entries: Sequence[Waiting], span: timedelta) -> None:
        """Hold these again after a while. Our wall clock may be wrong: what it says must not bind us for longer."""
        if entries:
            self.begin(self._put_off(entries, span))

    async def _put_off(self, entries: Sequence[Waiting], span: timedelta) -> None:
        await self.unless_ending(asyncio.sleep(span.total_seconds()))
        self.window.add(entries)
        self.alarm.ring()

    async def unless_ending(self, work: Awaitable[Result]) -> Result | None:
        """Wait for something that may never come; None once the end has begun."""
        waiting = asyncio.ensure_future(work)
        try:
            await asyncio.wait({waiting, self._ended}, return_when=asyncio.FIRST_COMPLETED)
            return await waiting if waiting.done() else None
        finally:
            waiting.cancel()

    def time_moved(self) -> None:
        """Whoever sleeps until a moment looks again."""
        self.alarm.ring()
        self.horizon.ring()

    def end(self) -> None:
        """Finish what is in hand, and begin nothing more."""
        self.ending.set()
        if not self._ended.done():
            self._ended.set_result(None)
        self.alarm.ring()
        self.overdue.ring()
