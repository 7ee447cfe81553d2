"""The agenda in Redis: a hash a chat, the truth; sorted sets a partition, the index. Every change is one script."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import cast

import structlog
from pydantic import TypeAdapter, ValidationError

from services.scheduler.adapters.records import (
    pack_profile,
    pack_reminder,
    pack_spoken,
    unpack_chat,
    unpack_profile,
    unpack_reminder,
)
from services.scheduler.domain.chat import Change, Chat, Spoken
from services.scheduler.domain.firing import fire, together
from services.scheduler.domain.leases import LONGEST_LEASE
from services.scheduler.domain.reminder import Reminder
from services.scheduler.ports import Applied, Saying
from shared.contract import (
    PARTITIONS,
    AnyFact,
    ChatId,
    CommandId,
    Outcome,
    ReminderDue,
    SpeechSent,
    partition_of,
)
from shared.runtime.clock import Clock, from_unix_ms, unix_ms
from shared.runtime.store import Client, Script, translated

SEEN_FOR = timedelta(days=35)
"""How long a command id is remembered: a replayed webhook stays without effect."""

UNREADABLE_FOR = timedelta(minutes=1)

MOST_SPOKEN = 60
"""Messages of ours that a chat remembers, so that somebody can answer one by swiping."""

logger = structlog.get_logger()

_HERE = Path(__file__).parent
_FACT: TypeAdapter[AnyFact] = TypeAdapter(AnyFact)
_PROFILE_FIELDS = ("@zone", "@language", "@sender", "@heard")


@dataclass(frozen=True, slots=True)
class Keys:
    """The keys of one partition. The braces put all of them into one slot of a cluster."""

    partition: int

    def _key(self, name: str) -> str:
        return f"{{{self.partition:02d}}}:{name}"

    @property
    def due(self) -> str:
        return self._key("due")

    @property
    def flight(self) -> str:
        return self._key("flight")

    @property
    def speech(self) -> str:
        return self._key("speech")

    def chat(self, chat: ChatId) -> str:
        return self._key(f"chat:{chat}")

    def seen(self, command: CommandId) -> str:
        return self._key(f"seen:{command}")


def keys_of(chat: ChatId) -> Keys:
    """Return the keys of the partition that `chat` lives in."""
    return Keys(partition_of(chat))


class RedisAgenda:
    """Keeps the promises of `ports.Agenda`, with Redis' clock as the judge of what is due."""

    def __init__(self, client: Client, clock: Clock) -> None:
        self._client = client
        self._clock = clock
        self._apply = Script(client, _HERE / "apply.lua")
        self._claim = Script(client, _HERE / "claim.lua")
        self._published = Script(client, _HERE / "published.lua")
        self._reap = Script(client, _HERE / "reap.lua")
        self._finish = Script(client, _HERE / "finish.lua")

    async def load(self, chat: ChatId) -> Chat:
        with translated():
            fields = await self._client.hgetall(keys_of(chat).chat(chat))
        return unpack_chat(chat, cast("Mapping[str, str]", fields))

    async def apply(self, command: CommandId, change: Change, lease: timedelta) -> Applied:
        keys = keys_of(change.chat)
        answer = await self._apply(
            [keys.chat(change.chat), keys.due, keys.flight, keys.speech, keys.seen(command)],
            [change.chat, change.revision, _seconds(SEEN_FOR), _ms(lease), _packed(change)],
        )
        return Applied(answer)

    async def claim(self, partition: int, lease: timedelta, limit: int) -> Sequence[Saying]:
        keys = Keys(partition)
        now = self._clock.now()
        with translated():
            members = await self._client.zrange(keys.due, "-inf", unix_ms(now), byscore=True, offset=0, num=limit)
        if not members:
            return []
        candidates = await self._candidates(keys, cast("Sequence[str]", members), now)
        taken = await self._claim(
            [keys.due, keys.flight, keys.speech, *(keys.chat(candidate.chat) for candidate in candidates)],
            [_ms(lease), *(argument for candidate in candidates for argument in candidate.arguments())],
        )
        facts = [fact for position in taken if (fact := candidates[position - 1].fact)]
        return [Saying(fact) for fact in {fact.speech_id: fact for fact in facts}.values()]

    async def _candidates(self, keys: Keys, members: Sequence[str], now: datetime) -> "list[_Candidate]":
        pipeline = self._client.pipeline(transaction=False)
        for member in members:
            id_, chat = member.split(" ", 1)
            pipeline.hmget(keys.chat(ChatId(chat)), [id_, *_PROFILE_FIELDS])
        with translated():
            rows: Sequence[Sequence[str | None]] = await pipeline.execute()
        candidates = [_candidate(member, row, now) for member, row in zip(members, rows, strict=True)]
        await self._put_off(keys, [candidate for candidate in candidates if candidate.is_unreadable], now)
        return _told_together([candidate for candidate in candidates if not candidate.is_unreadable])

    async def _put_off(self, keys: Keys, unreadable: "Sequence[_Candidate]", now: datetime) -> None:
        """Move what a newer version wrote out of the way of the others; that version will look at it too."""
        if not unreadable:
            return
        logger.error("reminders_unreadable", count=len(unreadable), partition=keys.partition)
        later = unix_ms(now + UNREADABLE_FOR)
        with translated():
            await self._client.zadd(keys.due, {candidate.member: later for candidate in unreadable}, xx=True)

    async def published(self, sayings: Sequence[Saying], lease: timedelta) -> None:
        for partition, ids in _by_partition(sayings).items():
            keys = Keys(partition)
            await self._published([keys.flight, keys.speech], [_ms(lease), _ms(LONGEST_LEASE), *ids])

    async def reap(self, partition: int, lease: timedelta, limit: int) -> Sequence[Saying]:
        keys = Keys(partition)
        back = await self._reap([keys.flight, keys.speech], [_ms(lease), limit, _ms(LONGEST_LEASE)])
        return [saying for pair in zip(back[::2], back[1::2], strict=True) if (saying := _saying(*pair))]

    async def finish(self, outcome: Outcome) -> bool:
        keys = keys_of(outcome.chat)
        line = pack_spoken(_spoken(outcome))
        first = await self._finish(
            [keys.flight, keys.speech, keys.chat(outcome.chat)], [outcome.speech_id, line, MOST_SPOKEN]
        )
        return bool(first)

    async def next_due(self) -> datetime | None:
        pipeline = self._client.pipeline(transaction=False)
        for partition in range(PARTITIONS):
            pipeline.zrange(Keys(partition).due, 0, 0, withscores=True)
        with translated():
            firsts = await pipeline.execute()
        scores = [score for first in firsts for _, score in first]
        return from_unix_ms(min(scores)) if scores else None

    async def pending_count(self) -> int:
        pipeline = self._client.pipeline(transaction=False)
        for partition in range(PARTITIONS):
            pipeline.zcard(Keys(partition).due)
        with translated():
            return sum(await pipeline.execute())


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A reminder that looks due, as it was read; the script takes it only if it still is so."""

    member: str
    chat: ChatId
    id: str
    read: str
    left: Reminder | None = None
    fact: ReminderDue | None = None
    is_unreadable: bool = False

    def arguments(self) -> tuple[str, ...]:
        if self.fact is None or self.left is None:
            return (self.member, self.id, self.read, "", "", "", "")
        left = (pack_reminder(self.left), _due(self.left))
        return (self.member, self.id, self.read, *left, self.fact.speech_id, self.fact.model_dump_json())


def _candidate(member: str, row: Sequence[str | None], now: datetime) -> _Candidate:
    id_, chat = member.split(" ", 1)
    record, *profile = row
    if record is None:
        return _Candidate(member, ChatId(chat), id_, read="")
    fields = {name: value for name, value in zip(_PROFILE_FIELDS, profile, strict=True) if value is not None}
    try:
        reminder = unpack_reminder(id_, record)
    except (ValueError, KeyError):
        return _Candidate(member, ChatId(chat), id_, record, is_unreadable=True)
    left, fact = fire(ChatId(chat), unpack_profile(fields), reminder, now)
    return _Candidate(member, ChatId(chat), id_, record, left, fact)


def _told_together(candidates: "Sequence[_Candidate]") -> "list[_Candidate]":
    """Let those of one chat share a message."""
    told = iter(together([candidate.fact for candidate in candidates if candidate.fact]))
    return [replace(candidate, fact=next(told)) if candidate.fact else candidate for candidate in candidates]


def _due(reminder: Reminder) -> str:
    return str(unix_ms(reminder.due_at)) if reminder.is_waiting else ""


def _spoken(outcome: Outcome) -> Spoken:
    sid = outcome.sid if isinstance(outcome, SpeechSent) else "-"
    return Spoken(sid, outcome.speech_id, outcome.at, refused=not isinstance(outcome, SpeechSent))


def _saying(generation: str, fact: str) -> Saying | None:
    try:
        return Saying(_FACT.validate_json(fact), int(generation))
    except ValidationError:
        # A newer version holds it; under its new lease that version can say it.
        logger.error("speech_unreadable")  # noqa: TRY400 - the trace would quote what somebody wrote
        return None


def _packed(change: Change) -> str:
    return json.dumps(
        {
            "profile": pack_profile(change.profile),
            # Nothing is due in a chat that has opted out.
            "put": [
                [reminder.id, pack_reminder(reminder), "" if change.profile.is_stopped else _due(reminder)]
                for reminder in change.put
            ],
            "drop": change.drop,
            "speech": [[fact.speech_id, fact.model_dump_json()] for fact in change.facts],
            "erase": change.erase,
        },
        ensure_ascii=False,
    )


def _by_partition(sayings: Sequence[Saying]) -> Mapping[int, Sequence[str]]:
    groups: dict[int, list[str]] = {}
    for saying in sayings:
        groups.setdefault(partition_of(saying.fact.chat), []).append(saying.fact.speech_id)
    return groups


def _ms(span: timedelta) -> int:
    return span // timedelta(milliseconds=1)


def _seconds(span: timedelta) -> int:
    return span // timedelta(seconds=1)
