"""A message fails at WhatsApp and the report of it is lost with the bus: it is sent again before patience is over."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from services.notifier.adapters.journal_keys import bus
from shared.contract import partition_of
from shared.runtime.store import connected
from tests.harness.house import House, running_house
from tests.harness.moody_twilio import MoodyTwilio
from tests.harness.speeches import a_due, publish
from tests.harness.waiting import wait_until

PATIENCE = 30
"""Seconds: Twilio is asked after four times as long, and whether anything is to be asked is looked at every ten."""


pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(loop_scope="module")
async def house(tmp_path: Path, twilio: MoodyTwilio) -> AsyncIterator[House]:
    settings = {"TWILIO_API_URL": twilio.url, "SETTLE_SECONDS": str(PATIENCE)}
    async with running_house(
        tmp_path, ingresses=0, schedulers=0, notifiers=1, simulator=False, settings=settings
    ) as running:
        yield running


async def test_what_failed_is_sent_again_soon_after_its_report_was_lost_with_the_bus(
    house: House, twilio: MoodyTwilio
) -> None:
    fact = a_due()
    await publish(house.nats, fact)

    async def is_posted() -> bool:
        return bool(twilio.created_for(fact.chat))

    async def knows_the_bus() -> bool:
        async with connected(house.store.url) as redis:
            return bool(await redis.exists(bus(partition_of(fact.chat))))

    async def is_sent_again() -> bool:
        return len(twilio.created_for(fact.chat)) == 2

    await wait_until(is_posted, description="the message is posted", within=20)
    await wait_until(knows_the_bus, description="it was looked at which bus there is", within=30)
    twilio.ended[twilio.created_for(fact.chat)[0]["sid"]] = "undelivered", 63005
    await house.lose_the_bus()

    await wait_until(is_sent_again, description="it is sent again", within=PATIENCE * 2)
