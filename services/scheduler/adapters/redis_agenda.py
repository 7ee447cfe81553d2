"""The agenda in Redis: a hash a chat, the truth; a sorted set a slot, the index. Every change is one script."""

import time
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import cast

import msgpack
import structlog

from services.scheduler.adapters.keys import SLOT_MS, Keys, digest_of, keys_of
from services.scheduler.adapters.packing import Argument, pack_move, pack_position, pack_step, unpack_position
from services.scheduler.adapters.profiles import VOICE_FIELDS, unpack_chat, unpack_voice
from services.scheduler.adapters.records import NewerRecord, readable
from services.scheduler.adapters.scripts import KeyList, OwnedScript, ms, seconds
from services.scheduler.domain.chat import Chat
from services.scheduler.domain.firing import fire
from services.scheduler.ports import Applied, Firing, Moves, Position, Seen, Step, Tenure, Waiting, bundled, waiting_of
from shared.contract import ChatId, ReminderId
from shared.runtime.clock import Clock, from_unix_ms, unix_ms
from shared.runtime.errors import Transient
from shared.runtime.store import Client, hashes_at, translated

SPAN = timedelta(days=18)
SPANS = 3
"""Commands are remembered span by span, and the last ones are looked at: 36 days at the least.
So long a replayed webhook stays without effect."""

_KEEP_DIGEST = seconds(SPAN * SPANS)

PAGE = 1000
"""Index entries a read."""

_SEEN_FIELDS = ("@revision", *VOICE_FIELDS)
"""Of a chat, besides the record."""

_APPLIED = {word.value: word for word in Applied}

_PACK = msgpack.Packer().pack

logger = structlog.get_logger()


