"""What a scheduler does whose clock is wrong: Redis' clock has a say as well."""

import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import nats

from deploy.embedded.servers import running_nats
from services.scheduler.adapters.nats_voice import NatsVoice
from services.scheduler.adapters.redis_leases import RedisLeases
from services.scheduler.loops.desk import Desk, Means
from services.scheduler.loops.looking import sayings_of
from services.scheduler.loops.told_before import move_told
from shared.language import Rule
from shared.runtime.clock import EarlierClock, SystemClock, unix_ms
from shared.runtime.provision import provision
from shared.runtime.store import Client
from tests.fakes.clock import SetClock
from tests.fakes.people import a_reminder
from tests.harness.agendas import redis_store
from tests.harness.notes import a_bus


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


async def test_two_clocks_that_are_ahead_at_once_make_nothing_early(redis: Client) -> None:
    """As the process sees it: its own is two hours ahead, and Redis' by half a minute."""
    ours, stood_still = timedelta(0), timedelta(0)
    clock = SystemClock(
        wall=lambda: datetime.now(UTC) + ours, monotonic=lambda: time.monotonic() - stood_still.total_seconds()
    )
    store = redis_store(redis, clock)
    due_at = datetime.now(UTC) + timedelta(seconds=20)
    await store.change(a_reminder(due_at=due_at))
    await store.fire()

    ours, stood_still = timedelta(hours=2), timedelta(seconds=30)
    await store.fire()
    [reminder] = (await store.chat()).reminders.values()
    assert reminder.is_waiting


async def test_what_was_told_before_is_known_by_a_clock_that_is_behind_and_nothing_else_is_told(
    redis: Client, tmp_path: Path
) -> None:
    async with running_nats(tmp_path / "nats") as server:
        async with await nats.connect(server.url) as client:
            await provision(client.jetstream(), replicas=1)
        bus = a_bus(server)
        async with bus.connected():
            now = datetime.now(UTC).replace(microsecond=0)
            behind = redis_store(redis, SetClock(now - timedelta(minutes=2)))
            told = [a_reminder(f"k{n}", due_at=now - timedelta(minutes=1)) for n in (1, 2)]
            daily = Rule("DAILY", "UTC", now.replace(tzinfo=None))
            await behind.change(*told, a_reminder("k3", due_at=now - timedelta(seconds=30)))
            await behind.change(a_reminder("k4", due_at=now, rule=daily))
            voice, tenure = NatsVoice(bus.volley), await behind.tenure()
            right = redis_store(redis)
            entries = await behind.upcoming(end=now + timedelta(seconds=1))
            seen = await right.agenda.look(tenure, [entry for entry in entries if entry.id != "k3"])
            posted = await voice.write(sayings_of(seen.firings)).post()
            assert all(await posted.stored())

            means = Means(behind.agenda, behind.speeches, None, voice, SetClock(), None, None)  # type: ignore[arg-type]
            desk = Desk(tenure, means)
            desk.window.end_ms = unix_ms(now + timedelta(days=2))
            await move_told(desk)

            reminders = (await behind.chat()).reminders
            assert {id_: reminder.due_at - now for id_, reminder in reminders.items() if reminder.is_waiting} == {
                "k3": timedelta(seconds=-30),
                "k4": timedelta(days=1),
            }
            assert desk.window.next_ms() == unix_ms(now + timedelta(days=1))
            assert (await bus.jetstream().stream_info("SPEECH")).state.last_seq == len(told) // 2 + 1
