"""A door with nothing behind it but a real NATS."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.harness.house import House, running_house
from tests.harness.reporting import pytest_runtest_makereport

__all__ = ["pytest_runtest_makereport"]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def house(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    directory = tmp_path_factory.mktemp("door")
    async with running_house(directory, schedulers=0, notifiers=0, simulator=False) as running:
        yield running
