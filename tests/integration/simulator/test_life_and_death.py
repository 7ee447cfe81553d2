"""The simulator starts, stops and comes back."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import aiohttp
import pytest

from simulator.carrier import Pace
from simulator.server import listen
from tests.integration.simulator.stand_ins import (
    ACCOUNT,
    ANNA,
    BRISK,
    TOKEN,
    Ingress,
    a_simulator,
    some_settings,
    wait_until,
)

NEVER = timedelta(hours=1)
ROOT = Path(__file__).parents[3]


async def test_the_chat_is_still_there_after_a_restart(ingress: Ingress, tmp_path: Path) -> None:
    settings = some_settings(ingress.url, state=tmp_path / "chats" / "state.jsonl")
    async with a_simulator(settings) as simulator:
        await simulator.write("/list")
        before = await simulator.transcript()
    async with a_simulator(settings) as simulator:
        after = await simulator.transcript()

    assert [bubble["body"] for bubble in after] == ["/list"]
    assert after == before


async def test_what_was_on_its_way_goes_on_after_a_restart(ingress: Ingress, tmp_path: Path) -> None:
    settings = some_settings(ingress.url, state=tmp_path / "state.jsonl")
    async with a_simulator(settings, pace=Pace(NEVER, NEVER, NEVER)) as simulator:
        await simulator.say("call mom", StatusCallback=f"{ingress.url}/webhooks/twilio/status")
    assert ingress.reported() == []

    async with a_simulator(settings, pace=BRISK):
        await wait_until(lambda: len(ingress.statuses) == 3, description="three reports")

    assert ingress.reported() == ["sent", "delivered", "read"]


@pytest.mark.parametrize("name", [signal.SIGINT, signal.SIGTERM])
async def test_the_process_stops_at_once_with_a_page_open(name: signal.Signals) -> None:
    async with a_process() as process, aiohttp.ClientSession() as http:
        url = await its_address(process)
        async with http.get(f"{url}/phone/events", params={"number": ANNA}) as answer:
            assert await answer.content.readline() == b"retry: 1000\n"
            process.send_signal(name)
            said, complained = await asyncio.wait_for(process.communicate(), timeout=5)

    assert (process.returncode, said, complained) == (0, b"", b"")


async def test_a_port_in_use_is_one_sentence_and_two() -> None:
    with listen("127.0.0.1", 0) as held:
        held.listen()
        port = held.getsockname()[1]
        async with a_process(SIMULATOR_PORT=str(port)) as process:
            said, complained = await asyncio.wait_for(process.communicate(), timeout=20)

    assert (process.returncode, said) == (2, b"")
    assert complained.startswith(f"The simulator cannot listen on 127.0.0.1:{port} ".encode())
    assert complained.count(b"\n") == 1


@asynccontextmanager
async def a_process(**environment: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """`python -m simulator`, as a person starts it."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "simulator",
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], **NEEDED, **environment},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


NEEDED = {"TWILIO_ACCOUNT_SID": ACCOUNT, "TWILIO_AUTH_TOKEN": TOKEN, "SIMULATOR_PORT": "0"}


async def its_address(process: asyncio.subprocess.Process) -> str:
    assert process.stdout is not None
    line = await asyncio.wait_for(process.stdout.readline(), timeout=20)
    return line.decode().removeprefix("The phone is at ").strip()
