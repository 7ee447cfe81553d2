"""A newer zone database: what waits comes at the instant that its wall time means now, and nobody is told twice."""

from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest

from services.scheduler.adapters.keys import Keys
from services.scheduler.adapters.redis_agenda import RedisAgenda
from services.scheduler.adapters.redis_almanac import RedisAlmanac
from services.scheduler.adapters.redis_audit import RedisAudit
from services.scheduler.adapters.zone_database import ZoneDatabase
from services.scheduler.domain.reminder import Reminder
from services.scheduler.ports import Fenced, Waiting, waiting_of
from shared.contract import partition_of
from shared.runtime.clock import SystemClock
from shared.runtime.store import Client, connected
from tests.fakes.people import ANNA, a_reminder
from tests.harness.agendas import Store, redis_store
from tests.harness.commands import a_chat, a_command, wait_for_facts
from tests.harness.house import running_house
from tests.harness.phones import add
from tests.harness.speeches import publish
from tests.harness.waiting import wait_until
from tests.harness.zone_databases import reckoning_by, summer_time_is_abolished

SUMMER_NOON = datetime(datetime.now(UTC).year + 1, 7, 1, 10, tzinfo=UTC)
WINTER_NOON = datetime(datetime.now(UTC).year + 1, 12, 1, 11, tzinfo=UTC)
AN_HOUR = timedelta(hours=1)


def at_noon(id_: str, due_at: datetime, *, elapsed: bool = False) -> Reminder:
    wall = datetime.combine(due_at.date(), time(12))
    return a_reminder(id_, due_at=due_at, wall=wall, zone="Europe/Berlin", elapsed=elapsed)


SUMMER, WINTER = at_noon("k1", SUMMER_NOON), at_noon("k2", WINTER_NOON)
IN_REAL_TIME = at_noon("k3", SUMMER_NOON, elapsed=True)


@pytest.fixture
async def store(redis: Client) -> Store:
    store = redis_store(redis)
    await store.change(SUMMER, WINTER, IN_REAL_TIME)
    assert await catch_up(store, redis) == []
    return store


async def catch_up(store: Store, redis: Client) -> list[Waiting]:
    almanac = RedisAlmanac(redis, ZoneDatabase())
    return [entry async for derived in almanac.catch_up(await store.tenure()) for entry in derived.moved]


async def test_the_instant_moves_with_the_rules_and_what_was_meant_stays(
    store: Store, redis: Client, tmp_path: Path
) -> None:
    before = await store.chat()
    with reckoning_by(summer_time_is_abolished(tmp_path / "zones")):
        moved = waiting_of(ANNA, at_noon("k1", SUMMER_NOON + AN_HOUR))

        assert await catch_up(store, redis) == [moved]
        assert await catch_up(store, redis) == []
        still = {waiting_of(ANNA, WINTER), waiting_of(ANNA, IN_REAL_TIME)}
        assert {*await store.upcoming()} == {moved, *still}
        after = await store.chat()
    assert {id_: reminder.wall.hour for id_, reminder in after.reminders.items()} == {"k1": 12, "k2": 12, "k3": 11}
    assert after.revision > before.revision
    tenure = await store.tenure()
    assert await RedisAudit(redis, SystemClock()).audit({tenure.partition: tenure}) == {}


async def test_the_old_rules_again_give_the_old_instants(store: Store, redis: Client, tmp_path: Path) -> None:
    with reckoning_by(summer_time_is_abolished(tmp_path / "zones")):
        await catch_up(store, redis)

    assert await catch_up(store, redis) == [waiting_of(ANNA, SUMMER)]
    assert (await store.chat()).reminders == {each.id: each for each in (SUMMER, WINTER, IN_REAL_TIME)}


async def test_who_has_lost_the_partition_moves_nothing(store: Store, redis: Client, tmp_path: Path) -> None:
    before = await store.chat()
    await redis.hset(Keys(partition_of(ANNA)).owner, "epoch", "9999999999999")
    with reckoning_by(summer_time_is_abolished(tmp_path / "zones")), pytest.raises(Fenced):
        await catch_up(store, redis)

    assert await store.chat() == before


async def test_a_scheduler_that_starts_with_other_rules_moves_what_waits(tmp_path: Path) -> None:
    chat = a_chat()
    async with running_house(tmp_path / "house", ingresses=0, notifiers=0, simulator=False) as house:
        summer = f"/add remind me to swim at {SUMMER_NOON.year}-07-01 15:00 in Berlin"
        await publish(house.nats, a_command(chat, summer), a_command(chat, add("tea", WINTER_NOON)))
        await wait_for_facts(house.nats, chat, "reminder_added", count=2)
        await house["scheduler"].stop()
        zones = summer_time_is_abolished(tmp_path / "zones")
        settings = {**house["scheduler"].settings, "PYTHONTZPATH": str(zones)}
        house["scheduler"].settings = settings
        await house["scheduler"].start()
        async with connected(house.store.url) as redis:
            agenda = RedisAgenda(redis, SystemClock())

            async def has_moved() -> bool:
                dues = [reminder.due_at for reminder in (await agenda.load([chat]))[chat].reminders.values()]
                return dues == [SUMMER_NOON + 4 * AN_HOUR, WINTER_NOON]

            await wait_until(has_moved, description="15:00 in Berlin comes an hour later")
