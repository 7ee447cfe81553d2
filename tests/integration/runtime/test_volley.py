"""Many messages at once: each is stored once, in order, and the sender learns which are."""

import asyncio
import signal
from typing import Any

import nats
import pytest

from deploy.embedded.servers import RunningServer
from shared.contract import STREAMS
from shared.runtime import volley
from shared.runtime.letters import Letter
from shared.runtime.provision import stream_config
from shared.runtime.volley import Flight
from tests.harness.notes import a_bus
from tests.harness.streams import jetstream_of
from tests.harness.waiting import wait_until


async def stored(server: RunningServer, stream: str = "NOTES") -> list[str]:
    async with jetstream_of(server) as jetstream:
        last = (await jetstream.stream_info(stream)).state.last_seq
        return [(await jetstream.get_msg(stream, n)).data.decode() for n in range(1, last + 1)]  # type: ignore[union-attr]


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


def speeches(*numbers: int) -> list[Letter]:
    return [Letter("SPEECH", "speech.due.0", str(n).encode(), f"speech {n}") for n in numbers]


@pytest.fixture
async def with_speech(server: RunningServer) -> RunningServer:
    async with jetstream_of(server) as jetstream:
        await jetstream.add_stream(stream_config(next(s for s in STREAMS if s.name == "SPEECH"), 1))
    return server


async def test_a_batch_is_stored_whole_and_in_order(with_speech: RunningServer) -> None:
    bus = a_bus(with_speech)
    async with bus.connected():
        flights = [await bus.volley.post(speeches(*range(start, start + 500))) for start in (0, 500, 1000)]
        results = [await flight.stored() for flight in flights]

    assert results == [[True] * 500] * 3
    assert await stored(with_speech, "SPEECH") == [str(n) for n in range(1500)]


async def test_a_batch_with_something_known_is_stored_without_a_second_copy(with_speech: RunningServer) -> None:
    bus = a_bus(with_speech)
    async with bus.connected():
        await (await bus.volley.post(speeches(3))).stored()
        flight = await bus.volley.post(speeches(1, 2, 3, 4))

        assert await flight.stored() == [True] * 4
    assert sorted(await stored(with_speech, "SPEECH")) == ["1", "2", "3", "4"]


async def test_many_batches_at_once_do_not_ask_too_much(with_speech: RunningServer) -> None:
    bus = a_bus(with_speech)
    async with bus.connected():
        posts = [bus.volley.post(speeches(2 * n, 2 * n + 1)) for n in range(200)]
        flights = await asyncio.gather(*posts)
        results = await asyncio.gather(*(flight.stored() for flight in flights))

    assert results == [[True, True]] * 200
    assert len(await stored(with_speech, "SPEECH")) == 400


async def test_a_batch_on_its_way_to_a_dead_server_is_stored_once_when_it_is_back(with_speech: RunningServer) -> None:
    bus = a_bus(with_speech)
    async with bus.connected():
        flight = await bus.volley.post(speeches(*range(300)))
        await with_speech.kill()
        await with_speech.start()

        assert await flight.stored() == [True] * 300
    assert sorted(map(int, await stored(with_speech, "SPEECH"))) == list(range(300))


async def batches(server: RunningServer) -> list[str]:
    """Return the batch that each stored speech came in; without one it is not here."""
    async with jetstream_of(server) as jetstream:
        last = (await jetstream.stream_info("SPEECH")).state.last_seq
        found = [(await jetstream.get_msg("SPEECH", n)).headers or {} for n in range(1, last + 1)]
    return [headers["Nats-Batch-Id"] for headers in found if "Nats-Batch-Id" in headers]


async def in_vain(flight: Flight) -> None:
    """Wait until it is written for the second time."""

    async def is_written_again() -> bool:
        return len(flight.tokens) > 1

    await wait_until(is_written_again, description="the batch is written again")


async def test_a_batch_that_died_with_the_server_is_written_as_one_batch_again(with_speech: RunningServer) -> None:
    bus = a_bus(with_speech)
    async with bus.connected():
        with_speech.tell(signal.SIGSTOP)
        flight = await bus.volley.post(speeches(*range(300)))
        await with_speech.kill()
        await with_speech.start()

        assert await flight.stored() == [True] * 300
    found = await batches(with_speech)
    assert len(found) == 300
    assert len(set(found)) == 1


async def test_a_burst_through_the_death_of_the_server_is_stored_once_and_in_batches(
    with_speech: RunningServer,
) -> None:
    bus = a_bus(with_speech)
    async with bus.connected():
        parts = [speeches(*range(start, start + 50)) for start in range(0, 1500, 50)]
        flights = [await bus.volley.post(part) for part in parts[:10]]
        assert await flights[0].stored() == [True] * 50
        with_speech.tell(signal.SIGSTOP)
        flights += [await bus.volley.post(part) for part in parts[10:20]]
        await with_speech.kill()
        flights += [await bus.volley.post(part) for part in parts[20:]]
        await with_speech.start()

        assert await asyncio.gather(*(flight.stored() for flight in flights[1:])) == [[True] * 50] * 29
    assert sorted(map(int, await stored(with_speech, "SPEECH"))) == list(range(1500))
    assert len(await batches(with_speech)) == 1500


async def test_a_batch_that_the_server_has_no_room_for_is_written_as_a_batch_when_it_has(
    with_speech: RunningServer,
) -> None:
    bus = a_bus(with_speech)
    async with bus.connected(), await nats.connect(with_speech.url) as other:
        for n in range(50):
            await other.publish("speech.due.1", b"0", headers={"Nats-Batch-Id": f"{n}", "Nats-Batch-Sequence": "1"})
        await other.flush()
        flight = await bus.volley.post(speeches(1, 2, 3))
        fate = asyncio.create_task(flight.stored())
        await in_vain(flight)
        for n in range(50):
            end = {"Nats-Batch-Id": f"{n}", "Nats-Batch-Sequence": "2", "Nats-Batch-Commit": "1"}
            await other.publish("speech.due.1", b"0", headers=end)

        assert await fate == [True] * 3
    assert sum(len(batch) > 2 for batch in await batches(with_speech)) == 3


async def test_a_batch_for_which_nobody_listens_is_written_as_a_batch_when_somebody_does(
    server: RunningServer,
) -> None:
    bus = a_bus(server)
    async with bus.connected():
        flight = await bus.volley.post(speeches(1, 2, 3))
        fate = asyncio.create_task(flight.stored())
        await in_vain(flight)
        async with jetstream_of(server) as jetstream:
            await jetstream.add_stream(stream_config(next(s for s in STREAMS if s.name == "SPEECH"), 1))

        assert await fate == [True] * 3
    assert len(set(await batches(server))) == 1
