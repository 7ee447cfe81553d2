"""Which contents this account has, remembered for all notifiers."""

from datetime import timedelta
from typing import cast

from shared.runtime.store import Client, translated

CREATING_FOR = timedelta(minutes=1)


class RedisContents:
    """Keeps the promises of `ports.ContentMemory`. Another account has other contents, so each has its own key."""

    def __init__(self, client: Client, account_sid: str) -> None:
        self._client = client
        self._key = f"{{voice}}:contents:{account_sid}"

    async def recall(self, name: str) -> str | None:
        with translated():
            found = await self._client.hget(self._key, name)
        return cast("str | None", found)

    async def may_create(self, name: str) -> bool:
        with translated():
            return bool(await self._client.set(f"{self._key}:{name}", "1", nx=True, ex=CREATING_FOR))

    async def keep(self, name: str, sid: str) -> None:
        with translated():
            await self._client.hset(self._key, name, sid)
