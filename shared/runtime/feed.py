"""One subject of a stream, in order, from a place on. The reader keeps the place: the server keeps nothing for it."""

import asyncio
import json
from collections import deque
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import structlog
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.errors import Error as NatsError
from nats.js.api import AckPolicy, ConsumerConfig, DeliverPolicy
from nats.js.client import JetStreamContext
from nats.js.errors import NotFoundError

BATCH = 256
"""Messages asked for at a time, and returned at a time."""

ASK_FOR = timedelta(seconds=30)
HEARTBEAT = timedelta(seconds=4)
SILENCE = timedelta(seconds=9)
"""Two heartbeats missed: the consumer, or the server that had it, is gone."""

FORGOTTEN_AFTER = timedelta(minutes=1)
PAUSE = timedelta(milliseconds=250)

GO_BACK = timedelta(days=1)
"""How far before its time to begin where the very message is not there any more: more than any clock is wrong."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_FIELDS_WITH_DOMAIN = 11

logger = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Place:
    """A message's number and time on its stream."""

    sequence: int
    at_ns: int


@dataclass(frozen=True, slots=True)
class Delivered:
    """A message as the stream has it."""

    place: Place
    subject: str
    body: bytes
    headers: Mapping[str, str]
    behind: int
    """How many wait after it."""


@dataclass(frozen=True, slots=True)
class _Origin:
    consumer: str
    place: Place
    delivery: int
    behind: int


class Reader:
    """Reads on through the loss of its consumer, of a message on the wire, and of the connection."""

    def __init__(self, connection: Client, jetstream: JetStreamContext, stream: str, subject: str) -> None:
        self._connection = connection
        self._jetstream = jetstream
        self._stream = stream
        self._subject = subject
        self._inbox = connection.new_inbox()
        self._wishes = count()
        self._wish = ""
        self._arrived = asyncio.Event()
        self._messages: deque[Delivered] = deque()
        self._place: Place | None = None
        self._consumer = ""
        self._deliveries = 0
        self._asked = 0
        self._heard_at = 0.0

    @asynccontextmanager
    async def behind(self, place: Place | None) -> AsyncIterator["Reader"]:
        """Read from behind `place`, or everything, while inside."""
        subscription = await self._connection.subscribe(f"{self._inbox}.*", cb=self._take)
        try:
            self._place = place
            await self._renew()
            yield self
        finally:
            try:
                await subscription.unsubscribe()
                if self._consumer:
                    await self._jetstream.delete_consumer(self._stream, self._consumer)
            except (NatsError, OSError, TimeoutError):
                pass  # it is forgotten by itself

    async def next(self) -> Sequence[Delivered]:
        """Wait for messages, and return those that are there."""
        while not self._messages:
            if not self._consumer:
                await self._renew()
            self._arrived.clear()
            quiet = asyncio.get_running_loop().time() - self._heard_at
            try:
                async with asyncio.timeout(SILENCE.total_seconds() - quiet):
                    await self._arrived.wait()
            except TimeoutError:
                self._consumer = ""
        found = [self._messages.popleft() for _ in range(min(BATCH, len(self._messages)))]
        await self._ask()
        return found

    def lost(self) -> None:
        """Something may have been missed: begin anew behind the last message."""
        self._consumer = ""
        self._arrived.set()

    async def _renew(self) -> None:
        """Go on from the last message under a new consumer. Tries for as long as it takes."""
        while not self._consumer:
            try:
                await self._make_consumer()
            except (NatsError, OSError, TimeoutError) as error:
                logger.warning("commands_cannot_be_read", error=type(error).__name__)
                await asyncio.sleep(PAUSE.total_seconds())

    async def _start(self) -> dict[str, Any]:
        """Where to begin. The stream may have been made anew while we were away: its numbers mean other messages."""
        place = self._place
        if place is None:
            return {"deliver_policy": DeliverPolicy.ALL}
        if await self._is_there(place):
            return {"deliver_policy": DeliverPolicy.BY_START_SEQUENCE, "opt_start_seq": place.sequence + 1}
        logger.warning("stream_is_another", stream=self._stream, subject=self._subject)
        since = _EPOCH + timedelta(microseconds=place.at_ns // 1000) - GO_BACK
        return {"deliver_policy": DeliverPolicy.BY_START_TIME, "opt_start_time": since}

    async def _is_there(self, place: Place) -> bool:
        """Tell whether the place is of this very stream; the message itself may have been erased, or be too old."""
        try:
            message = await self._jetstream.get_msg(self._stream, place.sequence)
        except NotFoundError:
            info = await self._jetstream.stream_info(self._stream)
            at = _EPOCH + timedelta(microseconds=place.at_ns // 1000)
            return info.state.last_seq >= place.sequence and info.created is not None and info.created <= at
        return message.time is not None and (message.time - _EPOCH) // timedelta(microseconds=1) == place.at_ns // 1000

    async def _make_consumer(self) -> None:
        config = ConsumerConfig(
            filter_subject=self._subject,
            ack_policy=AckPolicy.NONE,
            inactive_threshold=FORGOTTEN_AFTER.total_seconds(),
            mem_storage=True,
            num_replicas=1,
            **await self._start(),
        )
        info = await self._jetstream.add_consumer(self._stream, config)
        self._deliveries = self._asked = 0
        self._heard_at = asyncio.get_running_loop().time()
        self._consumer = info.name
        await self._ask()

    async def _ask(self) -> None:
        """Ask for more when nothing is asked for and what came was taken."""
        if self._asked > 0 or len(self._messages) >= BATCH or not self._consumer:
            return
        self._asked = BATCH
        wish = {
            "batch": BATCH,
            "expires": ASK_FOR // timedelta(microseconds=1) * 1000,
            "idle_heartbeat": HEARTBEAT // timedelta(microseconds=1) * 1000,
        }
        self._wish = f"{self._inbox}.{next(self._wishes)}"
        subject = f"$JS.API.CONSUMER.MSG.NEXT.{self._stream}.{self._consumer}"
        try:
            await self._connection.publish(subject, json.dumps(wish).encode(), reply=self._wish)
        except (NatsError, OSError):
            self.lost()

    async def _take(self, message: Msg) -> None:
        self._heard_at = asyncio.get_running_loop().time()
        if not message.reply.startswith("$JS.ACK."):
            await self._status(message)
            return
        origin = _origin(message.reply)
        if origin.consumer != self._consumer:
            return  # from before it was renewed
        if origin.delivery != self._deliveries + 1:
            self.lost()
            return
        self._deliveries = origin.delivery
        self._place = origin.place
        self._messages.append(
            Delivered(origin.place, message.subject, message.data, message.headers or {}, origin.behind)
        )
        self._arrived.set()
        self._asked -= 1
        await self._ask()

    async def _status(self, message: Msg) -> None:
        status = (message.headers or {}).get("Status")
        if status == "100" or message.subject != self._wish:
            return
        if status in {"404", "408"}:  # nothing came while we waited: ask again
            self._asked = 0
            await self._ask()
        else:
            self.lost()


def _origin(reply: str) -> _Origin:
    parts = reply.split(".")
    # $JS.ACK.[domain.account.]stream.consumer.delivered.sequence.delivery.time.pending
    at = 4 if len(parts) >= _FIELDS_WITH_DOMAIN else 2
    _, consumer, _, sequence, delivery, at_ns, behind = parts[at : at + 7]
    return _Origin(consumer, Place(int(sequence), int(at_ns)), int(delivery), int(behind))
