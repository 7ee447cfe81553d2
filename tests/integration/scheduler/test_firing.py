"""A reminder is published at its moment, and again until somebody reports that it was said."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from shared.contract import ChatId
from shared.runtime.store import connected
from tests.harness.commands import a_chat, a_command, facts_of, sent, wait_for_facts
from tests.harness.house import House
from tests.harness.phones import add, soon
from tests.harness.speeches import publish
from tests.harness.streams import jetstream_of
from tests.harness.waiting import wait_until

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_a_reminder_is_published_at_its_moment_and_not_before(house: House) -> None:
    chat, due = a_chat(), soon(2)
    await publish(house.nats, a_command(chat, add("swim", due)))
    await wait_for_facts(house.nats, chat, "reminder_due")
    published_at = await _published_at(house, chat)

    assert due <= published_at < due + timedelta(seconds=3)


async def test_something_earlier_wakes_who_sleeps_for_something_later(house: House) -> None:
    chat, due = a_chat(), soon(3)
    await publish(house.nats, a_command(chat, add("later", due + timedelta(days=300))))
    await publish(house.nats, a_command(chat, add("sooner", due)))
    [fact] = await wait_for_facts(house.nats, chat, "reminder_due")

    assert fact["reminder"]["text"] == "sooner"
    assert await _published_at(house, chat) < due + timedelta(seconds=3)


async def test_what_nobody_reports_is_said_again_under_the_same_id_and_never_again_once_reported(house: House) -> None:
    chat = a_chat()
    await publish(house.nats, a_command(chat, add("swim", soon(1))))
    facts = await wait_for_facts(house.nats, chat, "reminder_due", count=2)
    await publish(house.nats, sent(facts[0]))

    async def is_let_go() -> bool:
        return await _in_flight(house, facts[0]["speech_id"]) is None

    await wait_until(is_let_go, description="the scheduler let go of it")
    assert len({fact["speech_id"] for fact in facts}) == 1
    await publish(house.nats, a_command(chat, "/list"))
    assert (await wait_for_facts(house.nats, chat, "reminders_listed"))[0]["total"] == 0


async def test_an_answer_that_nobody_reports_is_said_again_too(house: House) -> None:
    chat = a_chat()
    await publish(house.nats, a_command(chat, "/help"))
    facts = await wait_for_facts(house.nats, chat, "help_asked", count=2)
    await publish(house.nats, sent(facts[0]))

    assert facts[0]["speech_id"] == facts[1]["speech_id"]


async def test_nats_away_at_the_moment_it_is_said_when_nats_is_back(house: House) -> None:
    chat, due = a_chat(), soon(3)
    await publish(house.nats, a_command(chat, add("swim", due)))
    await wait_for_facts(house.nats, chat, "reminder_added")
    await house.nats.kill()

    async def has_passed() -> bool:
        return datetime.now(UTC) > due + timedelta(seconds=1)

    await wait_until(has_passed, description="the moment has passed")
    await house.nats.start()

    assert (await wait_for_facts(house.nats, chat, "reminder_due"))[0]["reminder"]["text"] == "swim"


async def test_both_killed_at_the_moment_it_is_said_by_whoever_comes_next(house: House) -> None:
    chat, due = a_chat(), soon(3)
    await publish(house.nats, a_command(chat, add("swim", due)))
    await wait_for_facts(house.nats, chat, "reminder_added")

    async def has_come() -> bool:
        return datetime.now(UTC) > due - timedelta(milliseconds=50)

    await wait_until(has_come, description="the moment is about to come")
    await asyncio.gather(*(child.kill() for child in house.named("scheduler")))
    await house.start()
    facts = await wait_for_facts(house.nats, chat, "reminder_due")

    assert len({fact["speech_id"] for fact in facts}) == 1


async def _published_at(house: House, chat: ChatId) -> datetime:
    """Return when NATS stored the chat's newest speech."""
    [fact] = await facts_of(house.nats, chat, "reminder_due")
    async with jetstream_of(house.nats) as jetstream:
        last = (await jetstream.stream_info("SPEECH")).state.last_seq
        for sequence in range(last, 0, -1):
            stored = await jetstream.get_msg("SPEECH", sequence)
            if fact["speech_id"].encode() in (stored.data or b"") and stored.time is not None:
                return stored.time
    raise AssertionError(fact)


async def _in_flight(house: House, speech: str) -> object:
    async with connected(house.store.url) as redis:
        held = [await redis.hget(f"{{{partition:02d}}}:speech", speech) for partition in range(16)]
        return next((fact for fact in held if fact is not None), None)
