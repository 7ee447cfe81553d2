import signal

import pytest

from deploy.embedded.child import Backoff, epitaph


def test_the_pause_doubles_from_half_a_second_to_half_a_minute() -> None:
    backoff = Backoff()

    assert [backoff.pause_after(1) for _ in range(8)] == [0.5, 1, 2, 4, 8, 16, 30, 30]


def test_a_minute_of_life_makes_the_pause_short_again() -> None:
    backoff = Backoff()
    for _ in range(5):
        backoff.pause_after(59.9)

    assert backoff.pause_after(60) == 0.5
    assert backoff.pause_after(1) == 1


@pytest.mark.parametrize(
    ("code", "said"),
    [
        (0, "ended with exit code 0"),
        (70, "ended with exit code 70"),
        (-signal.SIGKILL, "was killed by SIGKILL"),
        (-signal.SIGSEGV, "was killed by SIGSEGV"),
    ],
)
def test_a_death_is_named(code: int, said: str) -> None:
    assert epitaph(code) == said
