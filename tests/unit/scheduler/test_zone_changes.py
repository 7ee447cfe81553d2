"""When a zone's rules change, what was meant by the wall clock holds, and so does what was meant in real time."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime, time, timedelta
from functools import partial
from pathlib import Path

import pytest

from services.scheduler.domain.reminder import Reminder
from shared.language import Rule
from tests.fakes.people import a_reminder
from tests.fakes.talk import Talk
from tests.harness.zone_databases import reckoning_by, summer_time_is_abolished

BERLIN = "Europe/Berlin"
SUMMER_NOON = datetime(2027, 7, 1, 10, tzinfo=UTC)
WINTER_NOON = datetime(2027, 12, 1, 11, tzinfo=UTC)
AN_HOUR = timedelta(hours=1)

NewLaw = Callable[[], AbstractContextManager[None]]


@pytest.fixture
def new_law(tmp_path: Path) -> NewLaw:
    return partial(reckoning_by, summer_time_is_abolished(tmp_path))


def at_noon(due_at: datetime, *, elapsed: bool = False, rule: Rule | None = None) -> Reminder:
    noon = datetime.combine(due_at.date(), time(12))
    return a_reminder(due_at=due_at, wall=noon, zone=BERLIN, elapsed=elapsed, rule=rule)


def test_noon_stays_noon_and_comes_at_another_instant(new_law: NewLaw) -> None:
    reminder = at_noon(SUMMER_NOON)
    with new_law():
        left = reminder.derived()

        assert (left.due_at, left.wall) == (SUMMER_NOON + AN_HOUR, reminder.wall)
        assert left.derived() == left
    assert left.derived() == reminder


def test_what_the_new_rules_leave_as_it_was_stays_as_it_is(new_law: NewLaw) -> None:
    reminder = at_noon(WINTER_NOON)
    with new_law():
        assert reminder.derived() is reminder


def test_what_was_meant_in_real_time_keeps_its_instant_and_shows_another_hour(new_law: NewLaw) -> None:
    reminder = at_noon(SUMMER_NOON, elapsed=True)
    with new_law():
        left = reminder.derived()

        assert (left.due_at, left.wall) == (SUMMER_NOON, reminder.wall - AN_HOUR)


def test_a_series_by_the_clock_keeps_its_hour_and_one_in_real_time_its_instants(new_law: NewLaw) -> None:
    start = datetime(2027, 7, 1, 12)  # noqa: DTZ001 - a wall time
    daily, hourly = Rule("DAILY", BERLIN, start, times=(time(12),)), Rule("HOURLY", BERLIN, start)
    with new_law():
        assert at_noon(SUMMER_NOON, rule=daily).derived().due_at == SUMMER_NOON + AN_HOUR
        assert at_noon(SUMMER_NOON, rule=hourly).derived().due_at == SUMMER_NOON


@pytest.mark.parametrize(
    ("words", "elapsed"),
    [
        (("in 20 minutes swim",), True),
        (("через 3 часа купаться",), True),
        (("tomorrow at 09:00 swim",), False),
        (("in 2 days at 09:00 swim",), False),
        (("every day at 09:00 swim",), False),
        (("tomorrow at 09:00 swim", "/edit k1 in 3 hours"), True),
        (("in 20 minutes swim", "/edit k1 tomorrow at 09:00"), False),
        (("tomorrow at 09:00 swim", "/snooze k1 in 20 min"), False),
        (("in 20 minutes swim", "/snooze k1 in 20 min"), True),
        (("in 20 minutes swim", "/snooze k1 tomorrow at 09:00"), False),
    ],
)
def test_how_long_from_now_is_real_time_and_everything_else_is_the_clock(
    words: tuple[str, ...], *, elapsed: bool
) -> None:
    talk = Talk()
    for line in words:
        talk.say(line)

    assert talk.reminder("k1").elapsed is elapsed


def test_a_snooze_of_what_was_told_is_in_real_time() -> None:
    talk = Talk()
    talk.say("in 20 minutes swim")
    talk.wait(hours=1)
    talk.say("later")

    assert talk.reminder("k1").is_waiting
    assert talk.reminder("k1").elapsed


@pytest.mark.parametrize(("silence", "end"), [("/pause k1", "/resume k1"), ("STOP", "START")])
def test_what_was_silent_meanwhile_catches_up_when_it_may_come_again(silence: str, end: str, new_law: NewLaw) -> None:
    talk = Talk()
    talk.say("on 1 July 2027 at 15:00 swim")
    talk.say(silence)
    with new_law():
        talk.say(end)

    assert talk.reminder("k1").due_at == SUMMER_NOON + 4 * AN_HOUR
