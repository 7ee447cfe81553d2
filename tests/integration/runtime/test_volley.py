"""Many messages at once: each is stored once, in order, and the sender learns which are."""

from typing import Any

import pytest

from deploy.embedded.servers import RunningServer
from shared.runtime import volley
from shared.runtime.volley import Letter
from tests.harness.notes import a_bus
from tests.harness.streams import jetstream_of
from tests.harness.waiting import wait_until


async def stored(server: RunningServer) -> list[str]:
    async with jetstream_of(server) as jetstream:
        last = (await jetstream.stream_info("NOTES")).state.last_seq
        return [(await jetstream.get_msg("NOTES", n)).data.decode() for n in range(1, last + 1)]  # type: ignore[union-attr]


def letters(count: int, *, different: int | None = None) -> list[Letter]:
    return [Letter("NOTES", "note.1", str(n).encode(), f"id {n % (different or count)}") for n in range(count)]


async def test_each_is_stored_once_in_the_order_in_which_it_was_posted(server: RunningServer) -> None:
    bus = a_bus(server)
    async with bus.connected():
        flights = [await bus.volley.post(part) for part in (letters(100, different=50), letters(50))]
        results = [await flight.stored() for flight in flights]

    assert results == [[True] * 100, [True] * 50]
    assert await stored(server) == [str(n) for n in range(50)]


async def test_what_was_written_to_a_dead_server_is_stored_when_it_is_back(server: RunningServer) -> None:
    bus = a_bus(server)
    async with bus.connected():
        await server.kill()
        flight = await bus.volley.post(letters(10))
        await server.start()

        assert await flight.stored() == [True] * 10
    assert await stored(server) == [str(n) for n in range(10)]


async def test_when_the_budget_is_spent_the_sender_learns_what_is_not_stored(
    server: RunningServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(volley, "BUDGET", volley.ACK_WITHIN / 4)
    bus = a_bus(server)
    async with bus.connected():
        await server.kill()
        flight = await bus.volley.post(letters(3))

        assert await flight.stored() == [False] * 3
        await server.start()
        await wait_until(bus.is_connected, description="the bus is back")


async def test_what_the_stream_refuses_is_not_taken_for_stored(server: RunningServer, monkeypatch: Any) -> None:
    monkeypatch.setattr(volley, "BUDGET", volley.ACK_WITHIN / 4)
    bus = a_bus(server)
    async with bus.connected():
        flight = await bus.volley.post([Letter("ANOTHER", "note.1", b"x", "x"), *letters(1)])

        assert await flight.stored() == [False, True]
