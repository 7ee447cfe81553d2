"""A command takes effect once, in order, however often and through whichever replica it comes."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from shared.contract import ChatId, partition_of
from tests.harness.commands import a_chat, a_command, facts_of, wait_for_facts
from tests.harness.house import House
from tests.harness.speeches import publish
from tests.harness.streams import jetstream_of, read_all
from tests.harness.waiting import wait_until

pytestmark = pytest.mark.asyncio(loop_scope="module")

NEXT_YEAR = datetime.now(UTC).year + 1


async def test_a_command_that_the_bus_repeats_takes_effect_once_and_is_answered_once(house: House) -> None:
    chat = a_chat()
    command = a_command(chat, f"/add remind me to swim at {NEXT_YEAR}-07-01 09:00 in Berlin")
    for repeat in ("", ":2", ":3"):
        await publish(house.nats, command, again=repeat)
    await publish(house.nats, a_command(chat, "/list"))
    await wait_for_facts(house.nats, chat, "reminders_listed")
    facts = await facts_of(house.nats, chat)

    assert [fact["kind"] for fact in facts] == ["reminder_added", "reminders_listed"]
    assert facts[1]["total"] == 1


async def test_a_chats_commands_take_effect_in_the_order_in_which_they_were_received(house: House) -> None:
    chat = a_chat()
    script = [f"/add remind me to task {n} at {NEXT_YEAR}-07-01 09:{n:02d} in Berlin" for n in range(30)]
    await publish(house.nats, *(a_command(chat, words) for words in [*script, "/list", "/delete 1", "/list"]))
    facts = await wait_for_facts(house.nats, chat, count=33)

    added = sorted((f for f in facts if f["kind"] == "reminder_added"), key=lambda f: f["at"])
    assert [fact["reminder"]["text"] for fact in added] == [f"task {n}" for n in range(30)]
    lists = sorted((f for f in facts if f["kind"] == "reminders_listed"), key=lambda f: f["at"])
    assert [fact["total"] for fact in lists] == [30, 29]


async def test_both_replicas_work(house: House) -> None:
    chats = [a_chat() for _ in range(40)]
    await publish(house.nats, *(a_command(chat, "/help") for chat in chats))
    for chat in chats:
        await wait_for_facts(house.nats, chat, "help_asked")

    assert all("commands_handled" in child.log.read_text() for child in house.named("scheduler"))


def _unreadable(_chat: ChatId) -> bytes:
    return b'{"v": 1, "kind": "from_the_future", "chat": 7}'


def _of_another_partition(chat: ChatId) -> bytes:
    other = next(found for found in iter(a_chat, chat) if partition_of(found) != partition_of(chat))
    return a_command(other, "/help").model_dump_json().encode()


@pytest.mark.parametrize("body", [_unreadable, _of_another_partition])
async def test_a_command_that_cannot_be_taken_is_parked_and_those_behind_it_are_served(
    house: House, body: Callable[[ChatId], bytes]
) -> None:
    chat = a_chat()
    await _publish_raw(house, chat, body(chat))
    await publish(house.nats, a_command(chat, "/help"))
    await wait_for_facts(house.nats, chat, "help_asked")

    async def is_parked() -> bool:
        return any(
            parked["subject"] == f"command.{partition_of(chat)}" for parked in await read_all(house.nats, "PARKED")
        )

    assert await wait_until(is_parked, description="the command is parked")


async def test_redis_away_commands_wait_and_are_answered_when_it_is_back(house: House) -> None:
    chat = a_chat()
    await house.store.kill()
    command = a_command(chat, f"/add remind me to swim at {NEXT_YEAR}-07-01 09:00 in Berlin")
    await publish(house.nats, command)

    async def is_waited_for() -> bool:
        return any(command.command_id in child.log.read_text() for child in house.named("scheduler"))

    await wait_until(is_waited_for, description="a scheduler tried it")
    await house.store.start()

    assert len(await wait_for_facts(house.nats, chat, "reminder_added")) == 1


async def test_killed_while_commands_pour_in_each_takes_effect_once(house: House) -> None:
    chats = [a_chat() for _ in range(20)]
    words = [f"/add remind me to task {n} at {NEXT_YEAR}-07-01 09:{n:02d} in Berlin" for n in range(10)]
    commands = [a_command(chat, line) for line in words for chat in chats]
    pouring = asyncio.create_task(publish(house.nats, *commands))
    for child in house.named("scheduler"):
        await wait_for_facts(house.nats, chats[0])
        await child.kill()
        await child.start()
    await pouring
    await publish(house.nats, *(a_command(chat, "/list") for chat in chats))

    lists = [(await wait_for_facts(house.nats, chat, "reminders_listed"))[0] for chat in chats]
    assert [fact["total"] for fact in lists] == [len(words)] * len(chats)


async def _publish_raw(house: House, chat: ChatId, body: bytes) -> None:
    async with jetstream_of(house.nats) as jetstream:
        await jetstream.publish(f"command.{partition_of(chat)}", body, stream="COMMANDS")
