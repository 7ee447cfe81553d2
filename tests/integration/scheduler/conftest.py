"""Two clocks, in a hurry, on a real NATS and a real Redis; nobody opens the door and nobody speaks."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from deploy.embedded.servers import running_redis
from shared.runtime.store import Client, connected
from tests.harness.house import HURRIED, House, running_house
from tests.harness.reporting import pytest_runtest_makereport

__all__ = ["pytest_runtest_makereport"]


@pytest.fixture
async def redis(tmp_path: Path) -> AsyncIterator[Client]:
    """A Redis of the test's own."""
    async with running_redis(tmp_path) as server, connected(server.url) as client:
        yield client


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def house(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    async with running_house(
        tmp_path_factory.mktemp("clock"),
        ingresses=0,
        schedulers=2,
        notifiers=0,
        simulator=False,
        modules=HURRIED,
    ) as running:
        yield running
