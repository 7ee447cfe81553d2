"""`send` on a real NATS: it returns when the message is on disk, and never stores one twice."""

from datetime import timedelta

import pytest

from deploy.embedded.servers import RunningServer
from shared.runtime import bus as bus_module
from shared.runtime.errors import BusUnavailable
from tests.harness.notes import Note, a_bus, a_note
from tests.harness.streams import count_of, jetstream_of
from tests.harness.waiting import wait_until


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give up after a second instead of ten."""
    monkeypatch.setattr(bus_module, "SEND_BUDGET", timedelta(seconds=1))
    monkeypatch.setattr(bus_module, "PUBACK_TIMEOUT", timedelta(milliseconds=300))


async def test_what_was_sent_is_on_disk_as_it_was(server: RunningServer) -> None:
    bus = a_bus(server)
    async with bus.connected():
        await bus.send(a_note("kept"))
    await server.kill()
    await server.start()

    async with jetstream_of(server) as jetstream:
        stored = await jetstream.get_msg("NOTES", 1)
        assert Note.model_validate_json(stored.data or b"") == a_note("kept")
        assert stored.subject == a_note().subject
        assert (stored.headers or {})["Nats-Msg-Id"] == "kept"


async def test_the_same_message_sent_twice_is_stored_once(server: RunningServer) -> None:
    bus = a_bus(server)
    async with bus.connected():
        for _ in range(3):
            await bus.send(a_note("again"))

    assert await count_of(server, "NOTES") == 1


async def test_the_same_message_is_known_again_after_a_restart_of_nats(server: RunningServer) -> None:
    bus = a_bus(server)
    async with bus.connected():
        await bus.send(a_note("again"))
        await server.kill()
        await server.start()
        await bus.send(a_note("again"))

    assert await count_of(server, "NOTES") == 1


@pytest.mark.usefixtures("impatient")
async def test_without_its_stream_nothing_is_taken_for_sent(server: RunningServer) -> None:
    async with jetstream_of(server) as jetstream:
        await jetstream.delete_stream("NOTES")
    bus = a_bus(server)
    async with bus.connected():
        with pytest.raises(BusUnavailable):
            await bus.send(a_note())


@pytest.mark.usefixtures("impatient")
async def test_sending_gives_up_after_its_budget_while_nats_is_away(server: RunningServer) -> None:
    bus = a_bus(server)
    async with bus.connected():
        await server.kill()
        with pytest.raises(BusUnavailable):
            await bus.send(a_note("late"))
        await server.start()

        async def is_back() -> bool:
            return await bus.is_connected()

        await wait_until(is_back, description="the bus is connected again")
        await bus.send(a_note("late"))

    assert await count_of(server, "NOTES") == 1


@pytest.mark.usefixtures("impatient")
async def test_sending_before_ever_connecting_gives_up_too(server: RunningServer) -> None:
    await server.kill()
    bus = a_bus(server)
    async with bus.connecting():
        with pytest.raises(BusUnavailable):
            await bus.send(a_note())
