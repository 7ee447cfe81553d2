"""Local wall time to an instant, with the two hours of the year that are not what they seem."""

from datetime import UTC, datetime, timedelta, tzinfo
from typing import NamedTuple

MINUTE = timedelta(minutes=1)


class Gap(NamedTuple):
    """The clocks jump over it: the last moment before, and the first after."""

    before: datetime
    after: datetime


class Fold(NamedTuple):
    """It happens twice."""

    first: datetime
    second: datetime


def place(local: datetime, zone: tzinfo) -> datetime | Gap | Fold:
    """The moment that a naive local time names in `zone`; two of them, or none, are said."""
    first = local.replace(tzinfo=zone, fold=0)
    second = local.replace(tzinfo=zone, fold=1)
    if first.utcoffset() == second.utcoffset():
        return first
    if first.astimezone(UTC).astimezone(zone).replace(tzinfo=None, fold=0) != local:
        return around_gap(first, second, zone)
    return Fold(first, second)


def around_gap(first: datetime, second: datetime, zone: tzinfo) -> Gap:
    """In a gap fold=0 takes the offset before it, fold=1 the offset after: the jump lies between their instants."""
    low, high = sorted((first.astimezone(UTC), second.astimezone(UTC)))
    early = low.astimezone(zone).utcoffset()
    while high - low > timedelta(seconds=1):
        middle = low + (high - low) / 2
        if middle.astimezone(zone).utcoffset() == early:
            low = middle
        else:
            high = middle
    jump = high.replace(microsecond=0).astimezone(zone)
    return Gap((jump.astimezone(UTC) - MINUTE).astimezone(zone), jump)


def settled(local: datetime, zone: tzinfo) -> datetime:
    """For repeats: a gap gives the first valid minute after it, a fold its first half."""
    found = place(local, zone)
    if isinstance(found, Gap):
        return found.after
    return found.first if isinstance(found, Fold) else found


def after(moment: datetime, seconds: int, zone: tzinfo) -> datetime:
    """So much real time later, whatever the clocks do in between."""
    return (moment.astimezone(UTC) + timedelta(seconds=seconds)).astimezone(zone)
