"""The whole of NATS is lost with everything in it; Redis still knows. What was on its way arrives, once."""

from datetime import timedelta

import pytest

from tests.harness.account import a_number
from tests.harness.house import House
from tests.harness.phones import add, soon
from tests.harness.streams import count_of
from tests.harness.waiting import wait_until

pytestmark = pytest.mark.asyncio(loop_scope="module")

LONG_ENOUGH = 90.0


async def test_speeches_that_nobody_has_said_yet_arrive_once(house: House) -> None:
    person, due = a_number(), soon(3)
    await house.phones.ask(person, add("waiting", due + timedelta(seconds=15)))
    await house.phones.ask(person, add("in flight", due))
    await house["notifier"].kill()
    await house.phones.say(person, "/list")
    await _speeches(house, due_count=1)
    await _lose_everything(house)
    await house["notifier"].start()

    await house.phones.wait_for_message(person, containing="📋", within=LONG_ENOUGH)
    await _arrived_once(house, person, "in flight", "waiting")


async def test_what_was_said_but_not_reported_is_not_said_again(house: House) -> None:
    person, due = a_number(), soon(4)
    await house.phones.ask(person, add("said", due))

    await house.phones.wait_for_message(person, containing="🔔 *said*")
    await house["scheduler"].kill()
    await _lose_everything(house)
    await house["scheduler"].start()
    await _arrived_once(house, person, "said")


async def _speeches(house: House, *, due_count: int) -> None:
    before = await count_of(house.nats, "SPEECH")

    async def more() -> bool:
        return await count_of(house.nats, "SPEECH") >= before + due_count

    await wait_until(more, description="the reminder is in flight")


async def _lose_everything(house: House) -> None:
    await house.lose_the_bus()
    await house.hurry()


async def _arrived_once(house: House, person: str, *tasks: str) -> None:
    for task in tasks:
        await house.phones.wait_for_message(person, containing=f"🔔 *{task}*", within=LONG_ENOUGH)

    async def is_let_go() -> bool:
        return "Nothing is waiting" in await house.phones.ask(person, "/list")

    await wait_until(is_let_go, description="every reminder is let go of", within=LONG_ENOUGH)
    for task in tasks:
        assert len(await house.phones.heard(person, containing=f"🔔 *{task}*")) == 1
