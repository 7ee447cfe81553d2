"""Taking messages: a lane a consumer, each message in the hands of its redelivery, and a watch over the consumers."""

import asyncio
import os
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from functools import partial
from typing import Any, Final, get_type_hints

import structlog
from nats.aio.msg import Msg
from nats.errors import Error as NatsError
from nats.js.errors import NotFoundError
from pydantic import TypeAdapter

from shared.contract import Consumer
from shared.runtime.connection import Connection
from shared.runtime.lane import Lane
from shared.runtime.redelivery import Farewell, Park, Redelivery

EXIT_CONSUMER_GONE: Final = 71

PAUSE_FOR_PROVISIONING = timedelta(seconds=1)
GRACE = timedelta(seconds=40)
"""On SIGTERM a handler may finish: longer than the longest POST to Twilio."""

logger = structlog.get_logger()


class Taking:
    """What a process reads from its durable consumers. `open` and `close` are symmetrical."""

    def __init__(self, connection: Connection, park: Park) -> None:
        self._connection = connection
        self._redelivery = Redelivery(park)
        self._consumers: list[Consumer] = []
        self._lanes: list[Lane] = []

    def subscribe(
        self,
        consumers: Sequence[Consumer],
        handler: Callable[[Any], Awaitable[None]],
        *,
        workers: int = 1,
        parked: Farewell | None = None,
    ) -> None:
        """Hand each message of `consumers` to `handler`, `workers` at a time a consumer. Call before `open`.

        The handler's annotation says what it takes. It acknowledges by returning; what it raises decides about
        redelivery (`shared.runtime.redelivery`). `parked` is told of each message that was put aside for an operator.
        """
        read = TypeAdapter(next(iter(get_type_hints(handler, include_extras=True).values()))).validate_json

        async def handle(message: Msg) -> None:
            await handler(read(message.data))

        for consumer in consumers:
            if parked is not None:
                self._redelivery.tell_when_parked(consumer.durable, parked)
            self._consumers.append(consumer)
            take = partial(self._redelivery.take, handle=handle)
            self._lanes.append(Lane(self._connection.client, consumer, take, workers))

    async def open(self) -> None:
        """Begin to take messages; waits for as long as NATS, or a consumer that is to be provisioned, is away."""
        # Asking a consumer that is not there for messages would be answered by silence.
        while await self._one_is_gone(or_cannot_be_asked=True):
            logger.warning("consumers_missing", hint="run python -m shared.runtime.provision")
            await asyncio.sleep(PAUSE_FOR_PROVISIONING.total_seconds())
        for lane in self._lanes:
            await lane.open()

    async def close(self) -> None:
        """Take no more messages, and let those in hand finish."""
        await asyncio.gather(*(lane.close(GRACE) for lane in self._lanes), return_exceptions=True)

    def lost(self) -> None:
        """What was asked for may never come: ask anew."""
        for lane in self._lanes:
            lane.lost()

    async def watch(self, *, every: timedelta = timedelta(seconds=5), patience: int = 3) -> None:
        """End the process when a consumer that we read is gone: asking it for messages would go on in silence."""
        missing = 0
        while True:
            await asyncio.sleep(every.total_seconds())
            missing = missing + 1 if await self._one_is_gone() else 0
            if missing >= patience:
                logger.critical("consumer_gone", hint="run python -m shared.runtime.provision")
                os._exit(EXIT_CONSUMER_GONE)

    async def _one_is_gone(self, *, or_cannot_be_asked: bool = False) -> bool:
        for consumer in self._consumers:
            try:
                await self._connection.jetstream().consumer_info(consumer.stream, consumer.durable)
            except NotFoundError:
                return True
            except (NatsError, OSError, TimeoutError):
                return or_cannot_be_asked
        return False
