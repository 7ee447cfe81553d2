"""When rules fire: by the wall clock, whatever the calendar and the clocks do."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from time import perf_counter
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.language import Rule, first, next_after, say_rule

NINE = (time(9),)
FRIDAY = ((0, 4),)


def rule(freq: str, start: str, zone: str = "Europe/Berlin", **said: Any) -> Rule:
    return Rule(freq, zone, datetime.fromisoformat(start), **said)


def days(of: Rule, n: int) -> list[str]:
    return [f"{moment:%Y-%m-%d}" for moment in first(of, n)]


CALENDAR = [
    ("every third day", rule("DAILY", "2026-02-26T09:00", interval=3), ["2026-02-26", "2026-03-01", "2026-03-04"]),
    ("on weekdays", rule("WEEKLY", "2026-06-04T09:00", weekdays=tuple((0, d) for d in range(5))),
     ["2026-06-04", "2026-06-05", "2026-06-08"]),
    ("every second Friday", rule("WEEKLY", "2026-06-05T09:00", weekdays=FRIDAY, interval=2),
     ["2026-06-05", "2026-06-19", "2026-07-03"]),
    ("the second Tuesday", rule("MONTHLY", "2026-06-01T09:00", weekdays=((2, 1),)),
     ["2026-06-09", "2026-07-14", "2026-08-11"]),
    ("the last Friday", rule("MONTHLY", "2026-06-01T09:00", weekdays=((-1, 4),)),
     ["2026-06-26", "2026-07-31", "2026-08-28"]),
    ("the 31st skips short months", rule("MONTHLY", "2026-01-31T09:00", month_days=(31,)),
     ["2026-01-31", "2026-03-31", "2026-05-31"]),
    ("the last day", rule("MONTHLY", "2026-01-31T09:00", month_days=(-1,)), ["2026-01-31", "2026-02-28", "2026-03-31"]),
    ("the 31st or the last day", rule("MONTHLY", "2026-01-31T09:00", month_days=(28, 29, 30, 31), set_pos=(-1,)),
     ["2026-01-31", "2026-02-28", "2026-03-31"]),
    ("the first and last Tuesday or Friday",
     rule("MONTHLY", "2026-06-01T09:00", weekdays=((0, 1), (0, 4)), set_pos=(1, -1)),
     ["2026-06-02", "2026-06-30", "2026-07-03"]),
    ("29 February", rule("YEARLY", "2027-01-01T09:00", months=(2,), month_days=(29,)), ["2028-02-29", "2032-02-29"]),
    ("every day of summer", rule("DAILY", "2026-08-30T09:00", months=(6, 7, 8)),
     ["2026-08-30", "2026-08-31", "2027-06-01"]),
    ("but not on the 7th", rule("DAILY", "2026-08-06T09:00", omit=(date(2026, 8, 7),)), ["2026-08-06", "2026-08-08"]),
    ("30 February never comes", rule("YEARLY", "2026-01-01T09:00", months=(2,), month_days=(30,)), []),
]  # fmt: skip


@pytest.mark.parametrize(("name", "of", "expected"), CALENDAR, ids=[name for name, *_ in CALENDAR])
def test_days_follow_the_calendar(name: str, of: Rule, expected: list[str]) -> None:
    assert days(of, len(expected) or 1) == expected, name


def test_a_rule_ends_after_its_count_or_its_last_day() -> None:
    counted = rule("DAILY", "2026-06-01T09:00", times=NINE, count=3)
    ended = rule("DAILY", "2026-06-01T09:00", times=NINE, until=date(2026, 6, 3))
    last = datetime(2026, 6, 3, 9, tzinfo=ZoneInfo("Europe/Berlin"))

    assert first(counted, 9) == first(ended, 9)
    assert first(counted, 9)[-1] == last
    assert next_after(counted, last) is None
    assert next_after(ended, last) is None


def test_several_times_a_day_come_in_order() -> None:
    twice = rule("DAILY", "2026-06-01T12:00", times=(time(9), time(21, 30)))

    assert [f"{at:%d %H:%M}" for at in first(twice, 3)] == ["01 21:30", "02 09:00", "02 21:30"]


def test_the_wall_hour_stays_when_the_clocks_change() -> None:
    daily = rule("DAILY", "2027-03-27T09:00", times=NINE)

    assert [at.isoformat() for at in first(daily, 2)] == ["2027-03-27T09:00:00+01:00", "2027-03-28T09:00:00+02:00"]


def test_a_time_that_is_jumped_over_fires_right_after_the_jump() -> None:
    daily = rule("DAILY", "2027-03-28T02:30", times=(time(2, 10), time(2, 30)))

    assert [at.isoformat() for at in first(daily, 2)] == ["2027-03-28T03:00:00+02:00", "2027-03-29T02:10:00+02:00"]


def test_a_time_that_happens_twice_fires_once_the_first_time() -> None:
    daily = rule("DAILY", "2026-10-25T02:30", times=(time(2, 30),))

    assert [at.isoformat() for at in first(daily, 2)] == ["2026-10-25T02:30:00+02:00", "2026-10-26T02:30:00+01:00"]


def test_hours_are_real_hours_across_a_change() -> None:
    hourly = rule("HOURLY", "2027-03-28T00:00", interval=2)

    assert [f"{at:%H:%M}" for at in first(hourly, 3)] == ["00:00", "03:00", "05:00"]


def test_minutes_keep_to_the_days_they_are_given() -> None:
    stretch = rule("MINUTELY", "2026-06-05T23:00", interval=30, weekdays=FRIDAY)

    assert [f"{at:%m-%d %H:%M}" for at in first(stretch, 3)] == ["06-05 23:00", "06-05 23:30", "06-12 00:00"]


def test_an_old_rule_is_as_quick_as_a_new_one() -> None:
    """Microseconds, with room for a busy machine."""
    old = rule("WEEKLY", "1970-01-02T09:00", weekdays=FRIDAY, interval=2)
    now = datetime(2026, 6, 1, tzinfo=UTC)
    took = []
    for _ in range(50):
        began = perf_counter()
        next_after(old, now)
        took.append(perf_counter() - began)

    assert min(took) < 0.001


RULES = st.builds(
    Rule,
    freq=st.sampled_from(["MINUTELY", "HOURLY", "DAILY", "WEEKLY", "MONTHLY", "YEARLY"]),
    zone=st.sampled_from(["UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "UTC+05:45"]),
    start=st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1)).map(lambda at: at.replace(microsecond=0)),  # noqa: DTZ001
    interval=st.integers(1, 40),
    weekdays=st.lists(st.tuples(st.just(0), st.integers(0, 6)), max_size=3, unique=True).map(tuple),
    count=st.none() | st.integers(1, 20),
    until=st.none() | st.dates(date(2020, 1, 1), date(2031, 1, 1)),
)


@given(RULES, st.datetimes(datetime(2019, 1, 1), datetime(2032, 1, 1)))  # noqa: DTZ001
def test_the_next_time_is_always_later_and_keeps_to_the_wall(of: Rule, moment: datetime) -> None:
    at = next_after(of, moment.replace(tzinfo=UTC))

    assert at is None or at > moment.replace(tzinfo=UTC)
    assert at is None or of.until is None or at.date() <= of.until


@given(RULES)
def test_the_first_times_are_the_next_times_one_by_one(of: Rule) -> None:
    times = first(of, 5)

    assert all(next_after(of, at) == later for at, later in pairwise(times))
    assert list(times) == sorted(set(times))


@given(RULES)
def test_a_rule_survives_json(of: Rule) -> None:
    assert Rule.from_json(of.to_json()) == of


@pytest.mark.parametrize("value", [None, {}, {"v": 9}, {"v": 1}, {"v": 1, "freq": "DAILY", "nonsense": 1}])
def test_json_that_is_no_rule_is_refused(value: Any) -> None:
    with pytest.raises(ValueError, match=r"rule|argument|start"):
        Rule.from_json(value)


def test_rfc_5545_text_says_the_rule() -> None:
    weekly = rule("WEEKLY", "2026-06-05T09:00", weekdays=FRIDAY, interval=2, times=NINE, until=date(2026, 12, 31))

    assert weekly.rrules() == ("FREQ=WEEKLY;INTERVAL=2;BYDAY=FR;BYHOUR=9;BYMINUTE=0;UNTIL=20261231T225959Z",)
    assert len(replace(weekly, times=(time(9), time(21, 30))).rrules()) == 2
    assert "BYHOUR=9;BYMINUTE=0;BYSECOND=20" in replace(weekly, times=(time(9, 0, 20),)).rrules()[0]
    assert first(weekly, 1)[0] - timedelta(0) == datetime(2026, 6, 5, 9, tzinfo=ZoneInfo("Europe/Berlin"))


@given(
    RULES,
    st.lists(st.tuples(st.integers(-5, 5), st.integers(0, 6)), max_size=3).map(tuple),
    st.lists(st.integers(-31, 31).filter(bool), max_size=3).map(tuple),
    st.lists(st.integers(1, 12), max_size=3).map(tuple),
)
def test_any_rule_can_be_said_in_every_language(of: Rule, weekdays: Any, month_days: Any, months: Any) -> None:
    rare = replace(of, weekdays=weekdays, month_days=month_days, months=months)

    assert say_rule(rare, "en", start=True)
    assert say_rule(rare, "ru", start=True)
