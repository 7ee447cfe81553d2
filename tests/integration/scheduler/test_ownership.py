"""Schedulers come and go, are killed and frozen: every partition has one owner again, soon, and nothing fires twice."""

import asyncio
import signal
from collections import Counter
from collections.abc import AsyncIterator
from math import ceil

import pytest
import pytest_asyncio

from services.scheduler.adapters.keys import Keys
from shared.contract import PARTITIONS
from shared.runtime.store import connected
from tests.harness.commands import a_chat, a_command, facts_of, wait_for_facts
from tests.harness.house import House, running_house
from tests.harness.phones import add, soon
from tests.harness.speeches import publish
from tests.harness.waiting import wait_until

pytestmark = pytest.mark.asyncio(loop_scope="module")

A_MOMENT = 2.0
"""What a handover may take here, where everything shares two cores; it takes some tens of milliseconds."""

AFTER_A_KILL = 8.0


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def house(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    async with running_house(
        tmp_path_factory.mktemp("owners"), ingresses=0, schedulers=3, notifiers=0, simulator=False
    ) as running:
        yield running


async def holders(house: House) -> Counter[str]:
    """Return how many partitions each scheduler has."""
    async with connected(house.store.url) as redis:
        return Counter([str(await redis.hget(Keys(n).owner, "holder")) for n in range(PARTITIONS)])


async def wait_for_owners(house: House, count: int, *, within: float = 30) -> None:
    """Wait until so many schedulers share the partitions fairly."""

    async def are_shared() -> bool:
        found = await holders(house)
        return len(found) == count and max(found.values()) <= ceil(PARTITIONS / count) and "" not in found

    await wait_until(are_shared, description=f"{count} schedulers share the partitions", within=within)


async def test_three_share_the_partitions_and_who_leaves_hands_over_at_once(house: House) -> None:
    await wait_for_owners(house, 3)
    leaving = asyncio.create_task(house["scheduler-1"].stop())
    await wait_for_owners(house, 2, within=A_MOMENT)

    assert await leaving == 0
    await house["scheduler-1"].start()
    await wait_for_owners(house, 3)


async def test_who_is_killed_is_replaced_after_its_lease_and_nothing_is_lost_or_said_twice(house: House) -> None:
    await wait_for_owners(house, 3)
    chats, due = [a_chat() for _ in range(48)], soon(3)
    await publish(house.nats, *(a_command(chat, add("swim", due)) for chat in chats))
    for chat in chats:
        await wait_for_facts(house.nats, chat, "reminder_added")
    await house["scheduler-2"].kill()
    await wait_for_owners(house, 2, within=AFTER_A_KILL)
    for chat in chats:
        await wait_for_facts(house.nats, chat, "reminder_due")

    assert [len(await facts_of(house.nats, chat, "reminder_due")) for chat in chats] == [1] * len(chats)
    await house["scheduler-2"].start()


async def test_who_was_frozen_and_replaced_does_no_harm_when_it_thaws(house: House) -> None:
    await wait_for_owners(house, 3)
    chats, due = [a_chat() for _ in range(48)], soon(12)
    await publish(house.nats, *(a_command(chat, add("swim", due)) for chat in chats))
    for chat in chats:
        await wait_for_facts(house.nats, chat, "reminder_added")
    house["scheduler-3"].tell(signal.SIGSTOP)
    await wait_for_owners(house, 2, within=AFTER_A_KILL)
    await publish(house.nats, *(a_command(chat, "/delete k1") for chat in chats[::2]))
    for chat in chats[::2]:
        await wait_for_facts(house.nats, chat, "reminders_deleted")
    for chat in chats[1::2]:
        await wait_for_facts(house.nats, chat, "reminder_due")
    house["scheduler-3"].tell(signal.SIGCONT)
    await wait_for_owners(house, 3)
    await publish(house.nats, *(a_command(chat, "/list") for chat in chats))
    for chat in chats:
        await wait_for_facts(house.nats, chat, "reminders_listed")

    fired = [len(await facts_of(house.nats, chat, "reminder_due")) for chat in chats]
    assert fired == [0, 1] * (len(chats) // 2)


async def test_who_is_killed_and_started_again_has_its_partitions_at_once(house: House) -> None:
    await wait_for_owners(house, 3)
    before = await holders(house)
    await house["scheduler-1"].kill()
    await house["scheduler-1"].start()

    assert await holders(house) == before
