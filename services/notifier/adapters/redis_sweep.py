"""Who sweeps, and how far: a lease and a place, shared by all notifiers."""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from services.notifier.adapters.journal_keys import Keys
from services.notifier.ports import Missed
from shared.contract import SpeechId
from shared.runtime.clock import from_unix_ms, unix_ms
from shared.runtime.store import Client, translated

LEASE = timedelta(seconds=150)
_ANSWER = "re."
"""Before the id of a command, in the name of the speech that answers it."""

REMEMBERED = timedelta(days=2)


class RedisSweep:
    """Keeps the promises of `ports.SweepMemory`."""

    def __init__(self, client: Client, sender: str) -> None:
        self._client = client
        self._token = secrets.token_hex(8)
        self._key = f"{{voice}}:sweep:{sender}"

    async def lead(self) -> bool:
        key = f"{self._key}:leader"
        with translated():
            if await self._client.set(key, self._token, nx=True, ex=LEASE):
                return True
            if await self._client.get(key) != self._token:
                # Given while Redis' clock was ahead, a lease would last until that clock is right.
                await self._client.expire(key, LEASE, lt=True)
                return False
            # It can only be somebody else's by the time it is prolonged if this took longer than the whole lease.
            return bool(await self._client.expire(key, LEASE))

    async def since(self) -> datetime | None:
        with translated():
            found = await self._client.get(self._key)
        return from_unix_ms(float(found)) if found else None

    async def swept(self, until: datetime) -> None:
        with translated():
            await self._client.set(self._key, unix_ms(until))

    async def unknown(self, sids: Sequence[str]) -> Sequence[str]:
        if not sids:
            return []
        with translated():
            known = await self._client.smismember(f"{self._key}:known", [*sids])
        return [sid for sid, is_known in zip(sids, known, strict=True) if not is_known]

    async def is_answered(self, message: Missed) -> bool:
        answer = SpeechId(f"{_ANSWER}{message.sid}")
        with translated():
            return bool(await self._client.exists(Keys(message.chat).speech(answer)))

    async def remember(self, sid: str) -> None:
        with translated():
            await self._client.sadd(f"{self._key}:known", sid)
            await self._client.expire(f"{self._key}:known", REMEMBERED)
