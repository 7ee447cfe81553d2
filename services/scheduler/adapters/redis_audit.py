"""Looks through everything that partitions hold, and sets right what does not fit together."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import cast

import structlog

from services.scheduler.adapters.keys import SLOT_MS, Keys, slot_of
from services.scheduler.adapters.profiles import unpack_profile
from services.scheduler.adapters.records import NewerRecord, readable
from services.scheduler.adapters.repacking import Repacking
from services.scheduler.adapters.scripts import OwnedScript
from services.scheduler.domain.reminder import Reminder
from services.scheduler.ports import Fenced, Repair, Tenure
from shared.contract import ChatId, partition_of
from shared.runtime.clock import Clock, unix_ms
from shared.runtime.store import Client, translated

CHUNK = 200
"""Chats or index entries looked at in one go."""

BREATH = timedelta(milliseconds=2)
"""Between chunks: others have something to do that is due."""

_NO_CHAT = ChatId("")

logger = structlog.get_logger()


class RedisAudit:
    """Keeps the promises of `ports.Audit`."""

    def __init__(self, client: Client, clock: Clock) -> None:
        self._client = client
        self._clock = clock
        self._repacking = Repacking(client)
        self._mend = OwnedScript(client, "mend")

    async def audit(self, tenures: Mapping[int, Tenure]) -> Mapping[Repair, int]:
        repairs: Counter[Repair] = Counter()
        async for chats in self._chats(tenures):
            await self._guarded(self._check_chats(chats, tenures, repairs))
        for tenure in tenures.values():
            await self._guarded(self._check_index(tenure, repairs))
            await self._guarded(self._check_speeches(tenure, repairs))
        return repairs

    async def _guarded(self, work: Awaitable[None]) -> None:
        with suppress(Fenced):  # its new owner looks through it
            await work
        await asyncio.sleep(BREATH.total_seconds())

    async def _chats(self, tenures: Mapping[int, Tenure]) -> AsyncIterator[Sequence[ChatId]]:
        found: list[ChatId] = []
        with translated():
            async for key in self._client.scan_iter(match="{*}:chat:*", count=CHUNK):
                chat = ChatId(cast("str", key).split(":chat:", 1)[1])
                if partition_of(chat) in tenures:
                    found.append(chat)
                if len(found) >= CHUNK:
                    yield found
                    found = []
        if found:
            yield found

    async def _check_chats(
        self, chats: Sequence[ChatId], tenures: Mapping[int, Tenure], repairs: Counter[Repair]
    ) -> None:
        pipeline = self._client.pipeline(transaction=False)
        for chat in chats:
            pipeline.hgetall(Keys(partition_of(chat)).chat(chat))
        with translated():
            rows = await pipeline.execute()
        reminders = [each for chat, row in zip(chats, rows, strict=True) for each in _waiting(chat, row)]
        found = await self._indexed_at(reminders)
        for (chat, record, reminder), score in zip(reminders, found, strict=True):
            due = unix_ms(reminder.due_at)
            if score != due:
                wrong = _Wrong("index", reminder.id, chat, record, record, due, slot_of(due))
                repairs[Repair.NOT_INDEXED] += await self._run(tenures[partition_of(chat)], wrong)

        await self._repack(tenures, dict(zip(chats, rows, strict=True)))

    async def _repack(self, tenures: Mapping[int, Tenure], rows: Mapping[ChatId, Mapping[str, str]]) -> None:
        for partition in {partition_of(chat) for chat in rows}:
            here = {chat: row for chat, row in rows.items() if partition_of(chat) == partition}
            if count := await self._repacking.repack(tenures[partition], here, self._clock.now()):
                logger.info("chats_repacked", count=count, partition=partition)

    async def _indexed_at(self, reminders: Sequence[tuple[ChatId, str, Reminder]]) -> Sequence[object]:
        pipeline = self._client.pipeline(transaction=False)
        for chat, _, reminder in reminders:
            slot = slot_of(unix_ms(reminder.due_at))
            pipeline.zscore(Keys(partition_of(chat)).due(slot), f"{reminder.id} {chat}")
        with translated():
            return await pipeline.execute() if reminders else []

    async def _check_index(self, tenure: Tenure, repairs: Counter[Repair]) -> None:
        keys = Keys(tenure.partition)
        with translated():
            slots = cast("Sequence[str]", await self._client.zrange(keys.slots, 0, -1))
        for slot in slots:
            with translated():
                entries = await self._client.zrange(keys.due(int(slot)), 0, -1, withscores=True)
            for start in range(0, len(entries), CHUNK):
                chunk = cast("Sequence[tuple[str, float]]", entries[start : start + CHUNK])
                await self._check_entries(tenure, int(slot), chunk, repairs)
                await asyncio.sleep(BREATH.total_seconds())

    async def _check_entries(
        self, tenure: Tenure, slot: int, entries: Sequence[tuple[str, float]], repairs: Counter[Repair]
    ) -> None:
        keys = Keys(tenure.partition)
        pipeline = self._client.pipeline(transaction=False)
        for member, _ in entries:
            id_, chat = member.split(" ", 1)
            pipeline.hget(keys.chat(ChatId(chat)), id_)
        with translated():
            records = await pipeline.execute()
        for (member, score), record in zip(entries, records, strict=True):
            id_, chat = member.split(" ", 1)
            reminder = readable(id_, record) if record else None
            if record and reminder is None:
                continue  # a newer version wrote it
            if reminder and reminder.is_waiting and unix_ms(reminder.due_at) == score:
                continue
            kind = Repair.INDEXED_WRONGLY if reminder else Repair.REMINDER_GONE
            repairs[kind] += await self._run(
                tenure, _Wrong("drop", id_, ChatId(chat), record or "", due=int(score), slot=slot)
            )

    async def _check_speeches(self, tenure: Tenure, repairs: Counter[Repair]) -> None:
        keys = Keys(tenure.partition)
        with translated():
            speeches = cast("Sequence[str]", await self._client.hkeys(keys.speech))
            leased = set(cast("Sequence[str]", await self._client.zrange(keys.flight, 0, -1)))
        for speech in speeches:
            if speech not in leased:
                repairs[Repair.NOT_LEASED] += await self._run(tenure, _Wrong("lease", speech))

    async def _run(self, tenure: Tenure, wrong: "_Wrong") -> int:
        keys = Keys(tenure.partition)
        names = [keys.owner, keys.chat(wrong.chat), keys.due(wrong.slot), keys.slots, keys.flight, keys.speech]
        return int(await self._mend(tenure, names, wrong.arguments()))


@dataclass(frozen=True, slots=True)
class _Wrong:
    """One thing that does not fit together, as it was read and as it should be."""

    verb: str
    id: str
    chat: ChatId = _NO_CHAT
    record: str = ""
    right: str = ""
    due: int = 0
    slot: int = 0

    def arguments(self) -> list[str | int]:
        member, beginning = f"{self.id} {self.chat}", self.slot * SLOT_MS
        return [self.verb, self.id, self.record, self.right, member, self.due, self.slot, beginning]


def _waiting(chat: ChatId, row: Mapping[str, str]) -> Sequence[tuple[ChatId, str, Reminder]]:
    """Return the reminders that should be in the index, with their records: none of who has opted out."""
    try:
        is_stopped = unpack_profile(row).is_stopped
    except NewerRecord:
        is_stopped = True  # whoever wrote it looks through it
    if is_stopped:
        return []
    records = [(record, readable(id_, record)) for id_, record in row.items() if not id_.startswith("@")]
    return [(chat, record, reminder) for record, reminder in records if reminder and reminder.is_waiting]
