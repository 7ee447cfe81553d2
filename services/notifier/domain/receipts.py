"""What a status of a message's means: statuses come late, twice and in any order; the highest is true."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from services.notifier.domain.codes import Kind, meaning_of

RANKS: Mapping[str, int] = {
    "accepted": 0,
    "scheduled": 0,
    "queued": 1,
    "sending": 2,
    "sent": 3,
    "failed": 4,
    "undelivered": 4,
    "canceled": 4,
    "delivered": 5,
    "partially_delivered": 5,
    "read": 6,
}
"""A failure outranks being under way, and never an arrival. An unknown status says only that the message exists."""

FAILED = 4
ARRIVED = 5
READ = 6


def rank_of(status: str) -> int:
    """Return how far a message has come that is `status`."""
    return RANKS.get(status, 0)


@dataclass(frozen=True, slots=True)
class Remedy:
    """What to do about a message that was taken and failed: `again` tries in all, in this `form`, after `wait`."""

    again: int
    form: str
    wait: timedelta


def remedy_for(code: int | None) -> Remedy:
    """Return what is worth trying after a failure with `code`."""
    meaning = meaning_of(code)
    if meaning.kind is Kind.WINDOW:
        return Remedy(meaning.again, "template", timedelta(0))
    if meaning.plainly:
        return Remedy(meaning.again, "plain", timedelta(0))
    return Remedy(meaning.again, "", meaning.wait)
