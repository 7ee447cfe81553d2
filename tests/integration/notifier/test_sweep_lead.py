"""One notifier sweeps at a time, on a real Redis, whatever its clock showed."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from unittest.mock import patch

import pytest

from services.notifier.adapters import redis_sweep
from services.notifier.adapters.redis_sweep import RedisSweep
from shared.runtime.store import Client, connected
from tests.harness.account import NUDGE
from tests.harness.locks import redis_of
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
