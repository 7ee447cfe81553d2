"""The pace of each sender in Redis: one moment after the other, handed out to whichever notifier asks."""

import time
from datetime import timedelta
from pathlib import Path

from services.notifier.ports import NotYet, Slot, Turn
from shared.runtime.store import Client, Script

SAFETY = 0.98
"""Of the allowed rate: what leaves 13 ms apart may arrive closer together."""

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
        self._between = timedelta(seconds=1 / (rate * SAFETY))
        self._reserve = Script(client, _HERE / "reserve.lua")
        self._slow_down = Script(client, _HERE / "slow_down.lua")
        self._recover = Script(client, _HERE / "recover.lua")
        self._slowed: set[str] = set()
        """Senders of which this notifier has not heard anything good since it met a limit."""

    async def turn(self, sender: str, *, is_urgent: bool) -> Turn:
        ahead = URGENT_AHEAD if is_urgent else PATIENT_AHEAD
        taken, span = await self._reserve([_key(sender)], [_us(self._between), _us(ahead), _us(LONGEST_PAUSE)])
        wait = timedelta(microseconds=int(span))
        return Slot(time.monotonic() + wait.total_seconds()) if taken else NotYet(wait)

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
