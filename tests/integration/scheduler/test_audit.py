"""What does not fit together is found, set right and counted; what fits is left alone."""

import json
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import cast

import pytest

from services.scheduler.adapters.keys import Keys, keys_of, slot_of
from services.scheduler.adapters.old_records import PROFILE_FIELDS
from services.scheduler.adapters.records import pack_reminder
from services.scheduler.adapters.redis_audit import RedisAudit
from services.scheduler.domain.reminder import State
from services.scheduler.ports import Applied, Repair, waiting_of
from shared.contract import ChatId, ReminderId, partition_of
from shared.runtime.clock import SystemClock, unix_ms
from shared.runtime.store import Client
from tests.fakes.people import ANNA, BORIS, a_reminder
from tests.harness.agendas import Store, now, redis_store

RECORDS = Path(__file__).parents[2] / "unit" / "scheduler" / "records"
HERE = Keys(partition_of(ANNA))
SOON = (now() + timedelta(hours=1)).replace(microsecond=0)
CLARA = next(chat for n in count() if partition_of(chat := ChatId(f"whatsapp:+4917{n:08d}")) == HERE.partition)
TEA = a_reminder("k1", due_at=SOON)
ENTRY = waiting_of(ANNA, TEA)
SLOT = HERE.due(slot_of(ENTRY.due_ms))


@pytest.fixture
async def store(redis: Client) -> Store:
    store = redis_store(redis)
    await store.change(TEA)
    return store


async def audit(store: Store, redis: Client) -> dict[Repair, int]:
    tenure = await store.tenure()
    return dict(await RedisAudit(redis, SystemClock()).audit({tenure.partition: tenure}))


async def test_what_fits_together_is_left_alone(store: Store, redis: Client) -> None:
    await store.change(a_reminder("d1", due_at=now() - timedelta(hours=1)))
    await store.fire()

    assert await audit(store, redis) == {}


async def test_a_reminder_that_is_not_indexed_is_indexed_again(store: Store, redis: Client) -> None:
    await redis.delete(SLOT, HERE.slots)

    assert await audit(store, redis) == {Repair.NOT_INDEXED: 1}
    assert await store.upcoming() == [ENTRY]
    assert await audit(store, redis) == {}


async def test_a_wrong_moment_is_set_right(store: Store, redis: Client) -> None:
    await redis.zadd(SLOT, {f"k1 {ANNA}": ENTRY.due_ms + 1})

    assert await audit(store, redis) == {Repair.NOT_INDEXED: 1}
    assert await store.upcoming() == [ENTRY]


async def test_an_entry_without_its_reminder_is_dropped(store: Store, redis: Client) -> None:
    await redis.zadd(SLOT, {f"z9 {ANNA}": ENTRY.due_ms})

    assert await audit(store, redis) == {Repair.REMINDER_GONE: 1}
    assert await store.upcoming() == [ENTRY]


async def test_an_entry_in_another_slot_is_dropped(store: Store, redis: Client) -> None:
    other = slot_of(ENTRY.due_ms) + 5
    await redis.zadd(HERE.due(other), {f"k1 {ANNA}": ENTRY.due_ms + 5_000_000})
    await redis.zadd(HERE.slots, {str(other): ENTRY.due_ms + 5_000_000})

    assert await audit(store, redis) == {Repair.INDEXED_WRONGLY: 1}
    assert await store.upcoming() == [ENTRY]


async def test_what_was_told_and_what_is_paused_need_no_entry(store: Store, redis: Client) -> None:
    past = now() - timedelta(hours=1)
    for id_, state in (("k1", State.TOLD), ("d1", State.PAUSED), ("f1", State.DONE)):
        record = pack_reminder(a_reminder(id_, due_at=past, state=state))
        await redis.hset(keys_of(ANNA).chat(ANNA), id_, record)
    await redis.delete(SLOT, HERE.slots)

    assert await audit(store, redis) == {}


async def test_a_speech_that_would_never_come_back_gets_a_lease(store: Store, redis: Client) -> None:
    await store.change(a_reminder("d1", due_at=now() - timedelta(hours=1)))
    await store.fire()
    await redis.delete(HERE.flight)

    assert await audit(store, redis) == {Repair.NOT_LEASED: 1}
    assert len(await store.speeches.reap(await store.tenure(), timedelta(seconds=9), 10)) == 1


async def test_the_partitions_of_others_are_theirs_to_look_through(store: Store, redis: Client) -> None:
    await store.change(a_reminder("k1", due_at=SOON), chat=BORIS)
    boris = Keys(partition_of(BORIS))
    await redis.delete(boris.due(slot_of(ENTRY.due_ms)), boris.slots)

    assert await audit(store, redis) == {}


async def as_an_older_version(redis: Client, chat: ChatId, *reminders: str, revision: int = 3) -> None:
    """Write a chat as the version before wrote it, record by record."""
    fields = json.loads((RECORDS / "profile.fields.json").read_text("utf-8")) | {"@stopped": ""}
    for name in reminders:
        fields[name.partition(".")[0]] = (RECORDS / name).read_text("utf-8")
    await redis.hset(keys_of(chat).chat(chat), mapping={"@revision": str(revision), **fields})


async def the_record(redis: Client, id_: str) -> str:
    return cast("str", await redis.hget(keys_of(CLARA).chat(CLARA), id_))


async def test_what_an_older_version_wrote_is_repacked_and_means_the_same(store: Store, redis: Client) -> None:
    await as_an_older_version(redis, CLARA, "series.2")
    before = await store.chat(CLARA)

    assert await audit(store, redis) == {}

    assert (await the_record(redis, "series")).startswith("3[")
    assert await redis.hmget(keys_of(CLARA).chat(CLARA), *PROFILE_FIELDS) == [None] * len(PROFILE_FIELDS)
    assert await store.chat(CLARA) == before


async def test_a_chat_with_a_record_of_a_newer_version_is_not_repacked(store: Store, redis: Client) -> None:
    await as_an_older_version(redis, CLARA, "series.2")
    await redis.hset(keys_of(CLARA).chat(CLARA), "k9", "99[]")
    before = await redis.hgetall(keys_of(CLARA).chat(CLARA))

    await audit(store, redis)

    assert await redis.hgetall(keys_of(CLARA).chat(CLARA)) == before


async def test_a_reminder_that_is_about_to_be_fired_is_not_repacked(store: Store, redis: Client) -> None:
    await as_an_older_version(redis, CLARA, "plain.2")
    soon = json.loads((RECORDS / "plain.2").read_text("utf-8")) | {"due": unix_ms(now())}
    await redis.hset(keys_of(CLARA).chat(CLARA), "plain", json.dumps(soon))

    await audit(store, redis)

    assert json.loads(await the_record(redis, "plain"))["v"] == 2


async def test_a_change_of_a_chat_of_an_older_version_writes_it_anew(store: Store, redis: Client) -> None:
    await as_an_older_version(redis, CLARA, "series.2")

    assert await store.change(a_reminder("series", text="new"), chat=CLARA) is Applied.DONE

    assert (await store.chat(CLARA)).reminders[ReminderId("series")].text == "new"
    assert (await the_record(redis, "series")).startswith("3[")
