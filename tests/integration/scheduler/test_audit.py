"""What does not fit together is found, set right and counted; what fits is left alone."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from deploy.embedded.servers import running_redis
from services.scheduler.adapters.keys import Keys, keys_of, slot_of
from services.scheduler.adapters.records import pack_reminder
from services.scheduler.adapters.redis_agenda import RedisAgenda
from services.scheduler.adapters.redis_audit import RedisAudit
from services.scheduler.adapters.redis_exports import RedisExports
from services.scheduler.adapters.redis_leases import RedisLeases
from services.scheduler.adapters.redis_speeches import RedisSpeeches
from services.scheduler.domain.reminder import State
from services.scheduler.ports import Repair, waiting_of
from shared.contract import partition_of
from shared.runtime.clock import SystemClock
from shared.runtime.store import Client, connected
from tests.fakes.people import ANNA, BORIS, a_reminder
from tests.harness.agendas import Store, now

HERE = Keys(partition_of(ANNA))
SOON = (now() + timedelta(hours=1)).replace(microsecond=0)
TEA = a_reminder("k1", due_at=SOON)
ENTRY = waiting_of(ANNA, TEA)
SLOT = HERE.due(slot_of(ENTRY.due_ms))


@pytest.fixture
async def redis(tmp_path: Path) -> AsyncIterator[Client]:
    async with running_redis(tmp_path) as server, connected(server.url) as client:
        yield client


@pytest.fixture
async def store(redis: Client) -> Store:
    store = Store(RedisAgenda(redis, SystemClock()), RedisSpeeches(redis), RedisLeases(redis), RedisExports(redis))
    await store.change(TEA)
    return store


async def audit(store: Store, redis: Client) -> dict[Repair, int]:
    tenure = await store.tenure()
    return dict(await RedisAudit(redis).audit({tenure.partition: tenure}))


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
