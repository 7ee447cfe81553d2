"""Callers that are too slow, too large or too many; and a bus that is away."""

import asyncio
import signal
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from urllib.parse import urlsplit

import aiohttp
import pytest

from tests.harness.account import a_number
from tests.harness.house import House
from tests.harness.streams import read_all
from tests.harness.waiting import wait_until
from tests.harness.webhooks import FORM, MESSAGES, Answer, a_message

pytestmark = pytest.mark.asyncio(loop_scope="module")

TWILIO_WAITS_SECONDS = 15
HEAD = f"POST {MESSAGES} HTTP/1.1\r\nHost: x\r\nContent-Type: {FORM}\r\nX-Twilio-Signature: x\r\n"


async def test_a_body_of_10_mb_is_refused_before_it_is_all_there(house: House) -> None:
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        for _ in range(160):
            sent += 1
            yield b"x" * 65_536

    try:
        status = (await house.door.post(endless(), signed="x")).status
    except (aiohttp.ClientConnectionError, ConnectionError):
        status = 413  # hung up on while still talking

    assert status == 413
    assert sent < 160
    assert (await _list(house)).status == 200


async def test_a_body_that_claims_to_be_huge_is_refused(house: House) -> None:
    answer = await _raw(house, f"{HEAD}Content-Length: 10000000000\r\n\r\n".encode() + b"x" * 100_000)

    assert b" 413 " in answer.splitlines()[0]


@pytest.mark.parametrize(
    "head",
    [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"GET / HTTP/9.9\r\n\r\n",
        b"POST\r\n\r\n",
        HEAD.encode() + b"Content-Length: -1\r\n\r\n",
        HEAD.encode() + b"Content-Length: many\r\n\r\n",
        HEAD.encode() + b"Transfer-Encoding: chunked\r\n\r\nZZ\r\n",
        HEAD.encode() + b"Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    ],
)
async def test_what_is_not_http_is_hung_up_on(house: House, head: bytes) -> None:
    answer = await _raw(house, head)

    assert not answer or b" 40" in answer.splitlines()[0]
    assert (await _list(house)).status == 200


async def test_who_dawdles_is_cut_off_and_others_are_served_meanwhile(house: House) -> None:
    began = time.monotonic()
    bodies = [asyncio.create_task(_raw(house, f"{HEAD}Content-Length: 1000\r\n\r\nBo".encode())) for _ in range(50)]
    heads = [asyncio.create_task(_raw(house, said)) for said in (b"", HEAD.encode(), b"POST /webhooks")]
    assert (await _list(house)).status == 200
    trickled, unfinished = await asyncio.gather(*bodies), await asyncio.gather(*heads)

    assert all(b" 408 " in answer.splitlines()[0] for answer in trickled)
    assert set(unfinished) == {b""}
    assert time.monotonic() - began < TWILIO_WAITS_SECONDS


async def test_a_thousand_webhooks_at_once_are_all_kept(house: House) -> None:
    before = len(await read_all(house.nats, "COMMANDS"))
    forms = [a_message(a_number(), f"/add remind me to swim {n} at 2031-07-01 09:00 in UTC") for n in range(1_000)]
    answers = await asyncio.gather(*(house.door.post_form(form) for form in forms))

    assert {answer.status for answer in answers} == {200}
    kept = await read_all(house.nats, "COMMANDS", after=before)
    assert {command["command_id"] for command in kept} == {form["MessageSid"] for form in forms}
    assert len(kept) == len(forms)


@asynccontextmanager
async def _killed(house: House) -> AsyncIterator[None]:
    await house.nats.kill()
    yield
    await house.nats.start()


@asynccontextmanager
async def _hanging(house: House) -> AsyncIterator[None]:
    house.nats.tell(signal.SIGSTOP)
    try:
        yield
    finally:
        house.nats.tell(signal.SIGCONT)


@pytest.mark.parametrize("trouble", [_killed, _hanging])
async def test_while_nats_is_away_503_in_time_and_the_retry_is_one_command(
    house: House, trouble: Callable[[House], AbstractAsyncContextManager[None]]
) -> None:
    form = a_message(a_number(), "/list")
    async with trouble(house):
        began = time.monotonic()
        refused = await house.door.post_form(form)
        took = time.monotonic() - began

    async def is_kept() -> bool:
        return (await house.door.post_form(form)).status == 200

    await wait_until(is_kept, description="the retry is kept")
    assert refused.status == 503
    assert took < 12
    assert [c["command_id"] for c in await read_all(house.nats, "COMMANDS")].count(form["MessageSid"]) == 1


async def _list(house: House) -> Answer:
    return await house.door.post_form(a_message(a_number(), "/list"))


async def _raw(house: House, said: bytes) -> bytes:
    """Say these bytes, nothing more, and return all that comes back until the door hangs up."""
    host = urlsplit(house.door.base_url)
    reader, writer = await asyncio.open_connection(host.hostname, host.port)
    try:
        writer.write(said)
        await writer.drain()
        async with asyncio.timeout(TWILIO_WAITS_SECONDS * 2):
            return await reader.read()
    except ConnectionError:
        return b""
    finally:
        writer.close()
