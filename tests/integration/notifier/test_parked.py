"""Parked messages: seen by an operator in hashed form, sent again, dropped; by hand and over HTTP."""

import json
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from services.notifier.adapters.parked_stream import ParkedStream
from services.notifier.adapters.redis_journal import RedisJournal
from services.notifier.handlers.parking import Parking, drop, list_parked, replay, show_parked
from services.notifier.operator.parked import run
from shared.contract import ReminderDue
from shared.runtime.store import connected
from tests.harness.account import TOKEN
from tests.harness.house import House, running_house
from tests.harness.moody_twilio import Mood, MoodyTwilio, moody_twilio
from tests.harness.speeches import a_due, outcome_of, publish
from tests.harness.streams import jetstream_of
from tests.harness.waiting import wait_until

pytestmark = pytest.mark.asyncio(loop_scope="module")
SECRET = "only the operator knows"  # noqa: S105 - made up


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def twilio() -> AsyncIterator[MoodyTwilio]:
    async with moody_twilio() as running:
        yield running


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def house(tmp_path_factory: pytest.TempPathFactory, twilio: MoodyTwilio) -> AsyncIterator[House]:
    settings = {"TWILIO_API_URL": twilio.url, "OPERATOR_TOKEN": SECRET}
    directory = tmp_path_factory.mktemp("parked")
    async with running_house(directory, ingresses=0, schedulers=0, simulator=False, settings=settings) as running:
        yield running


@pytest_asyncio.fixture(loop_scope="module")
async def parking(house: House) -> AsyncIterator[Parking]:
    async with jetstream_of(house.nats) as jetstream, connected(house.store.url) as redis:
        yield Parking(ParkedStream(lambda: jetstream), RedisJournal(redis), TOKEN)


async def a_parked(house: House, twilio: MoodyTwilio, parking: Parking) -> tuple[int, ReminderDue]:
    """Return the number and the fact of a reminder that Twilio has just refused."""
    fact = a_due("a secret errand")
    twilio.moods[fact.chat] = [Mood.REFUSES]
    await publish(house.nats, fact)

    async def is_parked() -> list[int]:
        return [int(one["number"]) for one in await list_parked(parking) if one["id"] == fact.speech_id]

    return (await wait_until(is_parked, description="it is parked"))[0], fact


async def test_the_list_says_why_and_whom_without_a_number_or_a_text(
    house: House, twilio: MoodyTwilio, parking: Parking
) -> None:
    number, fact = await a_parked(house, twilio, parking)

    [listed] = [one for one in await list_parked(parking) if one["number"] == number]
    shown = await show_parked(number, parking)

    assert (listed["why"], listed["kind"]) == ("There is no WhatsApp at this number. (21211)", "reminder_due")
    assert fact.chat.removeprefix("whatsapp:+") not in json.dumps(listed)
    assert "errand" not in json.dumps(listed)
    assert "errand" in json.dumps(shown)


async def test_what_is_replayed_is_sent_after_all_and_waits_no_more(
    house: House, twilio: MoodyTwilio, parking: Parking
) -> None:
    number, fact = await a_parked(house, twilio, parking)

    assert await replay(number, parking)

    async def is_sent() -> bool:
        return bool(twilio.created_for(fact.chat))

    await wait_until(is_sent, description="it was sent after all")
    assert len(twilio.created_for(fact.chat)) == 1
    assert number not in [one["number"] for one in await list_parked(parking)]
    assert not await replay(number, parking)


async def test_what_is_dropped_rests(house: House, twilio: MoodyTwilio, parking: Parking) -> None:
    number, fact = await a_parked(house, twilio, parking)

    assert await drop(number, parking)

    assert number not in [one["number"] for one in await list_parked(parking)]
    assert twilio.created_for(fact.chat) == []


async def test_by_hand_every_verb_says_what_came_of_it(
    house: House, twilio: MoodyTwilio, parking: Parking, capsys: pytest.CaptureFixture[str]
) -> None:
    number, fact = await a_parked(house, twilio, parking)
    await outcome_of(house.nats, fact)

    codes = [
        await run(words, parking)
        for words in (["list"], ["show", str(number)], ["drop", str(number)], ["drop", str(number)])
    ]

    assert codes == [0, 0, 0, 1]
    said = capsys.readouterr().out
    assert "wait for a decision." in said
    assert f"{number}: dropped." in said
    assert await run(["burn", "everything"], parking) == 2


async def test_over_http_who_has_the_token_may_do_the_same_and_nobody_else(
    house: House, twilio: MoodyTwilio, parking: Parking
) -> None:
    number, fact = await a_parked(house, twilio, parking)
    base = f"http://127.0.0.1:{house['notifier'].settings['PROBE_PORT']}/parked"
    known = {"Authorization": f"Bearer {SECRET}"}

    async def ask(method: str, path: str = "", **headers: str) -> tuple[int, str]:
        async with house.door.http.request(method, base + path, headers=headers) as answer:
            return answer.status, await answer.text()

    assert (await ask("GET"))[0] == 401
    assert (await ask("GET", Authorization="Bearer guess"))[0] == 401
    status, text = await ask("GET", **known)
    assert status == 200
    assert number in [one["number"] for one in json.loads(text)]
    assert (await ask("GET", f"/{number}", **known))[0] == 200
    assert (await ask("POST", f"/{number}/replay", **known))[0] == 204
    assert (await ask("DELETE", f"/{number}", **known))[0] == 404
    assert (await ask("PUT", "/x", **known))[0] == 404

    async def is_sent() -> bool:
        return bool(twilio.created_for(fact.chat))

    await wait_until(is_sent, description="it was sent after all")


async def test_who_parks_what_nobody_can_read_tells_that_it_will_not_be_said(house: House) -> None:
    fact = a_due()
    unreadable = {**fact.model_dump(mode="json"), "kind": "of_a_newer_version"}
    async with jetstream_of(house.nats) as jetstream:
        headers = {"Nats-Msg-Id": fact.dedupe_id}
        await jetstream.publish(fact.subject, json.dumps(unreadable).encode(), stream="SPEECH", headers=headers)
    outcome = await outcome_of(house.nats, fact)

    assert (outcome["kind"], outcome["reminder"], outcome["code"]) == ("speech_refused", "k1", None)
