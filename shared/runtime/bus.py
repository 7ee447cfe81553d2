"""The door to NATS: one connection, one `send`, one way to take messages."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from typing import Final
from weakref import WeakSet

from nats.aio.msg import Msg
from nats.errors import Error as NatsError

from shared.contract import Fact, Message
from shared.runtime import traces
from shared.runtime.asking import Questions
from shared.runtime.connection import Connection
from shared.runtime.ending import end
from shared.runtime.errors import BusUnavailable
from shared.runtime.feed import Reader
from shared.runtime.redelivery import Parked, park
from shared.runtime.settings import Settings
from shared.runtime.taking import Taking
from shared.runtime.telemetry import messages_sent_total
from shared.runtime.volley import Volley

SEND_BUDGET = timedelta(seconds=10)
"""A cluster of three elects a new leader in 4 to 6 s; Twilio waits 15 s for our answer."""

PUBACK_TIMEOUT = timedelta(seconds=2)
PAUSE_BETWEEN_TRIES = timedelta(milliseconds=200)

_PARKED_BESIDES: Final = "notifier-receipt"
"""The lane of what is parked because of a report on it, or again, not while it was handled."""


class Bus:
    """What a service does with NATS. `connect` and `drain` are symmetrical."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._readers: WeakSet[Reader] = WeakSet()
        self._taking = Taking(connection, self.send_raw)
        self.subscribe = self._taking.subscribe
        self.watch_consumers = self._taking.watch
        self.jetstream = connection.jetstream
        self.volley = Volley(connection.client)
        self.questions = Questions(connection.client)
        connection.when_back(self._begin_anew)

    async def connect(self) -> None:
        """Connect and begin to take messages; waits for as long as NATS, or what is to be provisioned, is away."""
        await self._connection.open()
        await self.volley.open()
        await self._taking.open()

    async def drain(self) -> None:
        """Take no more messages, let those in hand finish, and part from NATS."""
        await self._taking.close()
        await self._connection.part()

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
        return self._connection.is_open

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
        body, once = message.model_dump_json().encode(), f"parked:{message.dedupe_id}:{why}"
        await park(_put_aside(message.stream, message.subject, body, why), self.send_raw, once=once)

    async def park_again(self, subject: str, body: bytes, *, why: str, once: str) -> None:
        """Store a speech for an operator of which the bus knows nothing any more, once an id."""
        await park(_put_aside(Fact.stream, subject, body, why), self.send_raw, once=once)

    async def send_raw(self, stream: str, subject: str, body: bytes, dedupe_id: str) -> bool:
        """Store bytes, with the same promise as `send`."""
        deadline = asyncio.get_running_loop().time() + SEND_BUDGET.total_seconds()
        while True:
            try:
                return await self._publish(stream, subject, body, dedupe_id)
            except (NatsError, OSError, TimeoutError, BusUnavailable) as error:
                if asyncio.get_running_loop().time() + PAUSE_BETWEEN_TRIES.total_seconds() >= deadline:
                    raise BusUnavailable(f"NATS gave no acknowledgement: {type(error).__name__}") from error
                await asyncio.sleep(PAUSE_BETWEEN_TRIES.total_seconds())

    async def _publish(self, stream: str, subject: str, body: bytes, dedupe_id: str) -> bool:
        stored = await self.jetstream().publish(
            subject,
            body,
            stream=stream,
            headers={"Nats-Msg-Id": dedupe_id, **traces.headers()},
            timeout=PUBACK_TIMEOUT.total_seconds(),
        )
        return not stored.duplicate

    def reader(self, stream: str, subject: str) -> Reader:
        """Return a reader of one subject, for who keeps the place by itself. Call when connected."""
        reader = Reader(self._connection.client(), self.jetstream(), stream, subject)
        self._readers.add(reader)
        return reader

    async def whisper(self, subject: str, words: bytes = b"") -> None:
        """Tell whoever listens right now; nobody may."""
        with suppress(NatsError, OSError, BusUnavailable):
            await self._connection.client().publish(subject, words)

    async def overhear(self, subject: str, heard: Callable[[bytes], None]) -> None:
        """Call `heard` with the words of each whisper. Call when connected."""

        async def take(message: Msg) -> None:
            heard(message.data)

        await self._connection.client().subscribe(subject, cb=take)

    def _begin_anew(self) -> None:
        """Whatever was on the wire is gone: readers begin anew, and what is not acknowledged is written again."""
        self.volley.reconnected()
        for reader in list(self._readers):
            reader.lost()
        self._taking.lost()


def _put_aside(stream: str, subject: str, body: bytes, why: str) -> Parked:
    return Parked(stream, subject, sequence=0, consumer=_PARKED_BESIDES, attempts=1, reason=why, body=body)


def make_bus(settings: Settings, *, name: str) -> Bus:
    """Return an unconnected bus that goes by `name`."""
    return Bus(Connection(settings, name=name))
