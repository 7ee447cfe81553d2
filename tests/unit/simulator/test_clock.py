"""The simulator's clock: it can be moved and held, and remembers it."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from simulator.clock import Clock
from simulator.later import destination

SPRING = datetime(2027, 3, 26, 10, tzinfo=UTC)
A_MOMENT = timedelta(seconds=5)


def test_it_shows_the_machines_time_until_it_is_moved() -> None:
    assert abs(Clock()() - datetime.now(UTC)) < A_MOMENT


def test_it_goes_on_from_where_it_was_moved() -> None:
    clock = Clock(shows=SPRING)
    first = clock()

    assert SPRING <= first < SPRING + A_MOMENT
    assert clock() > first


def test_it_stands_still_where_it_was_held_and_goes_on_from_there() -> None:
    clock = Clock()
    clock.stand(still=True)
    clock.show(SPRING)

    assert [clock(), clock(), clock.stands] == [SPRING, SPRING, True]
    clock.stand(still=False)
    assert SPRING <= clock() < SPRING + A_MOMENT


def test_it_remembers_across_restarts_how_far_it_was_moved(tmp_path: Path) -> None:
    Clock(tmp_path / "simulator.clock").show(SPRING)

    assert SPRING <= Clock(tmp_path / "simulator.clock")() < SPRING + A_MOMENT


def test_a_spoilt_file_is_the_machines_time(tmp_path: Path) -> None:
    (tmp_path / "simulator.clock").write_text("one day, perhaps")

    assert abs(Clock(tmp_path / "simulator.clock")() - datetime.now(UTC)) < A_MOMENT


def test_what_followers_are_told_is_never_before_where_it_was_moved() -> None:
    clock = Clock()
    odd = SPRING + timedelta(microseconds=1500)
    clock.stand(still=True)
    clock.show(odd)

    assert clock.told() == {"stands_at_ms": int(SPRING.timestamp() * 1000) + 2}


@pytest.mark.parametrize(
    ("words", "then"),
    [
        ("90min", SPRING + timedelta(minutes=90)),
        ("2 d", SPRING + timedelta(days=2)),
        ("2027-03-27T08:55+01:00", datetime(2027, 3, 27, 7, 55, tzinfo=UTC)),
    ],
)
def test_where_people_want_to_go_is_understood(words: str, then: datetime) -> None:
    assert destination(words, SPRING) == then


def test_a_time_of_day_is_the_next_one_that_a_clock_here_shows() -> None:
    shown = destination("08:55", SPRING).astimezone()

    assert (shown.hour, shown.minute) == (8, 55)
    assert timedelta(0) < shown - SPRING <= timedelta(days=1)


def test_what_is_no_time_is_said_so() -> None:
    with pytest.raises(ValueError, match="soon"):
        destination("soon", SPRING)
