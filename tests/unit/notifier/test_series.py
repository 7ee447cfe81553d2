"""What a calendar does to a series is said when it is saved, and only then when it does something."""

import pytest

from tests.fakes.talk import Talk

SAID = [
    ("every day at 02:30 check the oven", "28 March"),
    ("каждый день в 02:30 проверить печь", "28 марта"),
    ("каждое 31 число в 10:00 платить", "кроме февраля"),
]
QUIET = [
    "every day at 09:00 stretch",
    "every 15th at 10:00 pay rent",
    "last day of the month at 10:00 pay rent",
    "every monday at 02:30 check the oven",
    "every 5 hours drink",
]


def saved(words: str) -> str:
    talk = Talk()
    answer = talk.say(words)
    if talk.chat.profile.question:
        answer = talk.say("1")
    return answer


@pytest.mark.parametrize(("words", "note"), SAID)
def test_what_the_calendar_does_is_said(words: str, note: str) -> None:
    answer = saved(words)

    assert "k1" in answer
    assert note in answer


@pytest.mark.parametrize("words", QUIET)
def test_where_it_does_nothing_nothing_is_said(words: str) -> None:
    assert len(saved(words).splitlines()) <= 2


def test_the_hour_after_the_skipped_one_is_the_one_that_comes() -> None:
    talk = Talk()
    assert "28 March 2027: the clocks skip that hour, so it comes at 03:00." in talk.say(
        "every day at 02:30 check the oven"
    )


def test_a_series_of_hours_says_when_the_clocks_move_it() -> None:
    talk = Talk()
    talk.wait(days=124, hours=6)  # the evening before

    assert "the clocks have changed by then" in talk.say("every 5 hours drink")
