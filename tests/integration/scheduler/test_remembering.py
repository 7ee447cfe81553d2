"""Commands that took effect are remembered for five weeks, in few sets that go by themselves."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from deploy.embedded.servers import running_redis
from services.scheduler.ports import Applied
from shared.contract import CommandId
from shared.runtime.store import Client, connected
from tests.fakes.clock import SetClock
from tests.fakes.people import a_reminder
from tests.harness.agendas import redis_store

SID = CommandId("SM" + 32 * "7")


@pytest.fixture
async def redis(tmp_path: Path) -> AsyncIterator[Client]:
    async with running_redis(tmp_path) as server, connected(server.url) as client:
        yield client


@pytest.mark.parametrize("since", [timedelta(0), timedelta(days=17), timedelta(days=30), timedelta(days=35)])
async def test_a_replayed_command_stays_without_effect_for_five_weeks(redis: Client, since: timedelta) -> None:
    clock = SetClock()
    store = redis_store(redis, clock)
    await store.change(a_reminder("k1"), sid=SID)
    clock.move(since)

    assert await store.change(a_reminder("d1"), sid=SID) is Applied.REPEATED
    assert [*(await store.chat()).reminders] == ["k1"]


async def test_a_command_stays_without_effect_although_its_chat_was_erased(redis: Client) -> None:
    clock = SetClock()
    store = redis_store(redis, clock)
    await store.change(a_reminder("k1"), sid=SID)
    await store.change(erase=True)

    assert await store.change(a_reminder("k1"), sid=SID) is Applied.REPEATED
    assert not (await store.chat()).reminders


async def test_what_is_remembered_goes_by_itself(redis: Client) -> None:
    clock = SetClock()
    store = redis_store(redis, clock)
    for _ in range(5):
        await store.change(a_reminder("k1"))
        clock.move(timedelta(days=18))

    spans = [key async for key in redis.scan_iter(match="*:seen:*")]
    assert len(spans) == 5
    assert all([0 < await redis.ttl(span) <= timedelta(days=54).total_seconds() for span in spans])
