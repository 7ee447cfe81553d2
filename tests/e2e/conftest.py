"""One house a module: its tests are different people, who do not meet."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.harness.discretion import slips
from tests.harness.house import House, running_house
from tests.harness.reporting import pytest_runtest_makereport

__all__ = ["pytest_runtest_makereport"]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def house(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    """At the end of each, nobody's number or words are in what the services put out."""
    async with running_house(tmp_path_factory.mktemp("house")) as running:
        yield running
        assert await slips(running) == []