class RedisAgenda:
    """Keeps the promises of `ports.Agenda`, with Redis' clock as the judge of what is due."""

    def __init__(self, client: Client, clock: Clock) -> None:
        self._client = client
        self._clock = clock
        self._apply = OwnedScript(client, "apply")
        self._look = OwnedScript(client, "look")
        self._stand = OwnedScript(client, "stand")
        self._move = OwnedScript(client, "move")

    async def load(self, chats: Sequence[ChatId]) -> Mapping[ChatId, Chat]:
        rows = await hashes_at(self._client, [keys_of(chat).chat(chat) for chat in chats])
        try:
            return {chat: unpack_chat(chat, row) for chat, row in zip(chats, rows, strict=True)}
        except NewerRecord as newer:
            # While versions are exchanged: whoever wrote it will have the partition before long.
            raise Transient(str(newer)) from newer

    async def position(self, tenure: Tenure) -> Position | None:
        with translated():
            found = await self._client.get(Keys(tenure.partition).position)
        return unpack_position(cast("str", found)) if found else None

    async def apply(self, tenure: Tenure, steps: Sequence[Step], lease: timedelta) -> Sequence[Applied]:
        names = self._apply_keys(tenure)
        keys, digests = Keys(tenure.partition), [str(digest_of(step.command)) for step in steps]
        commands = _PACK((digests, [pack_step(step, keys, names) for step in steps]))
        words = await self._apply(tenure, names.names, [ms(lease), _KEEP_DIGEST, SLOT_MS, SPANS, "", commands])
        return [_APPLIED[word] for word in words]

    async def pass_over(self, tenure: Tenure, position: Position) -> None:
        arguments: list[Argument] = [0, _KEEP_DIGEST, SLOT_MS, SPANS, pack_position(position), _PACK(((), ()))]
        await self._apply(tenure, self._apply_keys(tenure).names, arguments)

    def _apply_keys(self, tenure: Tenure) -> KeyList:
        keys, present = Keys(tenure.partition), int(self._clock.now().timestamp() // SPAN.total_seconds())
        seen = [name for span in range(SPANS) for name in keys.seen(present - span)]
        return KeyList(keys.owner, keys.position, keys.slots, keys.flight, keys.speech, *seen)

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

    async def look(self, tenure: Tenure, waiting: Sequence[Waiting], *, ahead: timedelta = timedelta()) -> Seen:
        keys = Keys(tenure.partition)
        chats = [keys.chat(each.chat) for each in waiting]
        arguments: list[Argument] = [len(_SEEN_FIELDS), *_SEEN_FIELDS, *(each.id for each in waiting)]
        now_us, *rows = await self._look(tenure, [keys.owner, *chats], arguments)
        read_at = time.monotonic()
        seen = _seen(waiting, rows, self._present_ms(now_us), ms(ahead))
        latest_ms = self._clock.latest(from_unix_ms(now_us / 1000)).timestamp() * 1000
        return replace(seen, read_at=read_at, latest_ms=latest_ms)

    def _present_ms(self, now_us: int) -> float:
        # By neither of the two clocks may anything be early.
        return self._clock.present(from_unix_ms(now_us / 1000)).timestamp() * 1000

    def moves(self, tenure: Tenure, firings: Sequence[Firing]) -> Moves:
        keys = Keys(tenure.partition)
        names = KeyList(keys.owner, keys.flight, keys.speech, keys.slots, keys.told)
        rows = _PACK([pack_move(firing, keys, names) for firing in firings])
        revisions = {keys.chat(firing.waiting.chat): firing.revision for firing in firings}
        last = max((firing.waiting.due_ms for firing in firings), default=0)
        following = [firing.next for firing in firings if firing.next]
        return Moves([firing.waiting for firing in firings], following, _Packed(names.names, rows, revisions, last))

    async def stand(self, tenure: Tenure, moves: Moves, *, ahead: timedelta = timedelta()) -> float | None:
        packed: _Packed = moves.packed
        names = [Keys(tenure.partition).owner, *packed.revisions]
        now_us, changed = await self._stand(tenure, names, list(packed.revisions.values()))
        soon_ms = packed.last_ms - self._present_ms(now_us)
        return None if changed or soon_ms > ms(ahead) else time.monotonic() + soon_ms / 1000

    async def moved(self, tenure: Tenure, moves: Moves, lease: timedelta) -> None:
        packed: _Packed = moves.packed
        moved = await self._move(tenure, packed.names, [ms(lease), SLOT_MS, packed.rows])
        if moved != len(moves.waiting):
            changed = len(moves.waiting) - moved
            logger.warning("reminders_changed_while_fired", count=changed, partition=tenure.partition)

    async def pending_count(self, partition: int) -> int:
        keys = Keys(partition)
        with translated():
            slots = await self._client.zrange(keys.slots, 0, -1)
            pipeline = self._client.pipeline(transaction=False)
            for slot in cast("Sequence[str]", slots):
                pipeline.zcard(keys.due(int(slot)))
            return sum(await pipeline.execute()) if slots else 0


@dataclass(frozen=True, slots=True)
class _Packed:
    """What `Moves` carries for us."""

    names: Sequence[str]
    rows: bytes
    revisions: Mapping[str, int]
    """By the chat's key."""
    last_ms: int
    """When the last of them is due."""


def _seen(
    waiting: Sequence[Waiting],
    rows: Sequence[Sequence[str | None]],
    present_ms: float,
    ahead_ms: int,
) -> Seen:
    # What a series missed is left out: by a clock that is ahead it would seem to have missed what is still to come.
    present = from_unix_ms(present_ms)
    firings, early, unreadable, elsewhere = [], [], [], []
    for entry, (record, revision, *values) in zip(waiting, rows, strict=True):
        if record is None:
            continue
        reminder = readable(entry.id, record)
        if reminder is None:
            unreadable.append(entry)
            continue
        if not reminder.is_waiting:
            continue
        if unix_ms(reminder.due_at) != entry.due_ms:
            elsewhere.append(waiting_of(entry.chat, reminder))
            continue
        if entry.due_ms > present_ms + ahead_ms:
            early.append(entry)
            continue
        try:
            profile = unpack_voice(values)
        except ValueError:
            unreadable.append(entry)
            continue
        if profile.is_stopped:
            continue
        left, fact = fire(entry.chat, profile, reminder, max(present, reminder.due_at))
        firings.append(Firing(entry, left, fact, record, int(revision or 0)))
    return Seen(bundled(firings), early, unreadable, elsewhere, present_ms)


def _waiting(member: str, due_ms: int) -> Waiting:
    id_, chat = member.split(" ", 1)
    return Waiting(ChatId(chat), ReminderId(id_), due_ms)
