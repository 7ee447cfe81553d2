"""A stream of its own, a consumer of its own and a bus on a real NATS: what is tried here touches no service."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any, ClassVar

from deploy.embedded.servers import RunningServer
from shared.contract import ChatId, Consumer, Message, Stream
from shared.runtime.bus import Bus, make_bus
from shared.runtime.provision import consumer_config, stream_config
from shared.runtime.settings import Settings
from tests.harness.streams import jetstream_of

NOTES = Stream("NOTES", ("note.*",), max_age=timedelta(hours=3))
PARKED = Stream("PARKED", ("parked.>",), max_age=timedelta(hours=3))
READER = Consumer("NOTES", "reader-note", "note.*", timedelta(seconds=5), 16)


class Note(Message):
    """Something to carry."""

    stream: ClassVar[str] = "NOTES"
    lane: ClassVar[str] = "note"

    text: str

    @property
    def dedupe_id(self) -> str:
        return self.text


def a_note(text: str = "hello") -> Note:
    return Note(chat=ChatId("whatsapp:+4915100000000"), text=text)


Handler = Callable[[Note], Awaitable[None]]


async def make_streams(server: RunningServer, *, parked: bool = True) -> None:
    """Create the streams and the consumer, as the provisioning step would."""
    async with jetstream_of(server) as jetstream:
        for stream in (NOTES, PARKED) if parked else (NOTES,):
            await jetstream.add_stream(stream_config(stream, 1))
        await jetstream.add_consumer("NOTES", consumer_config(READER))


def a_bus(server: RunningServer, handler: Handler | None = None) -> Bus:
    """Return an unconnected bus; `handler` reads the notes."""
    settings: dict[str, Any] = {"nats_url": server.url, "_env_file": None}
    bus = make_bus(Settings(**settings), name="test")
    if handler is not None:
        bus.subscribe([READER], handler)
    return bus
