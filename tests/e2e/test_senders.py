"""Nudge with two numbers: whoever writes to one of them hears from it."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.harness.account import NUDGE, a_number
from tests.harness.house import House, running_house
from tests.harness.phones import add, soon

pytestmark = pytest.mark.asyncio(loop_scope="module")

OTHER = "whatsapp:+12025550100"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def house(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    settings = {"TWILIO_WHATSAPP_NUMBER": f"{NUDGE},{OTHER}"}
    async with running_house(tmp_path_factory.mktemp("senders"), settings=settings) as running:
        yield running


async def test_answers_and_reminders_leave_from_the_number_that_the_person_writes_to(house: House) -> None:
    people = {a_number(): NUDGE, a_number(): OTHER}
    for number, nudge in people.items():
        await house.phones.say(number, add("feed the cat", soon(2)), to=nudge)

    for number, nudge in people.items():
        answer = await house.phones.wait_for_message(number, containing="Saved")
        reminder = await house.phones.wait_for_message(number, containing="🔔")
        assert (answer.nudge, reminder.nudge) == (nudge, nudge)


async def test_who_changes_the_number_takes_the_reminders_along(house: House) -> None:
    anna = a_number()
    await house.phones.say(anna, add("feed the dog", soon(4)), to=NUDGE)
    await house.phones.wait_for_message(anna, containing="Saved")
    await house.phones.say(anna, "/list", to=OTHER)

    assert (await house.phones.wait_for_message(anna, containing="🔔")).nudge == OTHER
