"""Two clocks, two voices and fifty people at once."""

import asyncio
import re
from collections.abc import AsyncIterator, Sequence
from datetime import timedelta

import pytest
import pytest_asyncio

from services.scheduler.domain.naming import short_id
from tests.harness.account import a_number
from tests.harness.house import House, running_house
from tests.harness.phones import Bubble, add, soon
from tests.harness.waiting import wait_until
from tests.harness.webhooks import a_message

pytestmark = pytest.mark.asyncio(loop_scope="module")

PEOPLE = 50
EACH = 10
TASKS = [str(number) for number in range(EACH)]
IDS = [short_id(number) for number in range(EACH)]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def house(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    async with running_house(tmp_path_factory.mktemp("crowd"), schedulers=2, notifiers=2) as running:
        yield running


async def test_500_reminders_of_50_people_due_in_the_same_second_arrive_once_each(house: House) -> None:
    people, due = [a_number() for _ in range(PEOPLE)], soon(20)
    for task in TASKS:
        forms = [a_message(person, add(f"task {task}", due)) for person in people]
        answers = await asyncio.gather(*(house.door.post_form(form) for form in forms))
        assert {answer.status for answer in answers} == {200}
    await _all_rung(house, people)

    for person in people:
        saved = [bubble.body for bubble in await house.phones.heard(person, containing="⏰")]
        # Ids are given in the order in which commands take effect.
        assert sorted(re.findall(r"\*task (\d+)\* \((\w+)\)", "".join(saved))) == [*zip(TASKS, IDS, strict=True)]
        rung = await house.phones.heard(person, containing="🔔")
        assert sorted(number for bubble in rung for number in _numbers(bubble)) == TASKS
        assert len(rung) < EACH  # what is due together is told together
        assert all(due <= bubble.created_at < due + timedelta(seconds=60) for bubble in rung)


async def test_a_chats_commands_take_effect_in_order_whatever_the_number_of_replicas(house: House) -> None:
    people = [a_number() for _ in range(20)]
    script = ["/timezone Tokyo", "/timezone Berlin", "/add remind me to swim at 2031-07-01 09:00", "/list", "/delete 1"]
    for words in script:
        await asyncio.gather(*(house.door.post_form(a_message(person, words)) for person in people))
    await _all_heard(house, people, "", len(script))

    for person in people:
        heard = [bubble.body for bubble in await house.phones.heard(person)]
        for sign in ("is Tokyo (", "is Berlin (", "Saved *swim* (k1)", "1. 09:00 swim", "Deleted *swim*"):
            assert len([body for body in heard if sign in body]) == 1, heard
        [saved] = [body for body in heard if "Saved" in body]
        assert "09:00 (Berlin)" in saved


async def _all_heard(house: House, people: Sequence[str], containing: str, count: int) -> None:
    async def enough() -> bool:
        for person in people:
            if len(await house.phones.heard(person, containing=containing)) < count:
                return False
        return True

    await wait_until(enough, description=f"everybody heard {count} of {containing!r}", within=120)


async def _all_rung(house: House, people: Sequence[str]) -> None:
    async def enough() -> bool:
        for person in people:
            rung = await house.phones.heard(person, containing="🔔")
            if sum(len(_numbers(bubble)) for bubble in rung) < EACH:
                return False
        return True

    await wait_until(enough, description="everybody was told of everything", within=120)


def _numbers(bubble: Bubble) -> list[str]:
    return re.findall(r"\*task (\d+)\*", bubble.body)
