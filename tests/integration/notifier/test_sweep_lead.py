"""What notifiers remember of sweeping, on a real Redis: one at a time, whatever its clock showed."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from unittest.mock import patch

import pytest

from services.notifier.adapters import redis_sweep
from services.notifier.adapters.redis_journal import RedisJournal
from services.notifier.adapters.redis_sweep import RedisSweep
from services.notifier.domain.utterances import Utterance
from services.notifier.ports import Missed
from services.scheduler.domain.naming import answer_id as answer_to
from shared.contract import CommandId
from shared.runtime.store import Client, connected
from tests.harness.account import NUDGE
from tests.harness.locks import redis_of
from tests.harness.speeches import a_due
from tests.harness.waiting import wait_until


@pytest.fixture
async def redis(tmp_path: Path) -> AsyncIterator[Client]:
    async with redis_of("notifier", tmp_path) as address, connected(address) as client:
        yield client


async def test_the_first_leads_and_goes_on(redis: Client) -> None:
    first, second = RedisSweep(redis, NUDGE), RedisSweep(redis, NUDGE)

    assert [await first.lead(), await second.lead(), await first.lead()] == [True, False, True]


async def test_who_leads_by_a_clock_that_was_ahead_is_followed_within_a_lease(redis: Client) -> None:
    gone, left = RedisSweep(redis, NUDGE), RedisSweep(redis, NUDGE)
    await gone.lead()
    await redis.expire(f"{{voice}}:sweep:{NUDGE}:leader", timedelta(hours=2))

    with patch.object(redis_sweep, "LEASE", timedelta(seconds=1)):
        await wait_until(left.lead, description="another one leads", within=10)


async def test_the_journal_tells_what_was_answered(redis: Client) -> None:
    memory, answer = RedisSweep(redis, NUDGE), a_due()
    message = CommandId("SM" + "a" * 32)
    missed = Missed(message, answer.chat, NUDGE, "/list", "0", answer.at)
    before = await memory.is_answered(missed)
    said = answer.model_copy(update={"speech_id": answer_to(message)})
    await RedisJournal(redis).begin(said, Utterance("📋 Nothing waits."), timedelta(seconds=5))

    assert before is False
    assert await memory.is_answered(missed) is True
