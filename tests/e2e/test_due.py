"""The moment comes: the reminder arrives, never early, once, and its ticks turn blue."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import pytest_asyncio

from tests.harness.account import a_number
from tests.harness.house import House
from tests.harness.phones import add, soon
from tests.harness.waiting import wait_until

pytestmark = pytest.mark.asyncio(loop_scope="module")

LATE = timedelta(seconds=5)
"""Loose, for busy machines: punctuality is measured by the bench, here only that it comes."""


@pytest_asyncio.fixture(scope="module", loop_scope="module", autouse=True)
async def groceries(house: House) -> tuple[str, datetime]:
    """A reminder at a whole minute, as people type it: it is set first and comes while the other tests run."""
    person, now = a_number(), datetime.now(UTC)
    due = now.replace(second=0, microsecond=0) + timedelta(minutes=1 if now.second < 50 else 2)
    await house.phones.ask(person, f"/add remind me to buy groceries at {due:%Y-%m-%d %H:%M} in UTC")
    return person, due


async def test_a_reminder_arrives_at_its_second_and_is_read(house: House) -> None:
    person, due = a_number(), soon(3)
    await house.phones.ask(person, add("stretch", due))
    arrived = await house.phones.wait_for_message(person, containing="🔔 *stretch* (k1)", status="read")

    assert due <= arrived.created_at < due + LATE
    assert len(await house.phones.heard(person, containing="🔔")) == 1


async def test_the_zone_of_a_reminder_is_meant(house: House) -> None:
    person, due = a_number(), soon(3)
    await house.phones.ask(person, add("stretch", due.astimezone(ZoneInfo("Asia/Kathmandu")), "Asia/Kathmandu"))
    arrived = await house.phones.wait_for_message(person, containing="🔔 *stretch*")

    assert due <= arrived.created_at < due + LATE


async def test_what_has_arrived_no_longer_waits(house: House) -> None:
    person = a_number()
    await house.phones.ask(person, add("stretch", soon(2)))
    await house.phones.wait_for_message(person, containing="🔔 *stretch*", status="read")

    async def is_gone() -> bool:
        return "Nothing is waiting" in await house.phones.ask(person, "/list")

    assert await wait_until(is_gone, description="the list is empty")
    assert "has gone out already" in await house.phones.ask(person, "/delete k1")


async def test_what_was_deleted_does_not_arrive(house: House) -> None:
    person, due = a_number(), soon(5)
    await house.phones.ask(person, add("deleted", due))
    await house.phones.ask(person, "/delete k1")
    await house.phones.ask(person, add("kept", due + timedelta(seconds=1)))
    await house.phones.wait_for_message(person, containing="🔔 *kept*")

    assert await house.phones.heard(person, containing="🔔 *deleted*") == []


async def test_a_reminder_speaks_the_language_that_was_spoken_last(house: House) -> None:
    person = a_number()
    await house.phones.ask(person, add("потянуться", soon(3)))
    await house.phones.ask(person, "/список")

    assert "🔔 *потянуться* (k1)" in (await house.phones.wait_for_message(person, containing="🔔")).body


async def test_what_people_typed_comes_back_as_they_typed_it(house: House) -> None:
    person, task = a_number(), "buy 🥛 & <b>eggs</b> — “two”, 100% e\u0301"
    await house.phones.ask(person, add(task, soon(3)))

    assert task in (await house.phones.wait_for_message(person, containing="🔔")).body


async def test_a_reminder_at_a_whole_minute_arrives_within_it(house: House, groceries: tuple[str, datetime]) -> None:
    person, due = groceries
    arrived = await house.phones.wait_for_message(person, containing="🔔 *buy groceries*", within=100)

    assert due <= arrived.created_at < due + LATE
