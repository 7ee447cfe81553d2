"""Who owns which partition, in Redis: a roster of who is there, and an epoch a partition."""

from collections.abc import Sequence
from datetime import timedelta

from services.scheduler.adapters.keys import ROSTER, Keys
from services.scheduler.adapters.scripts import ms, script
from services.scheduler.ports import Fenced, Renewed, Tenure
from shared.runtime.store import Client


class RedisLeases:
    """Keeps the promises of `ports.Leases`."""

    def __init__(self, client: Client) -> None:
        self._attend = script(client, "attend")
        self._own = script(client, "own")

    async def attend(self, holder: str, lease: timedelta) -> Sequence[str]:
        present: Sequence[str] = await self._attend([ROSTER], [holder, ms(lease)])
        return present

    async def leave(self, holder: str) -> None:
        await self._attend([ROSTER], [holder, 0])

    async def take(self, partition: int, holder: str, lease: timedelta) -> Tenure | None:
        epoch, _ = await self._own(_keys(partition), ["take", holder, "", ms(lease)])
        return Tenure(partition, int(epoch), holder) if epoch else None

    async def renew(self, tenure: Tenure, lease: timedelta) -> Renewed:
        arguments: list[str | int] = ["renew", tenure.holder, tenure.epoch, ms(lease)]
        epoch, overdue = await self._own(_keys(tenure.partition), arguments)
        if not epoch:
            raise Fenced(f"partition {tenure.partition}")
        return Renewed(speech_overdue=bool(overdue))

    async def release(self, tenure: Tenure) -> None:
        await self._own(_keys(tenure.partition), ["release", tenure.holder, tenure.epoch, 0])


def _keys(partition: int) -> tuple[str, str]:
    keys = Keys(partition)
    return keys.owner, keys.flight
