"""`kill -9` anybody, at any moment: a reminder arrives, once, and not early."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from tests.harness.account import a_number
from tests.harness.house import House
from tests.harness.phones import add, soon
from tests.harness.waiting import wait_until

pytestmark = pytest.mark.asyncio(loop_scope="module")

EVERYBODY = ["ingress", "scheduler", "notifier", "redis", "nats"]
LONG_ENOUGH = 90.0


async def test_everybody_is_killed_in_turn_while_a_reminder_waits(house: House) -> None:
    person, due = a_number(), soon(20)
    await house.phones.ask(person, add("survive", due))
    for name in EVERYBODY:
        await house.part(name).kill()
        await house.part(name).start()

    await _arrives_once(house, person, due)


@pytest.mark.parametrize("name", EVERYBODY)
async def test_somebody_is_killed_at_the_very_moment(house: House, name: str) -> None:
    person, due = a_number(), soon(3)
    await house.phones.ask(person, add("survive", due))
    await _wait_for(due)
    await house.part(name).kill()
    await house.part(name).start()

    await _arrives_once(house, person, due)


async def test_everybody_is_killed_at_the_very_moment(house: House) -> None:
    person, due = a_number(), soon(3)
    await house.phones.ask(person, add("survive", due))
    await _wait_for(due)
    await asyncio.gather(*(house.part(name).kill() for name in EVERYBODY))
    await asyncio.gather(house.nats.start(), house.store.start())
    await house.start("ingress", "scheduler", "notifier")

    await _arrives_once(house, person, due)


@pytest.mark.parametrize("name", ["scheduler", "notifier", "redis", "nats"])
async def test_somebody_is_killed_while_the_answer_is_on_its_way(house: House, name: str) -> None:
    person, due = a_number(), datetime.now(UTC) + timedelta(days=2)
    await house.phones.say(person, add("survive", due))
    await house.part(name).kill()
    await house.part(name).start()
    await house.phones.wait_for_message(person, containing="Saved *survive* (k1)", within=LONG_ENOUGH)

    assert "Waiting: 1" in await house.phones.ask(person, "/list")
    assert len(await house.phones.heard(person, containing="Saved *survive*")) == 1


async def _arrives_once(house: House, person: str, due: datetime) -> None:
    arrived = await house.phones.wait_for_message(person, containing="🔔 *survive*", within=LONG_ENOUGH)
    assert arrived.created_at >= due

    async def is_let_go() -> bool:
        return "Nothing is waiting" in await house.phones.ask(person, "/list")

    await wait_until(is_let_go, description="the reminder is let go of")
    assert len(await house.phones.heard(person, containing="🔔 *survive*")) == 1


async def _wait_for(moment: datetime) -> None:
    async def has_come() -> bool:
        return datetime.now(UTC) >= moment - timedelta(milliseconds=20)

    await wait_until(has_come, description=f"{moment} has come")
