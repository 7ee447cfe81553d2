"""Nudge gets another WhatsApp number: both for a while, then the new one alone. Nobody's reminder is lost."""

import asyncio

import pytest

from tests.harness.account import NUDGE, a_number
from tests.harness.house import House
from tests.harness.phones import add, soon

pytestmark = pytest.mark.asyncio(loop_scope="module")

NEW = "whatsapp:+12025550100"


async def have(house: House, numbers: str, *services: str) -> None:
    """Start these again, with these numbers."""
    children = [house[name] for name in services]
    await asyncio.gather(*(child.stop() for child in children))
    for child in children:
        child.settings = {**child.settings, "TWILIO_WHATSAPP_NUMBER": numbers}
    await house.start(*services)


async def test_a_number_is_replaced_and_every_reminder_still_comes(house: House) -> None:
    anna, boris, due = a_number(), a_number(), soon(18)
    await house.phones.ask(anna, add("feed the cat", due))

    # The new one is added behind the old one.
    await have(house, f"{NUDGE},{NEW}", "simulator", "ingress", "notifier")
    await house.phones.say(boris, add("feed the dog", due), to=NEW)
    assert (await house.phones.wait_for_message(boris, containing="Saved")).nudge == NEW
    await house.phones.say(anna, "/list", to=NUDGE)
    assert (await house.phones.wait_for_message(anna, containing="Waiting")).nudge == NUDGE

    # The old one is taken out, although Anna has never written to the new one.
    await have(house, NEW, "ingress", "notifier")
    reminders = await asyncio.gather(
        *(house.phones.wait_for_message(person, containing="🔔", within=90) for person in (anna, boris))
    )

    assert [reminder.nudge for reminder in reminders] == [NEW, NEW]
    assert [len(await house.phones.heard(person, containing="🔔")) for person in (anna, boris)] == [1, 1]
