"""A voice on a real NATS and a real Redis, before a Twilio with moods."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.harness.house import HURRIED, House, running_house
from tests.harness.moody_twilio import MoodyTwilio, moody_twilio
from tests.harness.reporting import pytest_runtest_makereport

__all__ = ["pytest_runtest_makereport"]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def twilio() -> AsyncIterator[MoodyTwilio]:
    async with moody_twilio() as running:
        yield running


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def house(tmp_path_factory: pytest.TempPathFactory, twilio: MoodyTwilio) -> AsyncIterator[House]:
    directory = tmp_path_factory.mktemp("voice")
    async with running_house(
        directory, ingresses=0, schedulers=0, simulator=False, settings={"TWILIO_API_URL": twilio.url}, modules=HURRIED
    ) as running:
        yield running
