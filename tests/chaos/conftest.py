"""A house that things are done to: its leases run out within seconds, so that what the dead held comes back soon."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.harness.house import HURRIED, House, running_house
from tests.harness.reporting import pytest_runtest_makereport

__all__ = ["pytest_runtest_makereport"]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def house(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    async with running_house(tmp_path_factory.mktemp("house"), modules=HURRIED) as running:
        await running.hurry()
        yield running
