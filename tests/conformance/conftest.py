"""Two candidates sit the same exam: the agenda in memory and the one in a real Redis."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from deploy.embedded.servers import running_redis
from services.scheduler.adapters.redis_agenda import RedisAgenda
from services.scheduler.adapters.redis_leases import RedisLeases
from services.scheduler.adapters.redis_speeches import RedisSpeeches
from shared.runtime.clock import SystemClock
from shared.runtime.store import connected
from tests.fakes.memory_agenda import MemoryAgenda
from tests.harness.agendas import Store


@pytest.fixture(params=["memory", "redis"])
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Store]:
    if request.param == "memory":
        memory = MemoryAgenda(SystemClock())
        yield Store(memory, memory, memory)
        return
    async with running_redis(tmp_path) as server, connected(server.url) as client:
        yield Store(RedisAgenda(client, SystemClock()), RedisSpeeches(client), RedisLeases(client))
