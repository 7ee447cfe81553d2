"""The streams and their consumers, as data. One provisioning step makes them so; no service ever does."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from shared.contract.identity import PARTITIONS


@dataclass(frozen=True, slots=True)
class Stream:
    """A file-stored stream with limits retention that refuses new messages when full."""

    name: str
    subjects: tuple[str, ...]
    max_age: timedelta
    duplicate_window: timedelta = timedelta(hours=2)
    max_message_bytes: int = 64 * 1024
    batched: bool = False
    """Takes many messages as one, on the disk by one write."""


@dataclass(frozen=True, slots=True)
class Consumer:
    """A durable pull consumer. Its name outlives deployments: renaming it reads the stream anew."""

    stream: str
    durable: str
    subject: str
    ack_wait: timedelta
    max_ack_pending: int
    earlier: tuple[tuple[timedelta, int], ...] = ()
    """What was agreed on these two before: whatever still stands so is brought up to date by the provisioning step."""


STREAMS: Sequence[Stream] = (
    # Commands are the log of record: with them and the outcomes, Redis can be rebuilt.
    Stream("COMMANDS", ("command.*",), max_age=timedelta(days=400)),
    Stream("SPEECH", ("speech.reply.*", "speech.due.*"), max_age=timedelta(days=7), batched=True),
    Stream("RECEIPTS", ("receipt.*",), max_age=timedelta(days=35)),
    Stream("OUTCOMES", ("outcome.*",), max_age=timedelta(days=35)),
    Stream("PARKED", ("parked.>",), max_age=timedelta(days=400), max_message_bytes=128 * 1024),
)

_SENDING = timedelta(seconds=15)
"""Whoever has a message in hand says so every few seconds: after this silence it is dead, or frozen."""

_SPEECHES = 8192
"""What waits for the gap to its person counts as in hand: it must be far from holding up everybody else."""

_SPEECHES_BEFORE = ((timedelta(seconds=75), 256),)

_APPLYING = timedelta(seconds=30)


def _one_per_partition(stream: str, lane: str) -> tuple[Consumer, ...]:
    return tuple(
        Consumer(stream, f"scheduler-{lane}-{partition}", f"{lane}.{partition}", _APPLYING, 1)
        for partition in range(PARTITIONS)
    )


FOLLOWED: Mapping[str, str] = {"COMMANDS": "command.*"}
"""Streams without a durable consumer: who owns a partition reads on from the position kept beside the effects."""

CONSUMERS: Sequence[Consumer] = (
    *_one_per_partition("OUTCOMES", "outcome"),
    Consumer("SPEECH", "notifier-reply", "speech.reply.*", _SENDING, _SPEECHES, _SPEECHES_BEFORE),
    Consumer("SPEECH", "notifier-due", "speech.due.*", _SENDING, _SPEECHES, _SPEECHES_BEFORE),
    Consumer("RECEIPTS", "notifier-receipt", "receipt.*", _APPLYING, 256),
)


def consumers_of(stream: str, subject_prefix: str = "") -> Sequence[Consumer]:
    """Return the consumers of `stream` whose subject starts with `subject_prefix`."""
    return [
        consumer for consumer in CONSUMERS if consumer.stream == stream and consumer.subject.startswith(subject_prefix)
    ]
