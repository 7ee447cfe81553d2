"""Sleeping to the moment, and which of two clocks is believed when one or both of them step."""

import time
from datetime import datetime, timedelta

import pytest

from shared.runtime.clock import MEMORY, EarlierClock, SystemClock, sleep_until
from tests.fakes.clock import NOON

HALF_A_MINUTE, TWO_HOURS = timedelta(seconds=30), timedelta(hours=2)


@pytest.mark.parametrize("seconds", [-1, 0, 0.0004, 0.0013, 0.0051])
async def test_a_sleep_to_a_moment_is_never_too_short(seconds: float) -> None:
    moment = time.monotonic() + seconds
    await sleep_until(moment)

    assert time.monotonic() >= moment


class Machine:
    """A wall clock, a store's clock and one that never steps, in the test's hand; all three begin at noon."""

    def __init__(self) -> None:
        self.passed = self.own_error = self.store_error = timedelta(0)
        self.clock = SystemClock(wall=lambda: self.time + self.own_error, monotonic=self.seconds)

    @property
    def time(self) -> datetime:
        return NOON + self.passed

    def seconds(self) -> float:
        return self.passed.total_seconds()

    def error(self) -> timedelta:
        """Return how far what is believed to be present is from the time."""
        return self.clock.present(self.time + self.store_error) - self.time


@pytest.mark.parametrize(
    ("own", "store"), [(TWO_HOURS, HALF_A_MINUTE), (HALF_A_MINUTE, TWO_HOURS), (TWO_HOURS, timedelta(0))]
)
def test_clocks_that_agreed_and_are_ahead_at_once_by_two_errors_are_not_believed(
    own: timedelta, store: timedelta
) -> None:
    machine = Machine()
    machine.error()
    machine.own_error, machine.store_error = own, store
    for _ in range(60):
        machine.passed += timedelta(seconds=5)
        assert machine.error() == timedelta(0)


def test_clocks_that_step_to_the_same_moment_are_believed_at_once() -> None:
    machine = Machine()
    machine.error()
    machine.own_error = machine.store_error = TWO_HOURS
    assert machine.error() == TWO_HOURS


def test_clocks_that_never_agree_again_are_believed_after_a_while() -> None:
    machine = Machine()
    machine.error()
    machine.own_error, machine.store_error = TWO_HOURS, TWO_HOURS + HALF_A_MINUTE
    machine.passed += MEMORY
    assert machine.error() == TWO_HOURS


def test_clocks_that_never_agreed_are_believed_as_far_as_the_earlier_goes() -> None:
    machine = Machine()
    machine.own_error, machine.store_error = TWO_HOURS, HALF_A_MINUTE
    assert machine.error() == HALF_A_MINUTE


def test_a_clock_that_is_behind_is_never_overruled() -> None:
    machine = Machine()
    machine.error()
    machine.store_error = -HALF_A_MINUTE
    assert machine.error() == -HALF_A_MINUTE


def test_whoever_hears_a_store_remembers_that_it_agreed() -> None:
    machine = Machine()
    EarlierClock(machine.clock).hear(machine.time)
    machine.own_error, machine.store_error = TWO_HOURS, HALF_A_MINUTE
    assert machine.error() == timedelta(0)
