"""The agenda in Redis: a hash a chat, the truth; a sorted set a slot, the index. Every change is one script."""

from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import cast

import structlog

from services.scheduler.adapters.keys import SLOT_MS, Keys, keys_of, slot_of
from services.scheduler.adapters.records import (
    VOICE_FIELDS,
    pack_profile,
    pack_reminder,
    unpack_chat,
    unpack_reminder,
    unpack_voice,
)
from services.scheduler.adapters.scripts import KeyList, OwnedScript, ms, seconds
from services.scheduler.domain.chat import Chat
from services.scheduler.domain.firing import fire
from services.scheduler.domain.reminder import Reminder
from services.scheduler.ports import Applied, Firing, Position, Seen, Step, Tenure, Waiting, bundled, waiting_of
from shared.contract import ChatId, ReminderId
from shared.runtime.clock import Clock, from_unix_ms, unix_ms
from shared.runtime.store import Client, translated

SEEN_FOR = timedelta(days=35)
"""How long a command id is remembered: a replayed webhook stays without effect."""

PAGE = 1000
"""Index entries a read."""

Argument = str | int | float

logger = structlog.get_logger()


class RedisAgenda:
    """Keeps the promises of `ports.Agenda`, with Redis' clock as the judge of what is due."""

    def __init__(self, client: Client, clock: Clock) -> None:
        self._client = client
        self._clock = clock
        self._apply = OwnedScript(client, "apply")
        self._look = OwnedScript(client, "look")
        self._move = OwnedScript(client, "move")

    async def load(self, chats: Sequence[ChatId]) -> Mapping[ChatId, Chat]:
        pipeline = self._client.pipeline(transaction=False)
        for chat in chats:
            pipeline.hgetall(keys_of(chat).chat(chat))
        with translated():
            rows = await pipeline.execute()
        return {chat: unpack_chat(chat, row) for chat, row in zip(chats, rows, strict=True)}

    async def position(self, tenure: Tenure) -> Position | None:
        with translated():
            found = await self._client.get(Keys(tenure.partition).position)
        return _position(cast("str", found)) if found else None

    async def apply(self, tenure: Tenure, steps: Sequence[Step], lease: timedelta) -> Sequence[Applied]:
        keys = _apply_keys(tenure)
        arguments: list[Argument] = [ms(lease), seconds(SEEN_FOR), SLOT_MS, ""]
        for step in steps:
            arguments += _step(step, keys)
        words = await self._apply(tenure, keys.names, arguments)
        return [Applied(word) for word in words]

    async def pass_over(self, tenure: Tenure, position: Position) -> None:
        arguments: list[Argument] = [0, seconds(SEEN_FOR), SLOT_MS, _packed(position)]
        await self._apply(tenure, _apply_keys(tenure).names, arguments)

    async def upcoming(self, tenure: Tenure, start: datetime | None, end: datetime) -> AsyncIterator[Sequence[Waiting]]:
        keys = Keys(tenure.partition)
        first = unix_ms(start) if start else 0
        with translated():
            slots = await self._client.zrange(keys.slots, first - SLOT_MS + 1, f"({unix_ms(end)}", byscore=True)
        for slot in cast("Sequence[str]", slots):
            for_slot = keys.due(int(slot))
            offset = 0
            while page := await self._page(for_slot, first, unix_ms(end), offset):
                yield [_waiting(member, int(score)) for member, score in page]
                offset += PAGE

    async def _page(self, key: str, first: int, end: int, offset: int) -> Sequence[tuple[str, float]]:
        with translated():
            page = await self._client.zrange(
                key, first, f"({end}", byscore=True, offset=offset, num=PAGE, withscores=True
            )
        return cast("Sequence[tuple[str, float]]", page)

    async def look(self, tenure: Tenure, waiting: Sequence[Waiting]) -> Seen:
        keys = Keys(tenure.partition)
        chats = [keys.chat(each.chat) for each in waiting]
        arguments: list[Argument] = [len(VOICE_FIELDS), *VOICE_FIELDS, *(each.id for each in waiting)]
        now, *rows = await self._look(tenure, [keys.owner, *chats], arguments)
        # By neither of the two clocks may it be early.
        present = unix_ms(self._clock.present(from_unix_ms(int(now))))
        return _seen(waiting, rows, present, self._clock.now())

    async def moved(self, tenure: Tenure, firings: Sequence[Firing], lease: timedelta) -> None:
        keys = Keys(tenure.partition)
        names = KeyList(keys.owner, keys.flight, keys.speech, keys.slots, keys.told)
        arguments: list[Argument] = [ms(lease), SLOT_MS]
        for firing in firings:
            arguments += _move(firing, keys, names)
        moved = await self._move(tenure, names.names, arguments)
        if moved != len(firings):
            logger.warning("reminders_changed_while_fired", count=len(firings) - moved, partition=tenure.partition)

    async def pending_count(self, partition: int) -> int:
        keys = Keys(partition)
        with translated():
            slots = await self._client.zrange(keys.slots, 0, -1)
            pipeline = self._client.pipeline(transaction=False)
            for slot in cast("Sequence[str]", slots):
                pipeline.zcard(keys.due(int(slot)))
            return sum(await pipeline.execute()) if slots else 0


