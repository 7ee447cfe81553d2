"""How much waits in each lane of the bus, and for how long already."""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import structlog
from nats.errors import Error as NatsError
from nats.js import JetStreamContext
from nats.js.errors import NotFoundError

from shared.contract import Consumer
from shared.runtime.redelivery import lane_of
from shared.runtime.telemetry import backlog_messages, backlog_oldest_seconds

LOOK_EVERY = timedelta(seconds=5)

logger = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Backlog:
    """What nobody has acknowledged: how many, and since when the oldest waits."""

    messages: int
    oldest: datetime | None

    def __add__(self, other: "Backlog") -> "Backlog":
        known = [moment for moment in (self.oldest, other.oldest) if moment]
        return Backlog(self.messages + other.messages, min(known, default=None))


async def watch_backlog(jetstream: Callable[[], JetStreamContext], consumers: Sequence[Consumer]) -> None:
    """Measure what waits for these consumers, lane by lane, for ever."""
    while True:
        try:
            for lane, backlog in (await backlogs(jetstream(), consumers)).items():
                backlog_messages.labels(lane).set(backlog.messages)
                note_oldest(lane, backlog.oldest)
        except (NatsError, OSError, TimeoutError) as error:
            logger.debug("backlog_unknown", error=type(error).__name__)
        await asyncio.sleep(LOOK_EVERY.total_seconds())


def note_oldest(lane: str, since: datetime | None) -> None:
    """Set the age of the oldest message of `lane`, or 0 when nothing waits."""
    age = datetime.now(UTC) - since if since else timedelta(0)
    backlog_oldest_seconds.labels(lane).set(max(age.total_seconds(), 0))


async def backlogs(jetstream: JetStreamContext, consumers: Sequence[Consumer]) -> Mapping[str, Backlog]:
    """Return what waits, by lane: `reply`, `due`, `receipt`, `outcome`. Raises what NATS or the network raises."""
    found: defaultdict[str, Backlog] = defaultdict(lambda: Backlog(0, None))
    for consumer in consumers:
        found[lane_of(consumer.durable).rpartition("-")[2]] += await _backlog(jetstream, consumer)
    return found


async def _backlog(jetstream: JetStreamContext, consumer: Consumer) -> Backlog:
    info = await jetstream.consumer_info(consumer.stream, consumer.durable)
    waiting = (info.num_pending or 0) + (info.num_ack_pending or 0)
    if not waiting:
        return Backlog(0, None)
    floor = info.ack_floor.stream_seq if info.ack_floor else 0
    return Backlog(waiting, await oldest_after(jetstream, consumer.stream, consumer.subject, floor))


async def oldest_after(jetstream: JetStreamContext, stream: str, subject: str, sequence: int) -> datetime | None:
    """Return when the first message of `subject` behind `sequence` was stored; None when there is none."""
    try:
        message = await jetstream.get_msg(stream, seq=sequence + 1, subject=subject, next=True)
    except NotFoundError:
        return None
    return message.time.astimezone(UTC) if message.time else None
