"""A real nats-server for each test: they stop it, and leave things behind."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from deploy.embedded.servers import RunningServer, running_nats
from tests.harness.notes import make_streams
from tests.harness.reporting import pytest_runtest_makereport

__all__ = ["pytest_runtest_makereport"]


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[RunningServer]:
    async with running_nats(tmp_path / "nats") as running:
        await make_streams(running)
        yield running
