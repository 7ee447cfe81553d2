"""What a scheduler does whose clock is wrong: Redis' clock has a say as well."""

from datetime import UTC, datetime, timedelta

from services.scheduler.adapters.redis_leases import RedisLeases
from shared.language import Rule
from shared.runtime.clock import EarlierClock
from shared.runtime.store import Client
from tests.fakes.clock import SetClock
from tests.fakes.people import a_reminder
from tests.harness.agendas import redis_store


async def test_a_clock_that_is_ahead_leaves_out_nothing_of_a_series(redis: Client) -> None:
    store = redis_store(redis, SetClock(datetime.now(UTC) + timedelta(hours=2)))
    start = datetime.now(UTC).replace(microsecond=0)
    half_hourly = Rule("MINUTELY", "UTC", start.replace(tzinfo=None), interval=30)
    await store.change(a_reminder(due_at=start, rule=half_hourly))
    await store.fire()

    [reminder] = (await store.chat()).reminders.values()
    assert reminder.due_at == start + timedelta(minutes=30)


async def test_whoever_asks_about_a_partition_learns_what_the_clock_of_redis_shows(redis: Client) -> None:
    clock = EarlierClock(SetClock(datetime.now(UTC) + timedelta(hours=2)))
    leases = RedisLeases(redis, clock.hear)
    tenure = await leases.take(3, "us", timedelta(minutes=1))
    assert tenure
    assert abs(clock.now() - datetime.now(UTC)) < timedelta(seconds=5)

    clock = EarlierClock(SetClock(datetime.now(UTC) + timedelta(hours=2)))
    await RedisLeases(redis, clock.hear).renew(tenure, timedelta(minutes=1))
    assert abs(clock.now() - datetime.now(UTC)) < timedelta(seconds=5)
