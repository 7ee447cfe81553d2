"""What a newer version wrote, or nobody should have written, stops nothing else."""

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from deploy.embedded.servers import running_redis
from services.scheduler.adapters.records import pack_reminder
from services.scheduler.adapters.redis_agenda import Keys, RedisAgenda, keys_of
from services.scheduler.domain.chat import Change
from shared.contract import partition_of
from shared.runtime.clock import SystemClock, unix_ms
from shared.runtime.store import Client, connected
from tests.fakes.people import ANNA, a_chat, a_reminder, a_sid

LEASE = timedelta(seconds=30)
HERE = partition_of(ANNA)
APPLY = Path("services/scheduler/adapters/apply.lua").read_text("utf-8")


@pytest.fixture
async def redis(tmp_path: Path) -> AsyncIterator[Client]:
    async with running_redis(tmp_path) as server, connected(server.url) as client:
        yield client


@pytest.fixture
async def agenda(redis: Client) -> RedisAgenda:
    agenda = RedisAgenda(redis, SystemClock())
    due = datetime.now(UTC) - timedelta(minutes=1)
    reminders = (a_reminder("k1", due_at=due), a_reminder("k2", due_at=due + timedelta(seconds=1)))
    await agenda.apply(a_sid(), Change(ANNA, 0, a_chat().profile, put=reminders), LEASE)
    return agenda


async def test_a_record_of_a_newer_version_is_left_as_it_is_and_the_others_fire(
    agenda: RedisAgenda, redis: Client
) -> None:
    newer = json.dumps(json.loads(pack_reminder(a_reminder("k1"))) | {"v": 99})
    await redis.hset(keys_of(ANNA).chat(ANNA), "k1", newer)

    first, second = await agenda.claim(HERE, LEASE, 10), await agenda.claim(HERE, LEASE, 10)

    assert [saying.fact.reminder.id for saying in first] == ["k2"]  # type: ignore[attr-defined]
    assert second == []
    assert await redis.hget(keys_of(ANNA).chat(ANNA), "k1") == newer


async def test_an_index_entry_without_its_reminder_is_dropped(agenda: RedisAgenda, redis: Client) -> None:
    await redis.hdel(keys_of(ANNA).chat(ANNA), "k1")

    assert len(await agenda.claim(HERE, LEASE, 10)) == 1
    assert await redis.zcard(Keys(HERE).due) == 0


async def test_a_speech_that_cannot_be_read_does_not_stop_the_others(agenda: RedisAgenda, redis: Client) -> None:
    [*_] = [*await agenda.claim(HERE, timedelta(0), 1), *await agenda.claim(HERE, timedelta(0), 1)]
    keys = Keys(HERE)
    await redis.zadd(keys.flight, {"from the future": unix_ms(datetime.now(UTC)) - 1000})
    await redis.hset(keys.speech, "from the future", '0 c {"kind": "singing"}')

    assert len(await agenda.reap(HERE, LEASE, 10)) == 2


async def test_no_script_touches_the_chat_of_another(agenda: RedisAgenda, redis: Client) -> None:
    keys = keys_of(ANNA)
    names = [keys.chat(ANNA), keys.due, keys.flight, keys.speech, "{01}:seen:x"]
    change = json.dumps({"profile": ["@zone", ""], "put": [], "drop": ["k1"], "speech": []})

    with pytest.raises(Exception, match="NOTOWNER"):
        await redis.eval(APPLY, 5, *names, "whatsapp:+79161234567", "1", "60", "1000", change)
    assert len((await agenda.load(ANNA)).reminders) == 2
