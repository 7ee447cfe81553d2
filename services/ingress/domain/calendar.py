"""What waits, as a calendar that phones open (RFC 5545): an event with an alarm for each reminder.

A series of several times a day is one event a time: calendars agree on little about BYHOUR.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta, tzinfo
from datetime import timezone as datetime_timezone
from typing import Any

from icalendar import Alarm, Calendar, Event

from services.ingress.domain.timezones import timezone
from shared.contract import Everything, KeptReminder
from shared.language import Rule, next_after, zone_of
from shared.language.occurrences import last_of
from shared.language.rule import WEEKDAYS

LASTS = timedelta(minutes=15)
"""Of an event in the calendar: so much that a finger can hit it."""
MOST_LISTED = 366
"""Moments of a series that no rule of a calendar can say."""
_A_MOMENT = timedelta(seconds=1)
_AHEAD = timedelta(days=366 * 12)
"""How far clock changes are told: no reminder lies further ahead."""
_NO_TEXT = re.compile(r"[\x00-\x09\x0b-\x1f\x7f]")
"""Characters that a calendar may not hold; a new line is written as such."""
ALIVE = {"waiting", "paused"}


@dataclass(frozen=True, slots=True)
class _Coming:
    """One event: when it is first, and what brings it back."""

    name: str
    first: datetime
    rule: dict[str, Any] | None = None
    without: Sequence[datetime] = ()
    also: Sequence[datetime] = ()


def calendar(kept: Everything) -> bytes:
    """Return the file. What is paused is in it and does not ring."""
    made = Calendar()
    made.add("prodid", "-//Nudge//Nudge//EN")
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", "Nudge")
    alive = [reminder for reminder in kept.reminders if reminder.state in ALIVE]
    comings = [(each, coming) for each in alive for coming in _comings(each, kept.at)]
    since = datetime(kept.at.year - 1, 1, 1, tzinfo=UTC)
    zones = {str(zone): zone for _, coming in comings if (zone := coming.first.tzinfo) and zone is not UTC}
    for name, zone in zones.items():
        made.add_component(timezone(zone, name, since, kept.at + _AHEAD))
    for reminder, coming in comings:
        made.add_component(_event(reminder, coming, kept.at))
    written: bytes = made.to_ical()
    return written


def _event(reminder: KeptReminder, coming: _Coming, at: datetime) -> Event:
    event = Event()
    event.add("uid", f"{reminder.uid}{coming.name}@nudge")
    event.add("dtstamp", at)
    event.add("created", reminder.made_at)
    text = _NO_TEXT.sub(" ", reminder.text)
    event.add("summary", text)
    event.add("dtstart", coming.first)
    event.add("duration", LASTS)
    event.add("transp", "TRANSPARENT")
    if coming.rule:
        event.add("rrule", coming.rule)
    if coming.without:
        event.add("exdate", list(coming.without))
    if coming.also:
        event.add("rdate", list(coming.also))
    if reminder.state == "paused":
        event.add("status", "TENTATIVE")
    else:
        event.add_component(_alarm(text))
    return event


def _alarm(text: str) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", text)
    alarm.add("trigger", timedelta())
    return alarm


def _comings(reminder: KeptReminder, now: datetime) -> Iterator[_Coming]:
    # Of a paused series the kept moment may be behind.
    since = max(reminder.due_at, now) if reminder.rule and reminder.state == "paused" else reminder.due_at
    if reminder.rule is None:
        yield _Coming("", reminder.due_at.astimezone(_zone(reminder.zone)))
        return
    rule = Rule.from_json(reminder.rule)
    if rule.elapsed:
        yield from _by_the_clock(rule, since)
        return
    for at in rule.times or (rule.start.time(),):
        yield from _by_day(replace(rule, times=(at,), count=None), at, since, _end(rule))


def _end(rule: Rule) -> datetime | None:
    """Return after what nothing comes: a rule that counts is not over at the same day in each of its hours."""
    if rule.count:
        return last_of(rule)
    return datetime.combine(rule.until, time(23, 59, 59), _zone(rule.zone)) if rule.until else None


def _by_day(rule: Rule, at: time, since: datetime, end: datetime | None) -> Iterator[_Coming]:
    zone = _zone(rule.zone)
    found = next_after(rule, since - _A_MOMENT)
    if found is None or (end and found > end):
        return
    # The hour that was meant, on a night of a clock change too.
    first = datetime.combine(found.date(), at, zone)
    without = [datetime.combine(day, at, zone) for day in rule.omit if day >= found.date()]
    name = f"-{at:%H%M%S}" if at.second else f"-{at:%H%M}"
    yield _Coming(name, first, _said(rule, end.astimezone(UTC) if end else None), without)


def _said(rule: Rule, end: datetime | None) -> dict[str, Any]:
    days: dict[str, Any] = {
        "bymonth": list(rule.months),
        "bymonthday": list(rule.month_days),
        "byday": [f"{n or ''}{WEEKDAYS[weekday]}" for n, weekday in rule.weekdays],
        "bysetpos": list(rule.set_pos),
    }
    # The first event may be on another day than the rule began: what it took from its beginning is said.
    if rule.freq in {"MONTHLY", "YEARLY"} and not rule.weekdays and not rule.month_days:
        days["bymonthday"] = [rule.start.day]
    if rule.freq == "YEARLY" and not rule.months:
        days["bymonth"] = [rule.start.month]
    said = {"freq": rule.freq, "interval": rule.interval, "until": end, **days}
    return {name: value for name, value in said.items() if value and (name, value) != ("interval", 1)}


def _by_the_clock(rule: Rule, since: datetime) -> Iterator[_Coming]:
    """Return a series of minutes or hours. One that leaves out something is listed: calendars read such rules apart."""
    found = next_after(rule, since - _A_MOMENT)
    if found is None:
        return
    if not (rule.weekdays or rule.months or rule.month_days or rule.omit or rule.count or rule.until):
        yield _Coming("", found.astimezone(UTC), {"freq": rule.freq, "interval": rule.interval})
        return
    also: list[datetime] = []
    later = next_after(rule, found)
    while later and len(also) < MOST_LISTED:
        also.append(later.astimezone(UTC))
        later = next_after(rule, later)
    yield _Coming("", found.astimezone(UTC), also=also)


def _zone(key: str) -> tzinfo:
    """Return the zone; a fixed one under a name that a calendar needs not quote."""
    zone = UTC if key == "UTC" else zone_of(key)
    fixed = isinstance(zone, datetime_timezone) and zone is not UTC
    return datetime_timezone(zone.utcoffset(None) or timedelta(), key.replace(":", "")) if fixed else zone
