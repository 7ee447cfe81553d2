"""Floods, replays and forgeries at a whole house: limits hold, others are served, memory stays flat."""

import asyncio
import re
import time
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from urllib.parse import urlencode

import pytest
import pytest_asyncio

from tests.harness.account import a_number
from tests.harness.house import House, running_house
from tests.harness.listening import listening
from tests.harness.phones import add, soon
from tests.harness.streams import count_of, read_all
from tests.harness.waiting import wait_until
from tests.harness.webhooks import Answer, a_message

pytestmark = pytest.mark.asyncio(loop_scope="module")

PACE = 30
AT_ONCE = 64
SERVED_WITHIN_SECONDS = 30.0
"""Generous: a machine that runs the whole house and the flood as well."""

MOST_GROWTH = 48 * 1024 * 1024
"""Bytes that a service may take more after a flood than before it."""

SERVICES = ("ingress", "scheduler", "notifier")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def house(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    settings = {"MAX_MESSAGES": str(PACE), "MAX_MESSAGES_A_DAY": "300", "SEND_RATE": "500"}
    async with running_house(tmp_path_factory.mktemp("abused"), settings=settings) as running:
        yield running


async def flood(house: House, forms: Sequence[dict[str, str]], *, signed: bool = True) -> list[Answer]:
    """Post all of them, many at once."""
    gate = asyncio.Semaphore(AT_ONCE)

    async def post(form: dict[str, str]) -> Answer:
        async with gate:
            if signed:
                return await house.door.post_form(form)
            return await house.door.post(urlencode(form).encode(), signed="AAAAAAAAAAAAAAAAAAAAAAAAAAA=")

    return await asyncio.gather(*(post(form) for form in forms))


def memory(house: House) -> dict[str, int]:
    """Return the resident bytes of each service."""
    found = {}
    for name in SERVICES:
        process = house[name].process
        assert process is not None
        status = Path(f"/proc/{process.pid}/status").read_text()
        found[name] = int(re.findall(r"VmRSS:\s+(\d+) kB", status)[0]) * 1024
        assert found[name] > 2**25, f"this is not {name}, but who started it"
    return found


async def is_served(house: House) -> float:
    """Return how long somebody who has nothing to do with it waits for an answer."""
    began = time.monotonic()
    assert "Saved" in await house.phones.ask(a_number(), add("breathe", soon(3600)))
    return time.monotonic() - began


async def test_a_flood_of_one_person_costs_a_minute_s_answers_and_keeps_nobody_waiting(house: House) -> None:
    person = a_number()
    await is_served(house)
    before = memory(house)
    async with asyncio.TaskGroup() as at_once:
        flooding = at_once.create_task(flood(house, [a_message(person, f"/list {n}") for n in range(3000)]))
        waits = [await is_served(house) for _ in range(3)]
    waits.append(await is_served(house))
    minutes = 2  # the flood may begin in one minute and end in the next
    heard = await house.phones.heard(person)

    assert {answer.status for answer in flooding.result()} == {200}
    assert max(waits) < SERVED_WITHIN_SECONDS
    assert 1 <= len(heard) <= minutes * (PACE + 1)
    assert sum("in a minute" in bubble.body for bubble in heard) <= minutes
    assert all(after - before[name] < MOST_GROWTH for name, after in memory(house).items())


async def test_a_flood_without_a_signature_reaches_nothing_and_keeps_nobody_waiting(house: House) -> None:
    before, stored = memory(house), await count_of(house.nats, "COMMANDS")
    forms = [a_message(a_number(), "/list") for _ in range(5000)]
    async with asyncio.TaskGroup() as at_once:
        flooding = at_once.create_task(flood(house, forms, signed=False))
        waits = [await is_served(house) for _ in range(3)]

    assert {answer.status for answer in flooding.result()} == {403}
    assert max(waits) < SERVED_WITHIN_SECONDS
    assert await count_of(house.nats, "COMMANDS") == stored + len(waits)
    assert all(after - before[name] < MOST_GROWTH for name, after in memory(house).items())


async def test_a_crowd_is_served_to_the_last(house: House) -> None:
    crowd = [a_number() for _ in range(1000)]
    answers = await flood(house, [a_message(person, "/help") for person in crowd])

    async def all_heard() -> bool:
        return all([await house.phones.heard(person) for person in (*crowd[:20], *crowd[-20:])])

    assert {answer.status for answer in answers} == {200}
    await wait_until(all_heard, description="the first and the last of the crowd are answered", within=120)


async def test_a_webhook_that_is_replayed_takes_effect_once(house: House) -> None:
    person = a_number()
    form = a_message(person, add("water the plants", soon(3600)))
    answers = await flood(house, [form] * 50)
    listed = await house.phones.ask(person, "/list")

    assert {answer.status for answer in answers} == {200}
    assert listed.count("water the plants") == 1
    assert len(await house.phones.heard(person, containing="Saved")) == 1


async def test_a_name_of_a_message_that_is_used_again_with_other_words_changes_nothing(house: House) -> None:
    person, stranger = a_number(), a_number()
    form = a_message(person, add("water the plants", soon(3600)))
    first = await house.door.post_form(form)
    await house.phones.wait_for_message(person, containing="Saved")
    second = await house.door.post_form({**form, "Body": "/delete all"})
    third = await house.door.post_form({**form, "From": f"whatsapp:{stranger}", "WaId": stranger.removeprefix("+")})
    listed = await house.phones.ask(person, "/list")
    commands = [one for one in await read_all(house.nats, "COMMANDS") if one["command_id"] == form["MessageSid"]]

    assert {first.status, second.status, third.status} == {200}
    assert "water the plants" in listed
    assert len(commands) == 1
    assert await house.phones.heard(stranger) == []


async def test_an_address_in_a_message_is_never_called(house: House) -> None:
    """Neither the file that a person sends nor a link in their words: nothing of ours may be made to knock anywhere."""
    knocks: list[bytes] = []

    async def trap(reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
        knocks.append(await reader.read(100))

    person = a_number()
    async with listening(trap) as port:
        url = f"http://127.0.0.1:{port}/secret"
        media = {"NumMedia": "1", "MediaUrl0": url, "MediaContentType0": "image/jpeg"}
        await house.door.post_form(a_message(person, "", **media))
        await house.phones.wait_for_message(person, containing="pictures")
        await house.phones.ask(person, add(f"read {url}", soon(2)))
        await house.phones.wait_for_message(person, containing="🔔")

    assert knocks == []


async def test_no_log_and_no_metric_names_a_person_or_their_words(house: House) -> None:
    """After everything above, and once more with words that nobody says."""
    person, canary = a_number(), "kanarienvogel"
    await house.phones.ask(person, add(canary, soon(2)))
    await house.phones.ask(person, f"{canary} {canary}?")
    await house.phones.wait_for_message(person, containing="🔔")
    told = {name: child.log.read_text() for name, child in house.children.items() if name in SERVICES}
    for name in SERVICES:
        probe = house[name].settings["PROBE_PORT"]
        told[f"{name} metrics"] = (await house.door.request("GET", f"http://127.0.0.1:{probe}/metrics")).text

    assert all(told.values())
    assert [name for name, text in told.items() if canary in text] == []
    assert [name for name, text in told.items() if re.search(r"\+?49151\d{8}", text)] == []
