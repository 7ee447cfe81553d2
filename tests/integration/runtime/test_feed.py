"""Reading a stream from a place on: in order, each once, whatever happens to the server in between."""

import shutil
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import pytest

from deploy.embedded.servers import RunningServer
from shared.runtime import feed
from shared.runtime.eraser import erase
from shared.runtime.feed import Delivered, Place, Reader
from tests.harness.notes import a_bus, make_streams
from tests.harness.streams import jetstream_of


@asynccontextmanager
async def reading(server: RunningServer, place: Place | None = None) -> AsyncIterator[Reader]:
    bus = a_bus(server)
    async with bus.connected(), bus.reader("NOTES", "note.1").behind(place) as reader:
        yield reader


async def write(server: RunningServer, *bodies: str, subject: str = "note.1") -> None:
    async with jetstream_of(server) as jetstream:
        for body in bodies:
            await jetstream.publish(subject, body.encode())


async def read(reader: Reader, count: int) -> Sequence[Delivered]:
    found: list[Delivered] = []
    while len(found) < count:
        found += await reader.next()
    return found


def bodies(found: Sequence[Delivered]) -> list[str]:
    return [message.body.decode() for message in found]


async def test_a_subject_is_read_in_order_from_the_beginning(server: RunningServer) -> None:
    await write(server, "1", "2")
    await write(server, "of others", subject="note.2")
    async with reading(server) as reader:
        first = await read(reader, 2)
        await write(server, "3")
        second = await read(reader, 1)

    assert bodies([*first, *second]) == ["1", "2", "3"]
    assert first[0].behind == 1


async def test_another_reader_goes_on_behind_a_place(server: RunningServer) -> None:
    await write(server, "1", "2", "3")
    async with reading(server) as reader:
        place = (await read(reader, 3))[1].place
    async with reading(server, place) as reader:
        assert bodies(await read(reader, 1)) == ["3"]


async def test_more_than_a_batch_is_read_whole(server: RunningServer) -> None:
    count = feed.BATCH * 2 + 7
    await write(server, *(str(number) for number in range(count)))
    async with reading(server) as reader:
        assert bodies(await read(reader, count)) == [str(number) for number in range(count)]


async def test_a_server_that_was_killed_is_read_on_without_a_gap_or_a_repeat(server: RunningServer) -> None:
    await write(server, "1", "2")
    async with reading(server) as reader:
        first = await read(reader, 2)
        await server.kill()
        await server.start()
        await write(server, "3", "4")
        second = await read(reader, 2)

    assert bodies([*first, *second]) == ["1", "2", "3", "4"]


async def test_a_consumer_that_is_gone_is_made_again(server: RunningServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feed, "SILENCE", feed.HEARTBEAT / 2)
    async with reading(server) as reader:
        await write(server, "1")
        await read(reader, 1)
        async with jetstream_of(server) as jetstream:
            for consumer in await jetstream.consumers_info("NOTES"):
                if not consumer.config.durable_name:
                    await jetstream.delete_consumer("NOTES", consumer.name)
        await write(server, "2")

        assert bodies(await read(reader, 1)) == ["2"]


async def test_a_stream_that_was_made_anew_is_read_from_what_is_new(server: RunningServer) -> None:
    """Its numbers begin again: what lies at our place is another message, or none."""
    await write(server, "1", "2", "3")
    async with reading(server) as reader:
        await read(reader, 3)
        await server.kill()
        shutil.rmtree(server.log.parent / "jetstream")
        await server.start()
        await make_streams(server)
        await write(server, "new")

        assert bodies(await read(reader, 1)) == ["new"]


async def test_a_place_whose_message_was_erased_is_still_a_place(server: RunningServer) -> None:
    """Who is forgotten takes their last command along: nothing of the others is read twice."""
    await write(server, "1", "2", "3")
    async with reading(server) as reader:
        place = (await read(reader, 3))[2].place
    async with jetstream_of(server) as jetstream:
        count = await erase(jetstream, "NOTES", "note.1", lambda body, _: b"3" in body)
    await write(server, "4")

    assert count == 1
    async with reading(server, place) as reader:
        assert bodies(await read(reader, 1)) == ["4"]


async def test_what_is_erased_is_nowhere_on_the_disk_and_the_rest_stays(server: RunningServer) -> None:
    await write(server, *(f"{'secret' if number % 7 == 0 else 'plain'} {number}" for number in range(600)))
    async with jetstream_of(server) as jetstream:
        assert await erase(jetstream, "NOTES", "note.1", lambda body, _: b"secret" in body) == 86
        assert await erase(jetstream, "NOTES", "note.1", lambda body, _: b"secret" in body) == 0

    stored = b"".join(file.read_bytes() for file in (server.log.parent / "jetstream").rglob("*.blk"))
    assert b"plain 1" in stored
    assert b"secret" not in stored
    async with reading(server) as reader:
        assert len(await read(reader, 514)) == 514
