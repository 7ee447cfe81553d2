"""A zone's clock changes as a calendar file tells them, so that whoever opens it needs no table of its own."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, tzinfo

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

_DAY = timedelta(days=1)
_MINUTE = timedelta(minutes=1)


def timezone(zone: tzinfo, name: str, since: datetime, until: datetime) -> Timezone:
    """Return the VTIMEZONE of `zone` for what lies between two instants."""
    made = Timezone()
    made.add("tzid", name)
    made.add_component(_observance(zone, since, since))
    for before, at in _shifts(zone, since, until):
        made.add_component(_observance(zone, before, at))
    return made


def _observance(zone: tzinfo, before: datetime, at: datetime) -> TimezoneStandard | TimezoneDaylight:
    old, new = before.astimezone(zone), at.astimezone(zone)
    part = TimezoneDaylight() if new.dst() else TimezoneStandard()
    # Its beginning is read off the clock that is about to change.
    part.add("dtstart", (at.astimezone(UTC) + _offset(old)).replace(tzinfo=None))
    part.add("tzoffsetfrom", _offset(old))
    part.add("tzoffsetto", _offset(new))
    part.add("tzname", new.tzname() or "")
    return part


def _offset(moment: datetime) -> timedelta:
    return moment.utcoffset() or timedelta()


def _shifts(zone: tzinfo, since: datetime, until: datetime) -> Iterator[tuple[datetime, datetime]]:
    """Yield each minute before which the clock stood otherwise, and the minute before that."""
    day = since
    while day < until:
        if _offset(day.astimezone(zone)) != _offset((day + _DAY).astimezone(zone)):
            low, high = day, day + _DAY
            while high - low > _MINUTE:
                middle = low + (high - low) // (2 * _MINUTE) * _MINUTE
                is_before = _offset(middle.astimezone(zone)) == _offset(low.astimezone(zone))
                low, high = (middle, high) if is_before else (low, middle)
            yield low, high
        day += _DAY
