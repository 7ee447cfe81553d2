"""How a partition stands, read from a real Redis."""

from datetime import timedelta

from services.scheduler.adapters.redis_status import RedisLookout
from shared.contract import partition_of
from shared.runtime.clock import from_unix_ms, unix_ms
from shared.runtime.store import Client
from tests.fakes.clock import SetClock
from tests.fakes.people import ANNA, a_reminder
from tests.harness.agendas import now, redis_store

HERE = partition_of(ANNA)
LATER = timedelta(days=2)


async def test_where_time_was_moved_an_owner_is_an_owner_and_what_became_due_is_late(redis: Client) -> None:
    due = now() + timedelta(hours=1)
    store = redis_store(redis)
    await store.change(a_reminder(due_at=due))
    owner, clock = (await store.tenure()).holder, SetClock(now())

    before = await RedisLookout(redis, clock).glance(HERE)
    clock.move(LATER)
    after = await RedisLookout(redis, clock).glance(HERE)

    assert (before.holder, before.late, before.next_due) == (owner, 0, from_unix_ms(unix_ms(due)))
    assert (after.holder, after.late) == (owner, 1)
