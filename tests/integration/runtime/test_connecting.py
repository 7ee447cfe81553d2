"""A bus that finds no NATS, or one that hangs up in the middle of the greeting, goes on until it is let in."""

import asyncio
import gc
import socket
import struct
import threading
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from datetime import timedelta
from enum import Enum
from pathlib import Path

import pytest
import uvloop

from deploy.embedded.servers import RunningServer, running_nats
from shared.runtime import connection
from tests.harness.notes import a_bus, a_note, make_streams
from tests.harness.streams import count_of
from tests.harness.waiting import wait_until

GREETING = b'INFO {"server_id":"x","version":"2.11.0","max_payload":1048576,"headers":true}\r\n'
AT_ONCE = struct.pack("ii", 1, 0)
"""For SO_LINGER: whoever closes resets."""


# NATS' client leaves connections on which it was refused to the garbage collector.
pytestmark = pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning")


class Manner(Enum):
    """How callers are turned away."""

    RESET = "greeted and reset"
    HUNG_UP = "greeted and hung up on"
    HEARD = "greeted, heard and hung up on"
    FORBIDDEN = "greeted, heard and told that they may not come in"


@pytest.fixture(autouse=True)
def hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "TRY_AGAIN_AFTER", timedelta(milliseconds=20))


@asynccontextmanager
async def nobody_let_in(server: RunningServer, manner: Manner) -> AsyncIterator[None]:
    """Kill the server and turn a few callers away in its place, before leaving; it is back behind."""
    turned_away = 0

    def turn_away() -> None:
        nonlocal turned_away
        while not is_over.is_set():
            caller, _ = door.accept()
            with caller, suppress(OSError):
                caller.sendall(GREETING)
                if manner in {Manner.HEARD, Manner.FORBIDDEN}:
                    caller.recv(4096)
                if manner is Manner.FORBIDDEN:
                    caller.sendall(b"-ERR 'Authorization Violation'\r\n")
                if manner is Manner.RESET:
                    caller.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, AT_ONCE)
            turned_away += 1

    async def a_few_were() -> bool:
        return turned_away >= 10

    await server.kill()
    is_over = threading.Event()
    with socket.create_server(("127.0.0.1", server.port)) as door:
        porter = threading.Thread(target=turn_away)
        porter.start()
        yield
        try:
            await wait_until(a_few_were, description="callers came again and again", within=10)
        finally:
            is_over.set()
            socket.create_connection(("127.0.0.1", server.port)).close()
            await asyncio.to_thread(porter.join)
    await server.start()


@asynccontextmanager
async def running_notes(directory: Path) -> AsyncIterator[RunningServer]:
    async with running_nats(directory / "nats") as running:
        await make_streams(running)
        yield running


async def test_a_bus_waits_for_a_nats_that_comes_late(server: RunningServer) -> None:
    await server.kill()
    bus = a_bus(server)
    async with bus.connecting():
        assert not await bus.is_connected()
        await server.start()
        await wait_until(bus.is_connected, description="the bus is connected")
        await bus.send(a_note())

    assert await count_of(server, "NOTES") == 1


@pytest.mark.parametrize("manner", Manner)
def test_who_is_turned_away_at_first_comes_again(manner: Manner, tmp_path: Path) -> None:
    async def come() -> None:
        async with running_notes(tmp_path) as server, AsyncExitStack() as stack:
            bus = a_bus(server)
            async with nobody_let_in(server, manner):
                await stack.enter_async_context(bus.connecting())
            await wait_until(bus.is_connected, description="the bus is connected")
            await bus.send(a_note())

            assert await count_of(server, "NOTES") == 1

    # The loop of the services: to it, a connection that was reset is another error than to Python's own.
    uvloop.run(come())
    gc.collect()


@pytest.mark.parametrize("manner", Manner)
def test_who_is_turned_away_after_a_loss_comes_again(manner: Manner, tmp_path: Path) -> None:
    async def come_again() -> None:
        async with running_notes(tmp_path) as server:
            bus = a_bus(server)
            async with bus.connected():
                async with nobody_let_in(server, manner):
                    pass
                await wait_until(bus.is_connected, description="the bus is connected again")
                await bus.send(a_note())

            assert await count_of(server, "NOTES") == 1

    uvloop.run(come_again())
    gc.collect()
