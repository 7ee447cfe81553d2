"""What becomes of a message whose handler failed."""

from datetime import timedelta

import pytest
from pydantic import TypeAdapter, ValidationError

from shared.runtime.errors import BusUnavailable, Permanent
from shared.runtime.redelivery import ATTEMPTS_FOR_A_BUG, LONGEST_WAIT, is_hopeless, wait_before


def test_each_wait_is_twice_the_last_up_to_the_longest() -> None:
    waits = [wait_before(attempt) for attempt in range(1, 8)]

    assert waits[:4] == [timedelta(milliseconds=ms) for ms in (200, 400, 800, 1600)]
    assert waits[-1] == LONGEST_WAIT
    assert wait_before(10**6) == LONGEST_WAIT


def test_what_may_be_better_soon_is_tried_for_ever() -> None:
    assert not is_hopeless(BusUnavailable("down"), attempt=10**6)


def test_what_cannot_help_is_parked_at_once() -> None:
    assert is_hopeless(Permanent("no"), attempt=1)
    with pytest.raises(ValidationError) as undecodable:
        TypeAdapter(int).validate_json(b"x")
    assert is_hopeless(undecodable.value, attempt=1)


def test_a_bug_is_tried_a_few_times_then_parked() -> None:
    assert not is_hopeless(ZeroDivisionError(), attempt=ATTEMPTS_FOR_A_BUG - 1)
    assert is_hopeless(ZeroDivisionError(), attempt=ATTEMPTS_FOR_A_BUG)
