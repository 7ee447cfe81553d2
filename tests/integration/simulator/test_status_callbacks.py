"""An outbound message lives, and its sender is told."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp

from tests.integration.simulator.stand_ins import (
    ANNA,
    Ingress,
    Simulator,
    a_simulator,
    some_settings,
    wait_until,
)

STATUS = "/webhooks/twilio/status?rid=k7-1"


async def test_a_message_is_sent_delivered_and_read_and_each_step_is_reported(
    simulator: Simulator, ingress: Ingress
) -> None:
    said = await simulator.say("call mom", StatusCallback=ingress.url + STATUS)
    await wait_until(lambda: len(ingress.statuses) == 3, description="three reports")

    assert ingress.reported() == ["sent", "delivered", "read"]
    assert {call.form["MessageSid"] for call in ingress.statuses} == {said["sid"]}
    assert {call.url for call in ingress.statuses} == {ingress.url + STATUS}


async def test_a_fragment_is_neither_signed_nor_sent(simulator: Simulator, ingress: Ingress) -> None:
    await simulator.say("call mom", StatusCallback=f"{ingress.url}{STATUS}#rc=3&rp=all")
    await wait_until(lambda: len(ingress.statuses) == 3, description="three reports")

    assert {call.url for call in ingress.statuses} == {ingress.url + STATUS}


async def test_without_a_callback_nobody_is_told(simulator: Simulator, ingress: Ingress) -> None:
    await simulator.say("call mom")
    await simulator.say("call dad", StatusCallback=ingress.url + STATUS)
    await wait_until(lambda: len(ingress.statuses) == 3, description="three reports")

    assert len({call.form["MessageSid"] for call in ingress.statuses}) == 1


async def test_reports_stay_in_order_when_the_first_is_slow(simulator: Simulator, ingress: Ingress) -> None:
    ingress.dawdle = lambda call: 0.15 if call.form.get("MessageStatus") == "sent" else 0.0
    await simulator.say("call mom", StatusCallback=ingress.url + STATUS)
    await wait_until(lambda: len(ingress.statuses) == 3, description="three reports")

    assert ingress.reported() == ["sent", "delivered", "read"]


async def test_a_refused_report_is_tried_again(simulator: Simulator, ingress: Ingress) -> None:
    ingress.answers.append(503)
    await simulator.say("call mom", StatusCallback=ingress.url + STATUS)
    await wait_until(lambda: len(ingress.statuses) == 4, description="three reports and a repeated one")

    assert ingress.reported() == ["sent", "sent", "delivered", "read"]


async def test_while_a_phone_is_open_only_a_look_at_it_reads(simulator: Simulator, ingress: Ingress) -> None:
    async with events_of(simulator, ANNA) as heard:
        said = await simulator.say("call mom", StatusCallback=ingress.url + STATUS)
        await wait_until(lambda: any('"delivered"' in line for line in heard), description="it is delivered")
        await simulator.say("later", person="+12025550143", StatusCallback=ingress.url + STATUS)
        await wait_until(lambda: "read" in ingress.reported(), description="the closed phone reads by itself")
        before = await status_of(simulator, said["sid"])
        await look(simulator, ANNA)

        assert (before, await status_of(simulator, said["sid"])) == ("delivered", "read")


async def test_without_auto_read_a_message_waits_to_be_looked_at(ingress: Ingress) -> None:
    async with a_simulator(some_settings(ingress.url, auto_read=False)) as simulator:
        said = await simulator.say("call mom", StatusCallback=ingress.url + STATUS)
        await wait_until(lambda: "delivered" in ingress.reported(), description="it is delivered")
        before = await status_of(simulator, said["sid"])
        await look(simulator, ANNA)
        await wait_until(lambda: "read" in ingress.reported(), description="the look is reported")

    assert before == "delivered"


@asynccontextmanager
async def events_of(simulator: Simulator, number: str) -> AsyncIterator[list[str]]:
    """An open page: everything that its event stream says."""
    heard: list[str] = []

    async def listen(answer: aiohttp.ClientResponse) -> None:
        while line := await answer.content.readline():
            heard.append(line.decode())

    url = f"{simulator.url}/phone/events"
    async with simulator.http.get(url, params={"number": number}) as answer:
        listening = asyncio.create_task(listen(answer))
        await wait_until(lambda: "event: hello\n" in heard, description="the stream greets")
        yield heard
        listening.cancel()
        await asyncio.wait({listening})


async def look(simulator: Simulator, number: str) -> None:
    async with simulator.http.post(f"{simulator.url}/phone/seen", json={"number": number}) as answer:
        assert answer.status == 204


async def status_of(simulator: Simulator, sid: str) -> str:
    return next(str(bubble["status"]) for bubble in await simulator.transcript() if bubble["sid"] == sid)
