"""Everything is stopped and started again in between: nothing is forgotten."""

from datetime import timedelta

import pytest

from tests.harness.account import a_number
from tests.harness.house import House
from tests.harness.phones import add, soon

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_a_restart_of_everything_keeps_lists_ids_clocks_and_reminders(house: House) -> None:
    person, due = a_number(), soon(15)
    await house.phones.ask(person, "/timezone Tokyo")
    await house.phones.ask(person, add("before", due))
    await house.phones.ask(person, add("later", due + timedelta(days=2)))
    await house.phones.ask(person, "/list")
    codes = [await child.stop() for child in house.children.values()]
    await house.nats.restart()
    await house.store.restart()
    await house.start()

    assert set(codes) == {0}
    assert "*later* (d1)" in await house.phones.ask(person, "/delete 2")
    assert "Your clock: Tokyo" in await house.phones.ask(person, "/start")
    arrived = await house.phones.wait_for_message(person, containing="🔔 *before* (k1)", within=60)
    assert arrived.created_at >= due
    assert len(await house.phones.heard(person, containing="🔔")) == 1


async def test_what_fell_due_while_the_house_slept_arrives_once_it_is_awake(house: House) -> None:
    person, due = a_number(), soon(2)
    await house.phones.ask(person, add("asleep", due))
    for child in (house["scheduler"], house["notifier"]):
        await child.kill()
    await house.nats.restart()
    await house.store.restart()
    await house.start("scheduler", "notifier")
    arrived = await house.phones.wait_for_message(person, containing="🔔 *asleep*")

    assert arrived.created_at >= due
    assert len(await house.phones.heard(person, containing="🔔")) == 1
