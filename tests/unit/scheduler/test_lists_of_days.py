"""What do I have tomorrow? Only what comes then, and of a series the first time that it does."""

import pytest

from tests.fakes.talk import Talk

WEEK = (
    "every day at 8am pills",
    "every friday at 19:00 swim",
    "remind me to buy milk tomorrow at 09:30",
    "dentist on friday at 14:00",
)
PILLS, SWIM, MILK, DENTIST = "pills", "swim", "buy milk", "dentist"


@pytest.fixture
def talk() -> Talk:
    talk = Talk()
    for words in WEEK:
        talk.say(words)
    return talk


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("what do I have tomorrow?", [PILLS, MILK]),
        ("что у меня завтра", [PILLS, MILK]),
        ("/list friday", [PILLS, DENTIST, SWIM]),
        ("какие планы на пятницу?", [PILLS, DENTIST, SWIM]),
        ("anything on the weekend?", [PILLS]),
        ("what's on this week", [PILLS, MILK, DENTIST, SWIM]),
        ("список на 27 ноября", [PILLS, DENTIST, SWIM]),
    ],
)
def test_a_question_about_days_is_answered_with_what_comes_then(talk: Talk, words: str, shown: list[str]) -> None:
    said = talk.say(words)

    found = sorted((said.index(task), task) for task in (PILLS, SWIM, MILK, DENTIST) if task in said)
    assert [task for _, task in found] == shown


def test_a_series_is_shown_at_the_time_of_that_day(talk: Talk) -> None:
    said = talk.say("what's on saturday")

    assert "_Saturday 28 November_" in said
    assert "1. 08:00 pills" in said


def test_its_positions_count_from_now_on(talk: Talk) -> None:
    talk.say("what do I have on friday")
    talk.say("delete 2")

    assert talk.say("/list dentist").startswith("Nothing")


def test_the_next_page_is_of_the_same_days() -> None:
    talk = Talk()
    for number in range(12):
        talk.say(f"remind me to do thing {number} tomorrow at 13:{number + 10}")
    talk.say("remind me to rest today at 20:00")

    assert "Page 1 of 2" in talk.say("what do I have tomorrow")
    assert "rest" not in talk.say("more")


@pytest.mark.parametrize("words", ["/list yesterday", "anything today?"])
def test_a_day_without_anything_is_said_to_be_free(talk: Talk, words: str) -> None:
    assert talk.say(words).startswith("Nothing is waiting for then")
