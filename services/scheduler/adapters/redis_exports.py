"""Links to people's data, in Redis: a hash a partition, of those who asked within the last minutes."""

from collections.abc import Sequence
from datetime import timedelta

from services.scheduler.adapters.keys import Keys, keys_of
from services.scheduler.adapters.scripts import ms, script
from services.scheduler.ports import Opened
from shared.contract import FILES, ChatId, File
from shared.runtime.store import Client


class RedisExports:
    """Keeps the promises of `ports.Exports`."""

    def __init__(self, client: Client) -> None:
        self._offer = script(client, "offer")
        self._open = script(client, "open")

    async def offer(self, chat: ChatId, key: str, open_for: timedelta) -> None:
        await self._offer([keys_of(chat).exports], [chat, key, ms(open_for), " ".join(FILES)])

    async def withdraw(self, chat: ChatId) -> None:
        await self._offer([keys_of(chat).exports], [chat, "", 0, ""])

    async def open(self, partition: int, key: str, file: File | None) -> Opened | None:
        found: Sequence[str] | None = await self._open([Keys(partition).exports], [key, file or ""])
        if not found:
            return None
        chat, left, taken = found
        return Opened(ChatId(chat), tuple(left.split()), is_taken=bool(taken))
