"""Who owns which partition, in Redis: a roster of who is there, and an epoch a partition."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from services.scheduler.adapters.keys import ROSTER, Keys
from services.scheduler.adapters.scripts import ms, script
from services.scheduler.domain.leases import LONGEST_LEASE, OUTCOME_LEASE
from services.scheduler.ports import Fenced, Renewed, Tenure
from shared.runtime.clock import from_unix_ms
from shared.runtime.store import Client

MOST_CUT = 256
"""Leases that are too long are cut, so many with each renewal."""


class RedisLeases:
    """Keeps the promises of `ports.Leases`."""

    def __init__(self, client: Client, tell_time: Callable[[datetime], None] = lambda _: None) -> None:
        """`tell_time` is told what Redis' clock shows, whenever it was asked about a partition."""
        self._attend = script(client, "attend")
        self._script = script(client, "own")
        self._tell_time = tell_time

    async def attend(self, holder: str, lease: timedelta) -> Sequence[str]:
        present: Sequence[str] = await self._attend([ROSTER], [holder, ms(lease)])
        return present

    async def leave(self, holder: str) -> None:
        await self._attend([ROSTER], [holder, 0])

    async def take(self, partition: int, holder: str, lease: timedelta) -> Tenure | None:
        epoch, _ = await self._own(partition, "take", holder, "", ms(lease))
        return Tenure(partition, int(epoch), holder) if epoch else None

    async def renew(self, tenure: Tenure, lease: timedelta) -> Renewed:
        epoch, overdue = await self._own(tenure.partition, "renew", tenure.holder, tenure.epoch, ms(lease))
        if not epoch:
            raise Fenced(f"partition {tenure.partition}")
        return Renewed(speech_overdue=bool(overdue))

    async def release(self, tenure: Tenure) -> None:
        await self._own(tenure.partition, "release", tenure.holder, tenure.epoch, 0)

    async def _own(self, partition: int, *arguments: str | int) -> tuple[int, int]:
        keys = Keys(partition)
        of_speeches = (ms(OUTCOME_LEASE), ms(LONGEST_LEASE), MOST_CUT)
        epoch, overdue, now_ms = await self._script([keys.owner, keys.flight, keys.speech], [*arguments, *of_speeches])
        self._tell_time(from_unix_ms(now_ms))
        return epoch, overdue
