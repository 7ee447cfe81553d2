"""How the house stands, put together from what its processes tell; and what somebody should look at."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

from shared.contract import PARTITIONS

SERVICES = ("ingress", "scheduler", "notifier")
SILENT_AFTER = timedelta(seconds=10)
WAITS_TOO_LONG = 60.0
"""Seconds."""

ALARMS: Mapping[str, str] = {
    "account_refused": "Twilio refuses the account: check its credentials and its balance.",
    "sender_refused": "Twilio refuses a sender of ours.",
    "template_missing": "Somebody has been silent for a day, and there is no template: ./task templates.",
}


class Told(Protocol):
    """What a process tells of itself."""

    @property
    def service(self) -> str: ...
    @property
    def who(self) -> str: ...
    @property
    def version(self) -> str: ...
    @property
    def at(self) -> datetime: ...
    @property
    def ready(self) -> Mapping[str, bool]: ...
    @property
    def is_ready(self) -> bool: ...
    @property
    def gauges(self) -> Mapping[str, float]: ...
    @property
    def weaknesses(self) -> Sequence[str]: ...
    @property
    def facts(self) -> Mapping[str, Any]: ...


@dataclass(frozen=True, slots=True)
class Partition:
    """What its owner tells of it."""

    number: int
    owner: str
    pending: int
    next_minute: int
    late: int
    in_flight: int
    overdue: int
    next_due: datetime | None


@dataclass(frozen=True)
class House:
    """Everybody that was heard, and when it is now."""

    told: Sequence[Told]
    now: datetime

    def is_silent(self, one: Told) -> bool:
        return self.now - one.at > SILENT_AFTER

    @property
    def alive(self) -> Sequence[Told]:
        return [one for one in self.told if not self.is_silent(one)]

    @property
    def partitions(self) -> Sequence[Partition]:
        """Return those that are owned, by number."""
        found = {row[0]: _partition(one.who, row) for one in self.alive for row in one.facts.get("partitions", ())}
        return [found[number] for number in sorted(found)]

    @property
    def weaknesses(self) -> Sequence[str]:
        return sorted({sentence for one in self.alive for sentence in one.weaknesses})

    def total(self, gauge: str) -> int:
        """Return the sum of what each tells of its own."""
        return round(sum(one.gauges.get(gauge, 0) for one in self.alive))

    def largest(self, gauge: str) -> float:
        """Return what the worst tells, where all tell of the same thing."""
        return max((one.gauges.get(gauge, 0) for one in self.alive), default=0)

    def lanes(self) -> Mapping[str, tuple[int, float]]:
        """Return how many wait in each lane, and for how many seconds the oldest does."""
        names = ("command", "reply", "due", "outcome", "receipt")
        waiting = {name: self.largest(f"backlog_messages lane={name}") for name in names}
        waiting["command"] = sum(
            value for one in self.alive for gauge, value in one.gauges.items() if gauge.startswith("commands_behind ")
        )
        return {name: (round(waiting[name]), self.largest(f"backlog_oldest_seconds lane={name}")) for name in names}


def concerns(house: House) -> Sequence[str]:
    """Return what somebody should look at, the worst first; nothing when people are served."""
    return [*_who_is_missing(house), *_what_waits(house), *_what_went_wrong(house)]


def _who_is_missing(house: House) -> Iterator[str]:
    for service in SERVICES:
        if not any(one.service == service for one in house.alive):
            yield f"No {service} is heard: does one run?"
    for one in house.alive:
        if missing := [name for name, answers in one.ready.items() if not answers]:
            yield f"{one.service} at {one.who} is not ready: {', '.join(missing)}."
    owned = {partition.number for partition in house.partitions}
    if orphans := [f"{number:02d}" for number in range(PARTITIONS) if number not in owned]:
        which = f"partition {', '.join(orphans)}" if owned else "any partition"
        yield f"Nobody acts for {which}."


def _what_waits(house: House) -> Iterator[str]:
    if late := sum(partition.late for partition in house.partitions):
        yield f"{late} are due and not on the bus: is NATS there?"
    if overdue := sum(partition.overdue for partition in house.partitions):
        yield f"{overdue} are on their way, and nobody has reported them in time."
    for lane, (number, oldest) in house.lanes().items():
        if oldest > WAITS_TOO_LONG:
            yield f"{max(number, 1)} wait in the lane {lane}, the oldest for {round(oldest)} s."


def _what_went_wrong(house: House) -> Iterator[str]:
    for alarm, sentence in ALARMS.items():
        if house.largest(f"alarm_raised alarm={alarm}"):
            yield sentence
    if parked := round(house.largest("parked_messages")):
        yield f"{parked} parked messages wait for a decision: ./task parked."
    if len(versions := {one.version for one in house.alive}) > 1:
        yield f"Several versions run side by side: {', '.join(sorted(versions))}. Finish the update."


def _partition(owner: str, row: Sequence[int]) -> Partition:
    number, pending, next_minute, late, in_flight, overdue, next_due = row
    return Partition(number, owner, pending, next_minute, late, in_flight, overdue, _moment(next_due))


def _moment(unix_ms: float | None) -> datetime | None:
    return None if unix_ms is None else datetime.fromtimestamp(unix_ms / 1000, UTC)
