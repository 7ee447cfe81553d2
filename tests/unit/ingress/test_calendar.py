"""The calendar file says the same moments as the clock does, to any reader of RFC 5545."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from io import StringIO
from itertools import islice
from typing import Any

import pytest
from dateutil.rrule import rruleset, rrulestr
from dateutil.tz import tzical
from icalendar import Calendar

from services.ingress.domain.calendar import calendar
from shared.contract import ChatId, Everything, KeptReminder, ReminderId
from shared.language import Rule, next_after, zone_of
from tests.fakes.clock import NOON

TOMORROW = NOON + timedelta(days=1)
START = datetime.fromisoformat("2026-11-20T09:00")
MOST = 400
"""Moments of an event that are compared."""
BERLIN, NEW_YORK = "Europe/Berlin", "America/New_York"


def kept(text: str = "tea", *, due_at: datetime = TOMORROW, zone: str = BERLIN, **more: object) -> KeptReminder:
    values = {"id": ReminderId("k1"), "uid": "ab12", "state": "waiting", "made_at": NOON, **more}
    return KeptReminder.model_validate({"text": text, "due_at": due_at, "zone": zone, **values})


def written(*reminders: KeptReminder) -> bytes:
    return calendar(Everything(person=ChatId("whatsapp:+491"), at=NOON, reminders=reminders))


def events(file: bytes) -> Sequence[Any]:
    return Calendar.from_ical(file).walk("VEVENT")


def moments(file: bytes) -> Iterator[datetime]:
    """Expand all events by dateutil, with the zones that the file itself tells."""
    text = file.decode().replace("\r\n ", "").replace("\r\n", "\n")
    zones = tzical(StringIO(text)) if "VTIMEZONE" in text else None
    rules = rruleset()
    for block in text.split("BEGIN:VEVENT\n")[1:]:
        dates = [line for line in block.split("\n") if line.startswith(("DTSTART", "RRULE", "EXDATE", "RDATE"))]
        told = rrulestr("\n".join(dates), forceset=True, dtstart=None, tzids=zones.get if zones else None)
        for moment in islice(told, MOST):
            rules.rdate(moment)
        if "RRULE" not in block:  # dateutil forgets that a series begins with its beginning
            rules.rdate(events(file)[0]["dtstart"].dt)
    return (moment.astimezone(UTC) for moment in rules)


@pytest.mark.parametrize("text", ['купить молоко; хлеб, "сыр" \\ 🥛 ' * 20, "one\ntwo", "a" * 900, "🔔" * 300])
def test_a_text_comes_back_as_it_was_typed_and_no_line_is_long(text: str) -> None:
    file = written(kept(text))

    assert [str(event["summary"]) for event in events(file)] == [text]
    assert all(len(line) <= 75 for line in file.split(b"\r\n"))
    assert file.endswith(b"END:VCALENDAR\r\n")


def test_what_no_calendar_may_hold_is_a_space() -> None:
    assert str(events(written(kept("a\x07b\tc")))[0]["summary"]) == "a b c"


def test_one_that_comes_once_is_an_event_with_an_alarm_in_its_zone() -> None:
    [event] = events(written(kept(zone=NEW_YORK)))

    assert event["dtstart"].dt == TOMORROW
    assert event["dtstart"].params["TZID"] == NEW_YORK
    assert [alarm["trigger"].dt for alarm in event.walk("VALARM")] == [timedelta()]
    assert "rrule" not in event


def test_what_is_over_is_left_out_and_what_is_paused_does_not_ring() -> None:
    file = written(kept("over", state="done"), kept("told", state="told"), kept("asleep", state="paused"))

    [event] = events(file)
    assert str(event["summary"]) == "asleep"
    assert event.walk("VALARM") == []


RULES = {
    "daily": Rule("DAILY", BERLIN, START, times=(time(9),)),
    "every third day": Rule("DAILY", BERLIN, START, interval=3, times=(time(9),)),
    "weekdays twice a day": Rule("WEEKLY", BERLIN, START, weekdays=tuple((0, n) for n in range(5)),
                                 times=(time(9), time(18, 30))),
    "to the second": Rule("DAILY", BERLIN, START, times=(time(9, 0, 20), time(9, 0, 40))),
    "every two weeks": Rule("WEEKLY", NEW_YORK, START, interval=2, weekdays=((0, 4),), times=(time(9),)),
    "five times": Rule("WEEKLY", BERLIN, START, weekdays=((0, 0), (0, 4)), times=(time(9), time(18, 30)), count=5),
    "until": Rule("DAILY", BERLIN, START, times=(time(9),), until=date(2026, 12, 3)),
    "without some": Rule("DAILY", BERLIN, START, times=(time(9), time(21)), omit=(date(2026, 11, 25),)),
    "second tuesday": Rule("MONTHLY", BERLIN, START, weekdays=((2, 1),), times=(time(9),)),
    "last day": Rule("MONTHLY", BERLIN, START, month_days=(28, 29, 30, 31), set_pos=(-1,), times=(time(9),)),
    "the 31st": Rule("MONTHLY", BERLIN, datetime.fromisoformat("2026-10-31T09:00"), month_days=(31,), times=(time(9),)),
    "monthly by its beginning": Rule("MONTHLY", BERLIN, START, times=(time(9),)),
    "yearly": Rule("YEARLY", BERLIN, datetime.fromisoformat("2024-02-29T09:00"), times=(time(9),)),
    "in some months": Rule("DAILY", BERLIN, START, months=(1, 2), times=(time(9),)),
    "a zone without a name": Rule("DAILY", "UTC+05:30", START, times=(time(9),)),
    "in UTC": Rule("DAILY", "UTC", START, times=(time(9),)),
    "every 45 minutes": Rule("MINUTELY", BERLIN, START, interval=45),
    "every five hours but some": Rule("HOURLY", BERLIN, START, interval=5, omit=(date(2026, 11, 25),)),
}  # fmt: skip


@pytest.mark.parametrize("name", RULES)
def test_a_series_comes_at_the_same_moments_as_by_the_clock(name: str) -> None:
    rule = RULES[name]
    first = next_after(rule, NOON)
    assert first
    expected = [first.astimezone(UTC)]
    while len(expected) < 300 and (later := next_after(rule, expected[-1])):
        expected.append(later.astimezone(UTC))
    expected = [moment for moment in expected if moment.year < 2037]

    file = written(kept(due_at=first, zone=rule.zone, rule=rule.to_json()))

    assert list(islice(moments(file), len(expected))) == expected


def test_two_times_of_one_minute_are_two_events() -> None:
    rule = RULES["to the second"]
    first = next_after(rule, NOON)
    assert first
    file = written(kept(due_at=first, zone=rule.zone, rule=rule.to_json()))

    assert len({str(event["uid"]) for event in events(file)}) == 2


def test_a_series_that_has_an_end_has_one_in_the_file() -> None:
    for name, count in (("five times", 2), ("until", 10)):
        rule = RULES[name]
        first = next_after(rule, NOON)
        assert first
        assert len(list(moments(written(kept(due_at=first, rule=rule.to_json()))))) == count


@pytest.mark.parametrize("zone", [BERLIN, NEW_YORK, "Australia/Lord_Howe", "Africa/Casablanca", "Asia/Kolkata"])
def test_the_file_tells_the_clock_changes_of_its_zones(zone: str) -> None:
    text = written(kept(zone=zone)).decode().replace("\r\n ", "").replace("\r\n", "\n")
    told = tzical(StringIO(text)).get(zone)
    assert told

    for hours in range(0, 24 * 365 * 3, 7):
        wall = (NOON + timedelta(hours=hours)).astimezone(zone_of(zone)).replace(tzinfo=None)
        if (
            wall.replace(tzinfo=zone_of(zone), fold=0).utcoffset()
            == wall.replace(tzinfo=zone_of(zone), fold=1).utcoffset()
        ):
            assert wall.replace(tzinfo=told).utcoffset() == wall.replace(tzinfo=zone_of(zone)).utcoffset(), wall
