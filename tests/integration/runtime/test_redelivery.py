"""What becomes of a message whose handler fails: tried again, each wait longer, or parked for an operator."""

import asyncio
import base64
import json
from datetime import timedelta
from typing import Any

import pytest

from deploy.embedded.servers import RunningServer
from shared.runtime import redelivery
from shared.runtime.errors import Permanent, Transient
from tests.harness.notes import Note, a_bus, a_note
from tests.harness.streams import count_of, hurry, jetstream_of, unsettled
from tests.harness.waiting import wait_until


class Reader:
    """A handler that fails with `error` the first `times` times, and notes when it was called."""

    def __init__(self, error: Exception | None = None, *, times: int = 1_000) -> None:
        self.called_at: list[float] = []
        self.read: list[str] = []
        self._error = error
        self._times = times

    async def __call__(self, note: Note) -> None:
        self.called_at.append(asyncio.get_running_loop().time())
        if self._error is not None and len(self.called_at) <= self._times:
            raise self._error
        self.read.append(note.text)

    async def has_read(self) -> bool:
        return bool(self.read)

    @property
    def waits(self) -> list[float]:
        return [after - before for before, after in zip(self.called_at, self.called_at[1:], strict=False)]


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(redelivery, "FIRST_WAIT", timedelta(milliseconds=1))
    monkeypatch.setattr(redelivery, "LONGEST_WAIT", timedelta(milliseconds=20))


async def test_each_wait_is_longer_than_the_one_before(server: RunningServer) -> None:
    reader = Reader(Transient("not yet"), times=4)
    bus = a_bus(server, reader.__call__)
    async with bus.connected():
        await bus.send(a_note())
        await wait_until(reader.has_read, description="the note is read at last")

    for wait, least in zip(reader.waits, (0.2, 0.4, 0.8, 1.6), strict=True):
        assert wait >= least - 0.01


async def test_who_knows_when_to_come_back_is_listened_to(server: RunningServer) -> None:
    reader = Reader(Transient("throttled", retry_after=timedelta(seconds=1)), times=1)
    bus = a_bus(server, reader.__call__)
    async with bus.connected():
        await bus.send(a_note())
        await wait_until(reader.has_read, description="the note is read at last")

    assert reader.waits[0] >= 0.99


@pytest.mark.usefixtures("quick")
async def test_what_may_pass_is_tried_for_ever(server: RunningServer) -> None:
    reader = Reader(Transient("not yet"), times=40)
    bus = a_bus(server, reader.__call__)
    async with bus.connected():
        await bus.send(a_note())
        await wait_until(reader.has_read, description="the note is read at last")

    assert await count_of(server, "PARKED") == 0


@pytest.mark.usefixtures("quick")
async def test_what_cannot_help_is_parked_once_with_its_reason_and_body(server: RunningServer) -> None:
    reader = Reader(Permanent("hopeless"))
    bus = a_bus(server, reader.__call__)
    async with bus.connected():
        await bus.send(a_note("hopeless"))
        parked = await _parked(server)

    assert len(reader.called_at) == 1
    assert (parked["reason"], parked["stream"], parked["attempts"]) == ("hopeless", "NOTES", 1)
    assert Note.model_validate_json(base64.b64decode(parked["body"])) == a_note("hopeless")
    assert await _unsettled(server) == 0


@pytest.mark.usefixtures("quick")
async def test_what_cannot_be_read_is_parked_as_it_came(server: RunningServer) -> None:
    reader = Reader()
    bus = a_bus(server, reader.__call__)
    async with bus.connected():
        await bus.send_raw("NOTES", "note.1", b"\xff\x00 not JSON", "garbage")
        parked = await _parked(server)

    assert reader.called_at == []
    assert base64.b64decode(parked["body"]) == b"\xff\x00 not JSON"
    assert await _unsettled(server) == 0


@pytest.mark.usefixtures("quick")
async def test_a_message_without_what_it_must_have_is_parked(server: RunningServer) -> None:
    bus = a_bus(server, Reader().__call__)
    async with bus.connected():
        await bus.send_raw("NOTES", "note.1", b'{"chat": "whatsapp:+4915100000000"}', "incomplete")

        assert (await _parked(server))["reason"] == "ValidationError"


@pytest.mark.usefixtures("quick")
async def test_a_bug_is_tried_five_times_then_parked(server: RunningServer) -> None:
    reader = Reader(KeyError("a bug"))
    bus = a_bus(server, reader.__call__)
    async with bus.connected():
        await bus.send(a_note())
        parked = await _parked(server)

    assert len(reader.called_at) == 5
    assert (parked["reason"], parked["attempts"]) == ("KeyError", 5)
    assert await _unsettled(server) == 0


@pytest.mark.usefixtures("quick")
async def test_what_cannot_be_parked_is_kept(server: RunningServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shared.runtime.bus.SEND_BUDGET", timedelta(milliseconds=500))
    async with jetstream_of(server) as jetstream:
        await jetstream.delete_stream("PARKED")
    reader = Reader(Permanent("hopeless"), times=2)
    bus = a_bus(server, reader.__call__)
    async with bus.connected():
        await bus.send(a_note("kept"))
        await wait_until(reader.has_read, description="the note comes back, as it could not be parked")

    assert reader.read == ["kept"]


async def test_nats_restarted_and_messages_flow_again(server: RunningServer) -> None:
    reader = Reader()
    bus = a_bus(server, reader.__call__)
    async with bus.connected():
        await bus.send(a_note("before"))
        await wait_until(reader.has_read, description="the first note is read")
        await server.kill()
        await server.start()
        await bus.send(a_note("after"))

        async def both() -> bool:
            return set(reader.read) == {"before", "after"}  # an acknowledgement may have died with the server

        assert await wait_until(both, description="the second note is read")


async def _parked(server: RunningServer) -> Any:
    """Wait for the one parked message."""

    async def some() -> bool:
        return await count_of(server, "PARKED") > 0

    await wait_until(some, description="a message is parked")
    async with jetstream_of(server) as jetstream:
        assert (await jetstream.stream_info("PARKED")).state.messages == 1
        return json.loads((await jetstream.get_msg("PARKED", 1)).data or b"")


async def _unsettled(server: RunningServer) -> int:
    """Wait for everything to be settled; return what is not."""

    async def none() -> bool:
        return await unsettled(server, "NOTES", "reader-note") == 0

    await wait_until(none, description="nothing is left unsettled")
    return await unsettled(server, "NOTES", "reader-note")


async def test_what_is_in_hand_is_nobody_elses_however_long_it_takes(
    server: RunningServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(redelivery, "WORKING_EVERY", timedelta(milliseconds=200))
    await hurry(server, "NOTES", 1)
    reader, is_told = Reader(), asyncio.Event()

    async def slow(note: Note) -> None:
        await reader(note)
        await asyncio.sleep(2.5)
        is_told.set()

    bus = a_bus(server, slow)
    async with bus.connected():
        await bus.send(a_note())
        await is_told.wait()

    assert len(reader.called_at) == 1


async def test_who_waits_for_a_message_asks_again_soon_after_the_server_was_away(server: RunningServer) -> None:
    reader = Reader()
    bus = a_bus(server, reader.__call__)
    async with bus.connected():
        await bus.send(a_note("before"))
        await wait_until(reader.has_read, description="the first note is read, and the next is asked for")
        await server.kill()
        await server.start()
        await bus.send(a_note("after"))

        async def has_read_both() -> bool:
            return set(reader.read) == {"before", "after"}  # an acknowledgement may have died with the server

        await wait_until(has_read_both, description="the second note is read", within=3)
