"""The door to NATS: one connection that never gives up, one `send`, one way to take messages."""

import asyncio
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from functools import partial
from typing import Any, Final, get_type_hints
from weakref import WeakSet

import structlog
from faststream.exceptions import IncorrectState
from faststream.nats import NatsBroker
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.errors import Error as NatsError
from nats.js import JetStreamContext
from nats.js.errors import NotFoundError
from pydantic import TypeAdapter

from shared.contract import Consumer, Message, inbox_of
from shared.runtime import traces
from shared.runtime.asking import Questions
from shared.runtime.ending import end
from shared.runtime.errors import BusUnavailable
from shared.runtime.feed import Reader
from shared.runtime.lane import Lane
from shared.runtime.redelivery import Farewell, Parked, Redelivery, park
from shared.runtime.settings import Settings
from shared.runtime.signing_in import security_of
from shared.runtime.telemetry import messages_sent_total
from shared.runtime.volley import Volley

EXIT_DISCONNECTED: Final = 70
EXIT_CONSUMER_GONE: Final = 71

SEND_BUDGET = timedelta(seconds=10)
"""A cluster of three elects a new leader in 4 to 6 s; Twilio waits 15 s for our answer."""

PUBACK_TIMEOUT = timedelta(seconds=2)
PAUSE_FOR_PROVISIONING = timedelta(seconds=1)
PAUSE_BETWEEN_TRIES = timedelta(milliseconds=200)
GRACE = timedelta(seconds=40)
"""On SIGTERM a handler may finish: longer than the longest POST to Twilio."""

PARTING = timedelta(seconds=3)
"""For a last exchange with NATS. The client would wait for half a minute and more where it is away."""

_PARKED_BY_A_REPORT: Final = "notifier-receipt"
"""The lane of what is parked because of a report on it, not while it was handled."""

_REFUSAL: Final = "permissions violation"

logger = structlog.get_logger()


