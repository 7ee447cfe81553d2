"""What each user of NATS may publish and subscribe: nothing that its service does not do. All else is refused."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from shared.contract import CONSUMERS, FOLLOWED, PARTITIONS, STREAMS, Command, Consumer


@dataclass(frozen=True, slots=True)
class BusRights:
    """Subjects, with NATS' wildcards. Answers to what a user asked come to an inbox of its own."""

    publish: Sequence[str] = ()
    subscribe: Sequence[str] = ()
    answers: bool = False
    """May answer whoever asks it something."""


WHISPERS = ("scheduler.*",)
"""What schedulers tell each other and are asked; nothing of it is stored, or believed without a look at Redis."""

QUESTIONS = ("scheduler.export",)
"""What the door asks the clock, and waits for the answer."""

PULSE = ("house.pulse",)
"""How each process stands, once in a while; the door shows it on a page."""

_SUBJECTS: Mapping[str, Sequence[str]] = {stream.name: stream.subjects for stream in STREAMS}


def _to(*streams: str) -> Iterable[str]:
    """May store messages on the streams."""
    return (subject for stream in streams for subject in _SUBJECTS[stream])


def _from(*streams: str) -> Iterable[str]:
    """May take messages from the streams' consumers, and acknowledge them; may neither make nor change one."""
    for stream in streams:
        yield f"$JS.API.CONSUMER.INFO.{stream}.*"
        yield f"$JS.API.CONSUMER.MSG.NEXT.{stream}.*"
        yield f"$JS.API.STREAM.MSG.GET.{stream}"
        yield f"$JS.ACK.{stream}.>"
        yield f"$JS.ACK.*.*.{stream}.>"  # the same with a domain and an account: newer servers send it


def _after(*streams: str) -> Iterable[str]:
    """May read the streams from any place on, by consumers that nobody else sees and that pass."""
    for stream in streams:
        yield f"$JS.API.CONSUMER.CREATE.{stream}"
        yield f"$JS.API.CONSUMER.MSG.NEXT.{stream}.*"
        yield f"$JS.API.CONSUMER.DELETE.{stream}.*"
        yield f"$JS.API.STREAM.MSG.GET.{stream}"


def _comparing() -> Iterable[str]:
    """May see whether the streams and consumers are as agreed."""
    for stream in STREAMS:
        yield f"$JS.API.STREAM.INFO.{stream.name}"
    for consumer in CONSUMERS:
        yield f"$JS.API.CONSUMER.INFO.{_place(consumer)}"


def _erasing() -> Iterable[str]:
    """May look through every stream and take single messages off it: what is kept of whoever asked to be forgotten."""
    yield from _looking()
    for stream in STREAMS:
        yield f"$JS.API.STREAM.MSG.DELETE.{stream.name}"


def _looking() -> Iterable[str]:
    """May look through every stream: a person follows a message."""
    for stream in STREAMS:
        yield f"$JS.API.CONSUMER.CREATE.{stream.name}"
        yield f"$JS.API.CONSUMER.INFO.{stream.name}.*"
        yield f"$JS.API.CONSUMER.MSG.NEXT.{stream.name}.*"


def _standings() -> Iterable[str]:
    """May see how far everybody is: numbers, no messages."""
    yield f"$JS.API.STREAM.INFO.{Command.stream}"
    for stream in STREAMS:
        yield f"$JS.API.CONSUMER.LIST.{stream.name}"


def _aside(service: str) -> Iterable[str]:
    """May park what it cannot handle, under the name of its own consumers."""
    for consumer in CONSUMERS:
        if consumer.durable.startswith(f"{service}-"):
            yield f"parked.{consumer.durable}"


def _desk() -> Iterable[str]:
    """May look through what is parked, and say what was decided about it."""
    return ("$JS.API.STREAM.INFO.PARKED", "$JS.API.STREAM.MSG.GET.PARKED", "parked.settled")


def _making() -> Iterable[str]:
    """May make the streams and consumers of the contract and compare them: no others, and change or delete none."""
    yield from _comparing()
    for stream in STREAMS:
        yield f"$JS.API.STREAM.CREATE.{stream.name}"
    for consumer in CONSUMERS:
        yield f"$JS.API.CONSUMER.DURABLE.CREATE.{_place(consumer)}"


def _place(consumer: Consumer) -> str:
    return f"{consumer.stream}.{consumer.durable}"


BUS_USERS: Mapping[str, BusRights] = {
    "ingress": BusRights(publish=(*_to("COMMANDS", "RECEIPTS"), *QUESTIONS, *PULSE), subscribe=PULSE),
    "scheduler": BusRights(
        publish=(
            *_to("SPEECH"),
            *_from("OUTCOMES"),
            *_after(*FOLLOWED),
            *_erasing(),
            *_standings(),
            *_aside("scheduler"),
            *(f"parked.scheduler-command-{partition}" for partition in range(PARTITIONS)),
            *WHISPERS,
            *PULSE,
        ),
        subscribe=WHISPERS,
        answers=True,
    ),
    # It sends again what it parked itself. A command is the operator's to repeat: who speaks must not ask.
    "notifier": BusRights(
        publish=(
            *_to("OUTCOMES", "SPEECH", "RECEIPTS"),
            *_from("SPEECH", "RECEIPTS"),
            *_aside("notifier"),
            *_desk(),
            *PULSE,
        )
    ),
    "provision": BusRights(publish=(*_making(),)),
    "operator": BusRights(
        publish=(*_to("COMMANDS", "SPEECH", "RECEIPTS", "OUTCOMES"), *_desk(), *_looking(), *_comparing())
    ),
    "monitor": BusRights(
        publish=("$JS.API.INFO", "$JS.API.STREAM.NAMES", "$JS.API.STREAM.INFO.*", "$JS.API.CONSUMER.INFO.*.*")
    ),
}
