"""What lies on the bus, read by a plain client: a witness that shares nothing with what is tested."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import nats
from nats.js import JetStreamContext

from deploy.embedded.servers import RunningServer


@asynccontextmanager
async def jetstream_of(server: RunningServer) -> AsyncIterator[JetStreamContext]:
    """Lend a connection of its own."""
    async with await nats.connect(server.url) as client:
        yield client.jetstream(timeout=10)


async def count_of(server: RunningServer, stream: str) -> int:
    """Return how many messages the stream holds."""
    async with jetstream_of(server) as jetstream:
        return int((await jetstream.stream_info(stream)).state.messages)


async def read_all(server: RunningServer, stream: str, *, after: int = 0) -> list[dict[str, Any]]:
    """Return every message of the stream, oldest first, from behind sequence `after`."""
    async with jetstream_of(server) as jetstream:
        last = (await jetstream.stream_info(stream)).state.last_seq
        raw = [await jetstream.get_msg(stream, sequence) for sequence in range(after + 1, last + 1)]
    return [json.loads(message.data or b"") for message in raw]


async def unsettled(server: RunningServer, stream: str, durable: str) -> int:
    """Return how many messages the consumer has not acknowledged."""
    async with jetstream_of(server) as jetstream:
        info = await jetstream.consumer_info(stream, durable)
        return (info.num_ack_pending or 0) + (info.num_pending or 0)


async def hurry(server: RunningServer, stream: str, seconds: float) -> None:
    """Let what the dead had in hand come back after `seconds`, not after the consumers' agreed time."""
    async with jetstream_of(server) as jetstream:
        for consumer in await jetstream.consumers_info(stream):
            if consumer.config.durable_name:
                await jetstream.add_consumer(stream, replace(consumer.config, ack_wait=seconds))