class Bus:
    """What a service does with NATS. `connect` and `drain` are symmetrical."""

    def __init__(self, broker: NatsBroker, redelivery: Redelivery) -> None:
        self._broker = broker
        self._redelivery = redelivery
        self._consumers: list[Consumer] = []
        self._lanes: list[Lane] = []
        self._readers: WeakSet[Reader] = WeakSet()
        self.volley = Volley(self._connection)
        self.questions = Questions(self._connection)

    def _connection(self) -> Client:
        connection: Client = self._broker.config.connection_state.connection
        return connection

    async def connect(self) -> None:
        """Connect and begin to take messages; waits for as long as NATS, or what is to be provisioned, is away."""
        await self._broker.connect()
        # A client that subscribes to a consumer that is not there makes one, with settings nobody agreed on.
        while await self._one_is_gone(or_cannot_be_asked=True):
            logger.warning("consumers_missing", hint="run python -m shared.runtime.provision")
            await asyncio.sleep(PAUSE_FOR_PROVISIONING.total_seconds())
        await self.volley.open()
        await self._broker.start()
        for lane in self._lanes:
            await lane.open()

    async def drain(self) -> None:
        """Take no more messages, let those in hand finish, and part from NATS; if it does not answer, without it."""
        await asyncio.gather(*(lane.close(GRACE) for lane in self._lanes), return_exceptions=True)
        parting = asyncio.create_task(self._part(), name="parting")
        await asyncio.wait({parting}, timeout=PARTING.total_seconds())
        if not parting.done():
            logger.warning("nats_does_not_let_go")
            parting.cancel()

    async def _part(self) -> None:
        try:
            await self._broker.stop()
        except NatsError as trouble:
            # It is away: what was written and not acknowledged comes back by itself.
            logger.info("parted_without_nats", error=type(trouble).__name__)
            await self._connection().close()

    @asynccontextmanager
    async def connected(self) -> AsyncIterator[None]:
        """Connect, and drain on leaving."""
        try:
            await self.connect()
            yield
        finally:
            await self.drain()

    @asynccontextmanager
    async def connecting(self) -> AsyncIterator[None]:
        """Connect in the background, for who can work without NATS for a while; drain on leaving."""
        task = asyncio.create_task(self.connect(), name="connecting")
        try:
            yield
        finally:
            await end({task})
            await self.drain()

    async def is_connected(self) -> bool:
        return await self._broker.ping(timeout=1.0)

    async def send(self, message: Message, *, dedupe_id: str | None = None) -> bool:
        """Store `message` on its stream. Returns when NATS has it on disk; raises BusUnavailable after the budget.

        Sending the same message again is harmless: NATS keeps one copy an id, and False tells that it had it.
        """
        body, once = message.model_dump_json().encode(), dedupe_id or message.dedupe_id
        facts = {"messaging.system": "nats", "messaging.destination.name": message.stream, "nudge.message": once}
        with traces.inside(f"send {message.stream}", "producer", facts) as span:
            is_new = await self.send_raw(message.stream, message.subject, body, once)
            span.note({"nudge.outcome": "stored" if is_new else "known"})
        messages_sent_total.labels(message.stream).inc()
        return is_new

    async def park(self, message: Message, *, why: str) -> None:
        """Store `message` for an operator, for good and once a reason, with the same promise as `send`."""
        parked = Parked(
            stream=message.stream,
            subject=message.subject,
            sequence=0,
            consumer=_PARKED_BY_A_REPORT,
            attempts=1,
            reason=why,
            body=message.model_dump_json().encode(),
        )
        await park(parked, self.send_raw, once=f"parked:{message.dedupe_id}:{why}")

    async def send_raw(self, stream: str, subject: str, body: bytes, dedupe_id: str) -> bool:
        """Store bytes, with the same promise as `send`."""
        deadline = asyncio.get_running_loop().time() + SEND_BUDGET.total_seconds()
        while True:
            try:
                return await self._publish(stream, subject, body, dedupe_id)
            except (NatsError, OSError, TimeoutError, IncorrectState) as error:
                if asyncio.get_running_loop().time() + PAUSE_BETWEEN_TRIES.total_seconds() >= deadline:
                    raise BusUnavailable(f"NATS gave no acknowledgement: {type(error).__name__}") from error
                await asyncio.sleep(PAUSE_BETWEEN_TRIES.total_seconds())

    def jetstream(self) -> JetStreamContext:
        """Lend the connection's JetStream, for who reads a stream by number."""
        stream: JetStreamContext = self._broker.config.connection_state.stream
        return stream

    def reader(self, stream: str, subject: str) -> Reader:
        """Return a reader of one subject, for who keeps the place by itself."""
        reader = Reader(self._connection(), self._broker.config.connection_state.stream, stream, subject)
        self._readers.add(reader)
        return reader

    async def whisper(self, subject: str, words: bytes = b"") -> None:
        """Tell whoever listens right now; nobody may."""
        with suppress(NatsError, OSError, IncorrectState):
            await self._connection().publish(subject, words)

    async def overhear(self, subject: str, heard: Callable[[bytes], None]) -> None:
        """Call `heard` with the words of each whisper. Call when connected."""

        async def take(message: Msg) -> None:
            heard(message.data)

        await self._connection().subscribe(subject, cb=take)

    async def reconnected(self) -> None:
        """Whatever was on the wire is gone: readers begin anew, and what is not acknowledged is written again."""
        self.volley.reconnected()
        for reader in list(self._readers):
            reader.lost()
        for lane in self._lanes:
            lane.lost()

    async def _publish(self, stream: str, subject: str, body: bytes, dedupe_id: str) -> bool:
        stored = await self.jetstream().publish(
            subject,
            body,
            stream=stream,
            headers={"Nats-Msg-Id": dedupe_id, **traces.headers()},
            timeout=PUBACK_TIMEOUT.total_seconds(),
        )
        return not stored.duplicate

    def subscribe(
        self,
        consumers: Sequence[Consumer],
        handler: Callable[[Any], Awaitable[None]],
        *,
        workers: int = 1,
        parked: Farewell | None = None,
    ) -> None:
        """Hand each message of `consumers` to `handler`, `workers` at a time a consumer. Call before `connect`.

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
            self._lanes.append(Lane(self._connection, consumer, take, workers))

    async def watch_consumers(self, *, every: timedelta = timedelta(seconds=5), patience: int = 3) -> None:
        """End the process when a consumer that we read is gone: fetching from it would spin in silence."""
        missing = 0
        while True:
            await asyncio.sleep(every.total_seconds())
            missing = missing + 1 if await self._one_is_gone() else 0
            if missing >= patience:
                logger.critical("consumer_gone", hint="run python -m shared.runtime.provision")
                os._exit(EXIT_CONSUMER_GONE)

    async def _one_is_gone(self, *, or_cannot_be_asked: bool = False) -> bool:
        jetstream = self._broker.config.connection_state.stream
        for consumer in self._consumers:
            try:
                await jetstream.consumer_info(consumer.stream, consumer.durable)
            except NotFoundError:
                return True
            except (NatsError, OSError, TimeoutError):
                return or_cannot_be_asked
        return False


def make_bus(settings: Settings, *, name: str) -> Bus:
    """Return an unconnected bus that reconnects for ever and takes the process down if it is closed for good."""
    redelivery = Redelivery()

    async def closed() -> None:
        # A closed connection under a running broker is a busy loop that ignores SIGTERM: better to be started again.
        if broker.running:
            logger.critical("nats_closed_for_good")
            os._exit(EXIT_DISCONNECTED)

    async def reconnected() -> None:
        await bus.reconnected()

    async def refused(error: Exception) -> None:
        # What NATS does not allow it does not answer either: without this line it would look like a timeout.
        if _REFUSAL in str(error).lower():
            logger.error("nats_refused", reason=str(error))

    broker = NatsBroker(
        settings.nats_servers,
        name=f"nudge-{name}",
        security=security_of(settings),
        inbox_prefix=inbox_of(name),
        max_reconnect_attempts=-1,
        reconnect_time_wait=1,
        # Half-open connections are noticed within 10 s.
        ping_interval=5,
        max_outstanding_pings=2,
        connect_timeout=2,
        closed_cb=closed,
        error_cb=refused,
        reconnected_cb=reconnected,
        logger=None,
    )
    bus = Bus(broker, redelivery)
    redelivery.park_with(bus.send_raw)
    return bus
