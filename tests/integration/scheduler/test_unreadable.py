"""What a newer version wrote, or nobody should have written, stops nothing else."""

from datetime import timedelta

import pytest

from services.scheduler.adapters.keys import Keys, keys_of
from services.scheduler.adapters.records import pack_reminder
from services.scheduler.adapters.redis_audit import RedisAudit
from services.scheduler.domain.chat import Change, Chat
from services.scheduler.ports import Position, Step
from shared.contract import ChatId, ReminderDue, partition_of
from shared.runtime.clock import SystemClock, unix_ms
from shared.runtime.errors import Transient
from shared.runtime.store import Client
from tests.fakes.people import ANNA, a_chat, a_reminder, a_sid
from tests.harness.agendas import LEASE, Store, now, redis_store

HERE = partition_of(ANNA)


@pytest.fixture
async def store(redis: Client) -> Store:
    store = redis_store(redis)
    due = now() - timedelta(minutes=1)
    await store.change(a_reminder("k1", due_at=due), a_reminder("k2", due_at=due + timedelta(seconds=1)))
    return store


async def test_a_record_of_a_newer_version_is_left_as_it_is_and_the_others_fire(store: Store, redis: Client) -> None:
    newer = "99" + pack_reminder(a_reminder("k1"))[1:]
    await redis.hset(keys_of(ANNA).chat(ANNA), "k1", newer)

    seen = await store.agenda.look(await store.tenure(), await store.upcoming(end=now()))
    await store.moved(seen.firings)

    assert [firing.waiting.id for firing in seen.firings] == ["k2"]
    assert [entry.id for entry in seen.unreadable] == ["k1"]
    assert await redis.hget(keys_of(ANNA).chat(ANNA), "k1") == newer
    assert [entry.id for entry in await store.upcoming()] == ["k1"]


async def test_commands_of_a_chat_that_a_newer_version_wrote_wait_for_it(store: Store, redis: Client) -> None:
    await redis.hset(keys_of(ANNA).chat(ANNA), "@", "99[]")

    with pytest.raises(Transient, match="version 99"):
        await store.chat()
    seen = await store.agenda.look(await store.tenure(), await store.upcoming(end=now()))
    assert [entry.id for entry in seen.unreadable] == ["k1", "k2"]


@pytest.mark.parametrize("record", ["5", "[]", '{"v": 2}', '{"v": 2, "uid": 1, "text": {}}', "not json"])
async def test_a_record_that_is_none_stops_nobody(store: Store, redis: Client, record: str) -> None:
    await redis.hset(keys_of(ANNA).chat(ANNA), "k1", record)

    assert [firing.waiting.id for firing in await store.fire()] == ["k2"]


@pytest.mark.parametrize("profile", ["1[", "none", '1[null,"en","",{}]'])
async def test_a_profile_that_cannot_be_read_stops_nobody_else(store: Store, redis: Client, profile: str) -> None:
    neighbour = next(chat for chat in map(_number, range(1000)) if partition_of(chat) == HERE)
    await store.change(a_reminder("k1", due_at=now() - timedelta(minutes=1)), chat=neighbour)
    await redis.hset(keys_of(ANNA).chat(ANNA), "@", profile)
    tenure = await store.tenure()

    waiting = await store.upcoming(end=now())
    seen = await store.agenda.look(tenure, waiting)

    assert {firing.waiting.chat for firing in seen.firings} == {neighbour}
    assert {entry.chat for entry in seen.unreadable} == {ANNA}
    assert await RedisAudit(redis, SystemClock()).audit({tenure.partition: tenure}) == {}


def _number(last: int) -> ChatId:
    return ChatId(f"whatsapp:+4915100{last:06d}")


async def test_an_index_entry_without_its_reminder_stops_nobody(store: Store, redis: Client) -> None:
    await redis.hdel(keys_of(ANNA).chat(ANNA), "k1")

    assert [firing.waiting.id for firing in await store.fire()] == ["k2"]


async def test_a_speech_that_cannot_be_read_does_not_stop_the_others(store: Store, redis: Client) -> None:
    await store.fire(lease=timedelta(0))
    keys = Keys(HERE)
    await redis.zadd(keys.flight, {"from the future": unix_ms(now()) - 1000})
    await redis.hset(keys.speech, "from the future", '0 c {"kind": "singing"}')

    back = await store.speeches.reap(await store.tenure(), LEASE, 10)

    assert [type(saying.fact) for saying in back] == [ReminderDue, ReminderDue]


async def test_no_script_touches_the_chat_of_another(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    before = await store.chat()
    monkeypatch.setattr(Keys, "chat", lambda keys, _chat: keys._key(f"chat:{ANNA}"))
    stranger = ChatId("whatsapp:+79161234567")
    change = a_change_of(stranger)

    with pytest.raises(Exception, match="NOTOWNER"):
        await store.agenda.apply(await store.tenure(), [change], LEASE)
    monkeypatch.undo()
    assert await store.chat() == before


def a_change_of(chat: ChatId) -> Step:
    change = Change(chat, 1, a_chat().profile, drop=(a_reminder("k1").id,))
    return Step(a_sid(), Position(9, 9), Chat(chat, 1), change)
