"""Everybody is killed or frozen at random while reminders pour in; then all is mended, and the books are compared."""

import asyncio
import os
import random
import re
import signal
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

import aiohttp
import pytest
import pytest_asyncio

from tests.harness.account import a_number
from tests.harness.child import Child
from tests.harness.house import HURRIED, House, running_house
from tests.harness.phones import Bubble, add, soon
from tests.harness.waiting import wait_until
from tests.harness.webhooks import a_message

pytestmark = pytest.mark.asyncio(loop_scope="module")

SEED = int(os.environ.get("NUDGE_TORTURE_SEED", "1"))
TORTURE_SECONDS = float(os.environ.get("NUDGE_TORTURE_SECONDS", "15"))
A_SECOND = 6
"""Reminders."""

HEALED_WITHIN = 180.0


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def crowded(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    async with running_house(tmp_path_factory.mktemp("torture"), schedulers=2, notifiers=2, modules=HURRIED) as running:
        await running.hurry()
        yield running


@dataclass
class Books:
    """What was asked for: the moment of each reminder, and which of them the door took in time."""

    people: list[str] = field(default_factory=lambda: [a_number() for _ in range(25)])
    due: dict[str, datetime] = field(default_factory=dict)
    owner: dict[str, str] = field(default_factory=dict)
    promised: set[str] = field(default_factory=set)


async def test_nothing_is_lost_early_or_double_under_torture(crowded: House) -> None:
    dice, books = random.Random(SEED), Books()  # noqa: S311 - the same torture every time
    tormented = asyncio.create_task(_torment(crowded, dice))
    await _pour_in(crowded, dice, books)
    tormented.cancel()
    await asyncio.gather(tormented, return_exceptions=True)
    await _mend(crowded)

    async def all_rung() -> bool:
        return books.promised <= set(await _rung(crowded, books))

    await wait_until(all_rung, description="every promised reminder arrived", within=HEALED_WITHIN)
    rung = await _rung(crowded, books)
    assert len(books.promised) > TORTURE_SECONDS  # else the torture tried nothing
    assert {task: len(bubbles) for task, bubbles in rung.items() if len(bubbles) > 1} == {}
    assert {task for task in rung if rung[task][0].created_at < books.due[task]} == set()


async def _pour_in(house: House, dice: random.Random, books: Books) -> None:
    loop, ringing = asyncio.get_running_loop(), []
    until = loop.time() + TORTURE_SECONDS
    while loop.time() < until:
        task = f"t{len(books.due)}"
        books.due[task], books.owner[task] = soon(dice.uniform(8, 20)), dice.choice(books.people)
        ringing.append(asyncio.create_task(_insist(house, task, books)))
        await asyncio.sleep(1 / A_SECOND)
    await asyncio.gather(*ringing)


async def _insist(house: House, task: str, books: Books) -> None:
    """Ring until the door has taken it, as Twilio's retries and an operator's sweep together would."""
    form = a_message(books.owner[task], add(task, books.due[task]))

    async def is_taken() -> bool:
        try:
            return (await house.door.post_form(form)).status == 200
        except aiohttp.ClientError:
            return False

    await wait_until(is_taken, description=f"{task} is taken", within=HEALED_WITHIN)
    if datetime.now(UTC) < books.due[task]:
        books.promised.add(task)


async def _torment(house: House, dice: random.Random) -> None:
    victims = [*(name for name in house.children if name != "simulator"), "nats", "redis"]
    while True:
        await asyncio.sleep(dice.uniform(0.2, 1.5))
        victim = house.part(dice.choice(victims))
        if dice.random() < 0.3:
            victim.tell(signal.SIGSTOP)
            await asyncio.sleep(dice.uniform(0.2, 2.5))
            victim.tell(signal.SIGCONT)
        elif isinstance(victim, Child):
            await victim.kill()
            victim.spawn()
        else:
            await victim.kill()
            await asyncio.sleep(dice.uniform(0, 1))
            await victim.start()


async def _mend(house: House) -> None:
    for store in (house.nats, house.store):
        await store.restart()
    for child in house.children.values():
        if child.is_alive():
            child.tell(signal.SIGCONT)
        else:
            child.spawn()
    await asyncio.gather(*(child.ready() for child in house.children.values()))


async def _rung(house: House, books: Books) -> dict[str, list[Bubble]]:
    """Return what arrived, by task."""
    rung: dict[str, list[Bubble]] = {}
    for person in books.people:
        for bubble in await house.phones.heard(person, containing="🔔"):
            for task in re.findall(r"\*(t\d+)\*", bubble.body):
                rung.setdefault(task, []).append(bubble)
    return rung
