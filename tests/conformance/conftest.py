"""Two candidates sit the same exam: the agenda in memory and the one in a real Redis."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from deploy.embedded.servers import running_redis
from services.scheduler.adapters.redis_agenda import RedisAgenda
from services.scheduler.ports import Agenda
from shared.runtime.clock import SystemClock
from shared.runtime.store import connected
from tests.fakes.memory_agenda import MemoryAgenda


@pytest.fixture(params=["memory", "redis"])
async def agenda(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Agenda]:
    if request.param == "memory":
        yield MemoryAgenda(SystemClock())
        return
    async with running_redis(tmp_path) as server, connected(server.url) as client:
        yield RedisAgenda(client, SystemClock())
