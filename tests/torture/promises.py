"""What people were promised, as far as they can know it: each moment at which something must ring, may, or must not."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import count


class Need(StrEnum):
    """Whether a reminder rings at a moment."""

    MUST = "must"
    MAY = "may"
    """It was changed too close to its moment, or nobody answered: either is right."""
    NEVER = "never"
    """It was taken back, and this was confirmed."""


@dataclass(slots=True)
class Promise:
    """One moment of one reminder."""

    task: str
    id: str
    due: datetime
    need: Need = Need.MUST
    confirmed_at: datetime | None = None


@dataclass(slots=True)
class Silence:
    """Something that a person wrote and nobody answered in time."""

    person: str
    words: str
    written_at: datetime
    sid: str = ""
    """Of the message, where the phone was told."""


@dataclass
class Promises:
    """The people's own notes, all of them together."""

    owner: dict[str, str] = field(default_factory=dict)
    """Whose a task is. Every task there ever was has a name of its own."""
    of: dict[str, list[Promise]] = field(default_factory=lambda: defaultdict(list))
    """By task, in the order in which they were given."""
    silences: list[Silence] = field(default_factory=list)
    oddities: list[tuple[str, str, datetime]] = field(default_factory=list)
    """Answers that were not what they should have been: who, what, when."""
    answered: int = 0
    _numbers: count = field(default_factory=lambda: count(1))  # type: ignore[type-arg]

    def new_task(self, person: str) -> str:
        task = f"errand{next(self._numbers)}"
        self.owner[task] = person
        return task

    def all(self) -> list[Promise]:
        return [promise for promises in self.of.values() for promise in promises]

    def count(self) -> int:
        """Return how many moments must come."""
        return sum(promise.need is Need.MUST for promise in self.all())

    def promise(self, task: str, id_: str, due: datetime, *, need: Need = Need.MUST) -> Promise:
        """Note that a moment was confirmed, or asked for."""
        promise = Promise(task, id_, due, need)
        self.of[task].append(promise)
        return promise

    def last(self, task: str) -> Promise:
        return self.of[task][-1]

    def take_back(self, promise: Promise, confirmed_at: datetime) -> None:
        """Note that it was confirmed that a moment will not come. Confirmed after the moment, it may have rung."""
        promise.need = Need.NEVER if confirmed_at < promise.due else Need.MAY

    def confirm(self, promise: Promise, id_: str, at: datetime) -> None:
        """Note that a moment that was asked for was confirmed."""
        promise.id, promise.need, promise.confirmed_at = id_, Need.MUST, at

    def doubt(self, task: str) -> None:
        """Note that nobody told what became of a change: whatever was promised may come or not."""
        for promise in self.of[task]:
            if promise.need is Need.MUST:
                promise.need = Need.MAY


def a_crowd(number: int) -> list[str]:
    """Return the same people every time: who they are decides where they are kept and what they do."""
    return [f"+49151{person:08d}" for person in range(1, number + 1)]


def at_a_second(moment: datetime) -> datetime:
    """Return the first whole second that is not before `moment`."""
    return moment if not moment.microsecond else moment.replace(microsecond=0) + timedelta(seconds=1)
