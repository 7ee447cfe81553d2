"""Who asked to be forgotten and still lies on the bus, in Redis: a sorted set a partition."""

from collections.abc import Sequence
from datetime import datetime
from typing import cast

from services.scheduler.adapters.keys import Keys, keys_of
from services.scheduler.ports import Erasure
from shared.contract import ChatId, SpeechId
from shared.runtime.clock import from_unix_ms, unix_ms
from shared.runtime.store import Client, translated


class RedisErasures:
    """Keeps the promises of `ports.Erasures`."""

    def __init__(self, client: Client) -> None:
        self._client = client

    async def keep(self, erasure: Erasure, until: datetime) -> None:
        with translated():
            await self._client.zadd(keys_of(erasure.chat).erasing, {_packed(erasure): unix_ms(until)})

    async def due(self, partition: int, now: datetime) -> Sequence[Erasure]:
        with translated():
            found = await self._client.zrange(Keys(partition).erasing, "-inf", unix_ms(now), byscore=True)
        return [_unpacked(member) for member in cast("Sequence[str]", found)]

    async def done(self, erasure: Erasure) -> None:
        with translated():
            await self._client.zrem(keys_of(erasure.chat).erasing, _packed(erasure))


def _packed(erasure: Erasure) -> str:
    return f"{erasure.goodbye} {unix_ms(erasure.at)} {erasure.chat}"


def _unpacked(member: str) -> Erasure:
    goodbye, at, chat = member.split(" ")
    return Erasure(ChatId(chat), SpeechId(goodbye), from_unix_ms(int(at)))
