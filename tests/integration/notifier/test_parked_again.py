"""What was given up waits for an operator also when the bus is lost with all that was parked: the journal has it."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from services.notifier.adapters.parked_stream import ParkedStream
from services.notifier.adapters.redis_journal import RedisJournal
from services.notifier.handlers.parking import Parking, drop, list_parked, replay
from shared.contract import PARTITIONS, Fact, SpeechId
from shared.runtime.store import connected
from tests.harness.account import TOKEN
from tests.harness.house import HURRIED, House, running_house
from tests.harness.moody_twilio import Mood, MoodyTwilio, moody_twilio
from tests.harness.speeches import a_due, publish
from tests.harness.streams import jetstream_of
from tests.harness.waiting import wait_until


@pytest.fixture
async def twilio() -> AsyncIterator[MoodyTwilio]:
    async with moody_twilio() as running:
        yield running


@pytest.fixture
async def house(tmp_path: Path, twilio: MoodyTwilio) -> AsyncIterator[House]:
    settings = {"TWILIO_API_URL": twilio.url, "SETTLE_SECONDS": "0.5"}
    async with running_house(
        tmp_path, ingresses=0, schedulers=0, notifiers=2, simulator=False, settings=settings, modules=HURRIED
    ) as running:
        yield running


async def test_what_was_given_up_waits_for_a_decision_whatever_the_bus_loses(house: House, twilio: MoodyTwilio) -> None:
    refused, doubtful = a_due("refused"), a_due("doubtful")
    unread, dropped = a_due("of another version"), a_due("dropped")
    twilio.treat(refused, Mood.REFUSES)
    twilio.treat(dropped, Mood.REFUSES)
    twilio.treat(doubtful, Mood.FAILS, Mood.FAILS)
    await publish(house.nats, refused, doubtful, dropped)
    await _publish_unreadable(house, unread)
    await _decide(house, dropped, drop)
    await _parked(house, refused, doubtful, unread)

    await house.lose_the_bus()
    assert await _parked(house, refused, doubtful, unread) == {refused.speech_id, doubtful.speech_id, unread.speech_id}
    for notifier in ("notifier-1", "notifier-2"):
        await house[notifier].kill()
    await _decide(house, refused, replay)
    # What is to be sent again lies on the bus, and nobody but the journal has it besides.
    await house.lose_the_bus()
    for notifier in ("notifier-1", "notifier-2"):
        await house[notifier].start()
    await _parked(house, refused, doubtful, unread)
    await _decide(house, refused, replay)
    await _decide(house, doubtful, replay)
    await _decide(house, unread, drop)

    await wait_until(lambda: _kept_no_more(house), description="nothing is kept", within=30)
    assert [len(twilio.created_for(fact.chat)) for fact in (refused, doubtful, unread, dropped)] == [1, 1, 0, 0]


@asynccontextmanager
async def _desk(house: House) -> AsyncIterator[Parking]:
    async with jetstream_of(house.nats) as jetstream, connected(house.store.url) as redis:
        yield Parking(ParkedStream(lambda: jetstream), RedisJournal(redis), TOKEN)


async def _parked(house: House, *facts: Fact) -> set[SpeechId]:
    """Wait until all of these are parked; return all that are."""
    async with _desk(house) as parking:

        async def found() -> set[SpeechId]:
            waiting = {SpeechId(str(one["id"])) for one in await list_parked(parking)}
            return waiting if waiting >= {fact.speech_id for fact in facts} else set()

        return await wait_until(found, description="all of them are parked", within=60)


async def _decide(house: House, fact: Fact, verb: Callable[[int, Parking], Awaitable[bool]]) -> None:
    await _parked(house, fact)
    async with _desk(house) as parking:
        for one in await list_parked(parking):
            if one["id"] == fact.speech_id:
                assert await verb(int(one["number"]), parking)


async def _publish_unreadable(house: House, fact: Fact) -> None:
    body = json.dumps({**fact.model_dump(mode="json"), "kind": "of_a_newer_version"}).encode()
    async with jetstream_of(house.nats) as jetstream:
        await jetstream.publish(fact.subject, body, stream="SPEECH")


async def _kept_no_more(house: House) -> bool:
    async with connected(house.store.url) as redis:
        return not any([await RedisJournal(redis).given_up(partition) for partition in range(PARTITIONS)])
