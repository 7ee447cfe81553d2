"""Creates the contract's streams and consumers, or verifies them and fails on drift, with the differences."""

import asyncio
import contextlib
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from nats.js import JetStreamContext
from nats.js.api import AckPolicy, ConsumerConfig, DiscardPolicy, RetentionPolicy, StorageType, StreamConfig
from nats.js.errors import NotFoundError
from pydantic import Field

from shared.contract import CONSUMERS, STREAMS, Consumer, Stream
from shared.runtime.errors import BusUnavailable, DriftError
from shared.runtime.settings import Settings, fail, load
from shared.runtime.visits import visiting

EXIT_DRIFT = 3
EXIT_UNREACHABLE = 4
TRY_AGAIN = timedelta(milliseconds=200)


class ProvisionSettings(Settings):
    """What the provisioning step needs to know."""

    nats_replicas: int = Field(default=1, ge=1, le=5)
    """Copies of each stream: 3 on a cluster of three."""
    provision_wait_seconds: int = Field(default=60, ge=0)
    """How long to wait for NATS to come up."""


@dataclass(frozen=True, slots=True)
class Report:
    """What the step did, and what it found otherwise than agreed."""

    created: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    """What was as an earlier version of the house had agreed."""
    differences: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        agreed = len(STREAMS) + len(CONSUMERS) - len(self.created) - len(self.updated)
        updated = f"{len(self.updated)} updated, " if self.updated else ""
        return f"provisioned: {len(self.created)} created, {updated}{agreed} as agreed"


async def provision(jetstream: JetStreamContext, *, replicas: int = 1) -> Report:
    """Make every stream and consumer exist as agreed. Returns what was done; raises DriftError."""
    report = Report()
    for stream in STREAMS:
        await _ensure_stream(jetstream, stream, replicas, report)
    for consumer in CONSUMERS:
        await _ensure_consumer(jetstream, consumer, report)
    if report.differences:
        raise DriftError(report.differences)
    return report


async def drift(jetstream: JetStreamContext, *, replicas: int = 1) -> list[str]:
    """Return how streams and consumers differ from what is agreed, what is missing included. Changes nothing."""
    found: list[str] = []
    for stream in STREAMS:
        try:
            config = (await jetstream.stream_info(stream.name)).config
        except NotFoundError:
            found.append(f"stream {stream.name} is missing")
        else:
            wanted = _stream_facts(stream_config(stream, replicas))
            found += _differences(f"stream {stream.name}", wanted, _stream_facts(config))
    for consumer in CONSUMERS:
        try:
            info = await jetstream.consumer_info(consumer.stream, consumer.durable)
        except NotFoundError:
            found.append(f"consumer {consumer.durable} is missing")
        else:
            wanted = _consumer_facts(consumer_config(consumer))
            found += _differences(f"consumer {consumer.durable}", wanted, _consumer_facts(info.config))
    return found


async def _ensure_stream(jetstream: JetStreamContext, stream: Stream, replicas: int, report: Report) -> None:
    wanted = stream_config(stream, replicas)
    try:
        found = (await jetstream.stream_info(stream.name)).config
    except NotFoundError:
        await jetstream.add_stream(wanted)
        report.created.append(f"stream {stream.name}")
    else:
        report.differences.extend(_differences(f"stream {stream.name}", _stream_facts(wanted), _stream_facts(found)))


async def _ensure_consumer(jetstream: JetStreamContext, consumer: Consumer, report: Report) -> None:
    wanted, name = consumer_config(consumer), f"consumer {consumer.durable}"
    try:
        found = (await jetstream.consumer_info(consumer.stream, consumer.durable)).config
    except NotFoundError:
        with contextlib.suppress(NotFoundError):  # its stream has just been reported
            await jetstream.add_consumer(consumer.stream, wanted)
            report.created.append(name)
        return
    differences = _differences(name, _consumer_facts(wanted), _consumer_facts(found))
    if differences and _consumer_facts(found) in _earlier_facts(consumer):
        await jetstream.add_consumer(consumer.stream, wanted)
        report.updated.append(name)
    else:
        report.differences.extend(differences)


