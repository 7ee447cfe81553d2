"""Nothing that anybody says and no number is in a log, a metric or a trace, on a bad day least of all."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from shared.runtime.traces import FACTS
from tests.harness.account import a_number
from tests.harness.collector import Collector, collecting
from tests.harness.discretion import SERVICES, slips, slips_in
from tests.harness.house import House, running_house
from tests.harness.waiting import wait_until
from tests.harness.webhooks import a_message

pytestmark = pytest.mark.asyncio(loop_scope="module")

CANARY = "feed the violet canary of grandmother Ottilie"
CANARY_RU = "покормить фиолетовую канарейку бабушки Оттилии"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def collector() -> AsyncIterator[Collector]:
    async with collecting() as running:
        yield running


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def house(tmp_path_factory: pytest.TempPathFactory, collector: Collector) -> AsyncIterator[House]:
    settings = {
        "LOG_LEVEL": "debug",
        "SETTLE_SECONDS": "1",
        "SIMULATED_TIME": "true",
        "OTEL_EXPORTER_OTLP_ENDPOINT": collector.url,
        "TRACES_SAMPLE_RATIO": "1",
    }
    async with running_house(tmp_path_factory.mktemp("house"), settings=settings) as running:
        yield running


async def moods(house: House, **wanted: float | str) -> None:
    async with house.door.http.put(f"{house.phones.url}/simulator/moods", json=wanted) as answer:
        assert answer.status == 200, await answer.text()


@pytest_asyncio.fixture(loop_scope="module", autouse=True)
async def a_good_day(house: House) -> None:
    await moods(house)


async def test_a_good_day_leaves_no_trace_of_anybody(house: House) -> None:
    for words in (f"remind me to {CANARY} in 1 hour", f"напомни через час {CANARY_RU}"):
        person = a_number()
        await house.phones.ask(person, "/timezone Berlin")
        await house.phones.ask(person, words)
        await house.phones.ask(person, "/list")
        await house.phones.ask(person, "/why k1")

    assert await slips(house) == []


async def test_nor_does_a_bad_one(house: House) -> None:
    person = a_number()
    await house.phones.ask(person, "/timezone Berlin")
    await moods(house, error=0.3, drop=0.2, refuse=0.2, callbacks_lost=0.3, webhooks_doubled=0.5, seed=7)
    for _ in range(6):
        await house.phones.say(person, f"remind me to {CANARY} in 1 hour")
    await moods(house, refuse=1, refuse_code=63024)
    await house.phones.say(person, f"напомни через час {CANARY_RU}")

    async def something_was_parked() -> bool:
        return "Permanent" in house["notifier"].log.read_text("utf-8")

    await wait_until(something_was_parked, description="something was refused for good")
    assert await slips(house) == []


async def test_nor_does_one_on_which_twilio_has_no_patience(house: House) -> None:
    person = a_number()
    await house.phones.ask(person, "/timezone Berlin")
    await moods(house, throttle=1)
    for words in (f"remind me to {CANARY} in 1 second", f"напомни через 1 секунду {CANARY_RU}"):
        await house.phones.say(person, words)

    async def has_met_it() -> bool:
        return "throttled" in house["notifier"].log.read_text("utf-8")

    await wait_until(has_met_it, description="a post was throttled")
    await moods(house)
    for text in (CANARY, CANARY_RU):  # whatever waited is said after all
        await house.phones.wait_for_message(person, containing=text, within=60)
    assert await slips(house) == []


async def test_nor_does_what_nobody_can_read(house: House) -> None:
    person = a_number()
    await house.door.post_form(a_message(person, CANARY), token="not the token")
    await house.door.post_form(a_message(person, f"{CANARY}\x00"))
    await house.door.post_form(a_message("nobody", CANARY))
    await house.door.post(f"Body={CANARY}&From={person}%FF".encode(), signed="x")
    await house.phones.ask(person, f"/delete {CANARY}")

    assert await slips(house) == []
    assert not [log for log in _logs(house) if "Ottilie" in log or "violet" in log]


def _logs(house: House) -> list[str]:
    return [Path(child.log).read_text("utf-8") for name, child in house.children.items() if name != "simulator"]


async def test_nor_is_anybody_in_a_trace(house: House, collector: Collector) -> None:
    await asyncio.gather(*(house[service].stop() for service in SERVICES))

    assert {one.service for one in collector.spans} == set(SERVICES)
    assert {one.facts["error.type"] for one in collector.named("handle notifier-reply", outcome="parked")} == {
        "Permanent"
    }
    assert slips_in(house, collector.everything()) == []
    assert {key for one in collector.spans for key in one.facts} <= set(FACTS)
    await house.start(*SERVICES)


async def test_what_slipped_would_be_found(house: House) -> None:
    person = a_number()
    await house.phones.ask(person, f"/delete {CANARY}")
    with house["ingress"].log.open("a") as log:
        log.write(f'{{"event": "oops", "chat": "whatsapp:{person}", "text": "{CANARY}"}}\n')

    found = await slips(house)
    assert person.removeprefix("+") in found
    assert "the violet canary" in found