def _seen(waiting: Sequence[Waiting], rows: Sequence[Sequence[str | None]], present: int, now: datetime) -> Seen:
    firings, early, unreadable = [], [], []
    for entry, (record, *values) in zip(waiting, rows, strict=True):
        if record is None:
            continue
        try:
            reminder = unpack_reminder(entry.id, record)
        except (ValueError, KeyError):
            unreadable.append(entry)
            continue
        if not reminder.is_waiting or unix_ms(reminder.due_at) != entry.due_ms:
            continue
        if entry.due_ms > present:
            early.append(entry)
            continue
        profile = unpack_voice(values)
        if profile.is_stopped:
            continue
        left, fact = fire(entry.chat, profile, reminder, now)
        firings.append(Firing(entry, left, fact, record))
    return Seen(bundled(firings), early, unreadable, present)


def _apply_keys(tenure: Tenure) -> KeyList:
    keys = Keys(tenure.partition)
    return KeyList(keys.owner, keys.position, keys.slots, keys.flight, keys.speech)


def _step(step: Step, names: KeyList) -> list[Argument]:
    keys, change, before = keys_of(step.change.chat), step.change, step.before.reminders
    profile = [] if change.erase else pack_profile(change.profile)
    drop = tuple(before) if change.erase else change.drop
    outdated = [before[id_] for id_ in drop if id_ in before]
    outdated += [before[new.id] for new in change.put if new.id in before]
    arguments: list[Argument] = [
        names.number(keys.chat(change.chat)),
        names.number(keys.seen(step.command)),
        change.chat,
        change.revision,
        _packed(step.position),
        int(change.erase),
        len(profile) // 2,
        *profile,
        len(drop),
        *drop,
    ]
    indexed = [reminder for reminder in outdated if reminder.is_waiting]
    arguments.append(len(indexed))
    for reminder in indexed:
        arguments += [*_indexed(reminder, keys, names)[:2], f"{reminder.id} {change.chat}"]
    arguments.append(len(change.put))
    for reminder in change.put:
        entry = _indexed(reminder, keys, names) if change.is_indexed(reminder) else [0, 0, 0]
        arguments += [reminder.id, pack_reminder(reminder), *entry]
    arguments.append(len(change.facts))
    for fact in change.facts:
        arguments += [fact.speech_id, fact.model_dump_json()]
    return arguments


def _indexed(reminder: Reminder, keys: Keys, names: KeyList) -> list[Argument]:
    due = unix_ms(reminder.due_at)
    slot = slot_of(due)
    return [names.number(keys.due(slot)), slot, due]


def _move(firing: Firing, keys: Keys, names: KeyList) -> list[Argument]:
    entry = firing.waiting
    slot = slot_of(entry.due_ms)
    left = waiting_of(entry.chat, firing.left) if firing.next else None
    again: list[Argument] = [0]
    if left:
        again = [names.number(keys.due(slot_of(left.due_ms))), slot_of(left.due_ms), left.due_ms]
    return [
        names.number(keys.chat(entry.chat)),
        names.number(keys.due(slot)),
        slot,
        entry.id,
        f"{entry.id} {entry.chat}",
        firing.read,
        pack_reminder(firing.left),
        firing.fact.speech_id,
        firing.fact.model_dump_json(),
        *again,
    ]


def _waiting(member: str, due_ms: int) -> Waiting:
    id_, chat = member.split(" ", 1)
    return Waiting(ChatId(chat), ReminderId(id_), due_ms)


def _packed(position: Position) -> str:
    return f"{position.sequence} {position.at_ns}"


def _position(packed: str) -> Position:
    sequence, at_ns = packed.split()
    return Position(int(sequence), int(at_ns))
