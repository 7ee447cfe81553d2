"""The moments of what waits, kept in step with the zone database: each partition says by which it was reckoned."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import cast

from services.scheduler.adapters.keys import SLOT_MS, Keys, slot_of
from services.scheduler.adapters.records import pack_reminder, unpack_reminder
from services.scheduler.adapters.scripts import KeyList, OwnedScript
from services.scheduler.adapters.zone_database import ZoneDatabase
from services.scheduler.domain.reminder import Reminder
from services.scheduler.ports import Derived, Tenure, Waiting, waiting_of
from shared.contract import ChatId, ReminderId
from shared.runtime.clock import from_unix_ms
from shared.runtime.store import Client, translated

CHUNK = 100
"""Records reckoned in one go: a few milliseconds."""

EVER = datetime.max.replace(tzinfo=UTC)
"""Where nobody noted the rules, as before this was kept, nothing says that any changed: nothing needs to wait."""

BREATH = timedelta(milliseconds=2)
"""Between chunks: others have something to do that is due."""


class RedisAlmanac:
    """Keeps the promises of `ports.Almanac`."""

    def __init__(self, client: Client, zones: ZoneDatabase) -> None:
        self._client = client
        self._zones = zones
        self._derive = OwnedScript(client, "derive")

    async def catch_up(self, tenure: Tenure) -> AsyncIterator[Derived]:
        keys, name = Keys(tenure.partition), await self._zones.name()
        with translated():
            noted = await self._client.get(keys.zones)
            if noted == name:
                return
            slots = cast("Sequence[str]", await self._client.zrange(keys.slots, 0, -1))
        if noted is None:
            yield Derived(EVER, ())
        for slot in map(int, slots):
            moved = await self._catch_up_slot(tenure, slot)
            yield Derived(from_unix_ms((slot + 1) * SLOT_MS), moved)
        with translated():
            await self._client.set(keys.zones, name)

    async def _catch_up_slot(self, tenure: Tenure, slot: int) -> Sequence[Waiting]:
        with translated():
            members = cast("Sequence[str]", await self._client.zrange(Keys(tenure.partition).due(slot), 0, -1))
        moved: list[Waiting] = []
        for start in range(0, len(members), CHUNK):
            outdated = await self._outdated(tenure, slot, members[start : start + CHUNK])
            if outdated:
                moved += await self._write(tenure, outdated)
            await asyncio.sleep(BREATH.total_seconds())
        return moved

    async def _outdated(self, tenure: Tenure, slot: int, members: Sequence[str]) -> Sequence["_Outdated"]:
        keys = Keys(tenure.partition)
        entries = [member.split(" ", 1) for member in members]
        pipeline = self._client.pipeline(transaction=False)
        for id_, chat in entries:
            pipeline.hget(keys.chat(ChatId(chat)), id_)
        with translated():
            records = await pipeline.execute()
        found = []
        for (id_, chat), record in zip(entries, records, strict=True):
            was, right = _reckoned(id_, record)
            if was and right and was.is_waiting and was != right:
                found.append(_Outdated(ChatId(chat), slot, record, was, right))
        return found

    async def _write(self, tenure: Tenure, outdated: Sequence["_Outdated"]) -> Sequence[Waiting]:
        keys = Keys(tenure.partition)
        names = KeyList(keys.owner, keys.slots)
        arguments = [argument for each in outdated for argument in each.arguments(keys, names)]
        written = await self._derive(tenure, names.names, [SLOT_MS, *arguments])
        return [each.after for each, done in zip(outdated, written, strict=True) if done and each.has_moved]


@dataclass(frozen=True, slots=True)
class _Outdated:
    """A reminder as it was read, and as it should be."""

    chat: ChatId
    slot: int
    record: str
    was: Reminder
    right: Reminder

    @property
    def after(self) -> Waiting:
        return waiting_of(self.chat, self.right)

    @property
    def has_moved(self) -> bool:
        return self.was.due_at != self.right.due_at

    def arguments(self, keys: Keys, names: KeyList) -> list[str | int | float]:
        after = self.after
        slot = slot_of(after.due_ms)
        return [
            names.number(keys.chat(self.chat)),
            after.id,
            self.record,
            pack_reminder(self.right),
            f"{after.id} {self.chat}",
            names.number(keys.due(self.slot)),
            self.slot,
            names.number(keys.due(slot)),
            slot,
            after.due_ms,
        ]


def _reckoned(id_: str, record: str | None) -> tuple[Reminder, Reminder] | tuple[None, None]:
    """Return the reminder as it was and as it should be; nothing when it is gone, or we know its form or zone not."""
    try:
        reminder = unpack_reminder(ReminderId(id_), record) if record else None
        return (reminder, reminder.derived()) if reminder else (None, None)
    except (ValueError, KeyError):
        return None, None