def _earlier_facts(consumer: Consumer) -> list[Mapping[str, Any]]:
    """Return what a consumer looks like that an earlier version of the house made."""
    versions = (replace(consumer, ack_wait=wait, max_ack_pending=most) for wait, most in consumer.earlier)
    return [_consumer_facts(consumer_config(version)) for version in versions]


def stream_config(stream: Stream, replicas: int) -> StreamConfig:
    """Spell a stream of the contract as NATS wants it."""
    return StreamConfig(
        name=stream.name,
        subjects=list(stream.subjects),
        retention=RetentionPolicy.LIMITS,  # the others forget Nats-Msg-Id when the server restarts
        storage=StorageType.FILE,
        discard=DiscardPolicy.NEW,  # the other one drops the oldest reminder in silence
        max_age=stream.max_age.total_seconds(),
        max_msg_size=stream.max_message_bytes,
        duplicate_window=stream.duplicate_window.total_seconds(),
        num_replicas=replicas,
        deny_delete=False,  # a person may ask to be forgotten
        deny_purge=True,
        allow_atomic=stream.batched or None,
    )


def consumer_config(consumer: Consumer) -> ConsumerConfig:
    """Spell a consumer of the contract as NATS wants it. Redelivery never stops by itself: we park instead."""
    return ConsumerConfig(
        durable_name=consumer.durable,
        filter_subject=consumer.subject,
        ack_policy=AckPolicy.EXPLICIT,
        ack_wait=consumer.ack_wait.total_seconds(),
        max_ack_pending=consumer.max_ack_pending,
        max_deliver=-1,
    )


def _stream_facts(config: StreamConfig) -> Mapping[str, Any]:
    return {
        "subjects": sorted(config.subjects or []),
        "retention": config.retention,
        "storage": config.storage,
        "discard": config.discard,
        "max_age": _span(config.max_age),
        "max_msg_size": config.max_msg_size,
        "duplicate_window": _span(config.duplicate_window),
        "num_replicas": config.num_replicas,
        "allow_atomic": bool(config.allow_atomic),
    }


def _consumer_facts(config: ConsumerConfig) -> Mapping[str, Any]:
    return {
        "filter_subject": config.filter_subject,
        "ack_policy": config.ack_policy,
        "ack_wait": _span(config.ack_wait),
        "max_ack_pending": config.max_ack_pending,
        "max_deliver": config.max_deliver,
    }


def _span(seconds: float | None) -> timedelta:
    return timedelta(seconds=seconds or 0)


def _differences(name: str, wanted: Mapping[str, Any], found: Mapping[str, Any]) -> list[str]:
    return [f"{name}: {key} is {found[key]}, agreed is {value}" for key, value in wanted.items() if found[key] != value]


async def _main(settings: ProvisionSettings) -> None:
    deadline = asyncio.get_running_loop().time() + settings.provision_wait_seconds
    while True:
        try:
            async with visiting(settings, "provision") as connection:
                report = await provision(connection.jetstream(timeout=10), replicas=settings.nats_replicas)
        except BusUnavailable:
            if asyncio.get_running_loop().time() >= deadline:
                raise
            await asyncio.sleep(TRY_AGAIN.total_seconds())
        else:
            break
    print(report)  # noqa: T201 - a person or a start-up log reads it


if __name__ == "__main__":
    try:
        asyncio.run(_main(load(ProvisionSettings)))
    except DriftError as error:
        fail(
            ["These are not as agreed; change them with the nats command line tool:", *error.differences],
            code=EXIT_DRIFT,
        )
    except BusUnavailable as error:
        fail([str(error)], code=EXIT_UNREACHABLE)
    sys.exit(0)
