"""The pace of each sender in Redis: one moment after the other, handed out to whichever notifier asks."""

import time
from datetime import timedelta
from pathlib import Path

from services.notifier.ports import NotYet, Slot, Turn
from shared.runtime.store import Client, Script

SAFETY = 0.005
"""Of the time between two posts: what leaves 13 ms apart may arrive closer together."""

STEADY_SLACK = 0.015
"""Seconds by which a post may miss its moment. With posts that are so late, a second holds those of 1.015 seconds: the
moments are that much further apart, so that no second ever holds more than the rate allows."""

MOST_SLACK = 0.32
"""Where the machine is busy, posts are later and get more room: three quarters of the rate at worst, none wasted."""

ROOM = 1.5
"""How much of the latest post's lateness the next ones get."""

CALMER = 0.98
"""What is left of the slack with each post that is in time."""

URGENT_AHEAD = timedelta(seconds=10)
"""How far ahead an answer may take its moment."""

PATIENT_AHEAD = timedelta(milliseconds=300)
"""And a reminder: so an answer never waits behind more of them than this."""

FIRST_PAUSE = timedelta(milliseconds=100)
LONGEST_PAUSE = timedelta(seconds=30)

_KEPT_SECONDS = 3600
_HERE = Path(__file__).parent


class RedisPace:
    """Keeps the promises of `ports.Pace`."""

    def __init__(self, client: Client, *, rate: float) -> None:
        self._rate = rate
        self._slack = STEADY_SLACK
        self._reserve = Script(client, _HERE / "reserve.lua")
        self._slow_down = Script(client, _HERE / "slow_down.lua")
        self._recover = Script(client, _HERE / "recover.lua")
        self._slowed: set[str] = set()
        """Senders of which this notifier has not heard anything good since it met a limit."""

    async def turn(self, sender: str, *, is_urgent: bool, within: timedelta) -> Turn:
        ahead = max(min(URGENT_AHEAD if is_urgent else PATIENT_AHEAD, within), timedelta(0))
        slack = self._slack
        between = timedelta(seconds=(1 + slack + SAFETY) / self._rate)
        taken, span = await self._reserve([_key(sender)], [_us(between), _us(ahead), _us(LONGEST_PAUSE)])
        wait = timedelta(microseconds=int(span))
        return Slot(time.monotonic() + wait.total_seconds(), slack) if taken else NotYet(wait)

    def woke(self, late: float) -> None:
        self._slack = min(max(self._slack * CALMER, late * ROOM, STEADY_SLACK), MOST_SLACK)

    async def slow_down(self, sender: str, asked: timedelta | None) -> timedelta:
        self._slowed.add(sender)
        arguments = [_us(asked or timedelta(0)), _us(FIRST_PAUSE), _us(LONGEST_PAUSE)]
        return timedelta(microseconds=int(await self._slow_down([_key(sender)], arguments)))

    async def recover(self, sender: str) -> None:
        if sender in self._slowed and await self._recover([_key(sender)], [_KEPT_SECONDS]):
            self._slowed.discard(sender)


def _key(sender: str) -> str:
    return f"{{voice}}:pace:{sender}"


def _us(span: timedelta) -> int:
    return span // timedelta(microseconds=1)
