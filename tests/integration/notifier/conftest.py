"""A real Redis for the notifier's journal."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from deploy.embedded.servers import running_redis
from shared.runtime.store import Client, connected


@pytest.fixture
async def redis(tmp_path: Path) -> AsyncIterator[Client]:
    async with running_redis(tmp_path) as server, connected(server.url) as client:
        yield client
