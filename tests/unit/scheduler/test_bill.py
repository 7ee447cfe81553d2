"""Every message costs. Whatever one person or one bot does, what it costs on a day is bounded, and reminders come."""

from datetime import timedelta

import pytest

from services.scheduler.domain.limits import Limits
from tests.fakes.clock import NOON
from tests.fakes.talk import Talk

LIMITS = Limits()
TWILIO_CENTS = 0.5
"""A message, in or out, as Twilio charges for WhatsApp."""

ANSWERS_A_DAY = LIMITS.day + 2
"""What is answered, the sentence that it is enough, and one farewell."""


def spoken(talk: Talk, turns: list[str], *, seconds: float) -> int:
    """Return how often Nudge answered these, said one every so many seconds."""
    before = len(talk.facts)
    for words in turns:
        talk.say(words)
        talk.now += timedelta(seconds=seconds)
    return len(talk.facts) - before


@pytest.mark.parametrize("seconds", [0.5, 2.5, 20])
def test_a_flood_of_one_person_is_answered_so_often_a_minute_and_a_day(seconds: float) -> None:
    talk = Talk(limits=LIMITS)
    answered = spoken(talk, ["/list"] * 3000, seconds=seconds)
    minutes = int(3000 * seconds / 60) + 1
    days = (talk.now.date() - NOON.date()).days + 1

    assert answered <= min(minutes * (LIMITS.pace + 1), days * ANSWERS_A_DAY)


def test_enough_for_today_is_said_once_and_tomorrow_is_another_day() -> None:
    talk = Talk(limits=Limits(pace=1000, day=5))
    answers = [talk.say("/help") for _ in range(9)]
    talk.wait(days=1)

    assert [bool(answer) for answer in answers] == [True] * 6 + [False] * 3
    assert "more than 5 messages today" in answers[5]
    assert talk.say("/list")


def test_reminders_come_to_who_wrote_too_much() -> None:
    talk = Talk(limits=Limits(pace=1000, day=3))
    talk.say("remind me to stretch in 20 minutes")
    for _ in range(50):
        talk.say("hello")

    assert ["stretch" in told for told in talk.wait(minutes=30)] == [True]


def test_two_bots_that_answer_each_other_fall_silent() -> None:
    """The other one says what it heard, or that it did not understand."""
    for reply in (lambda heard: heard, lambda _heard: "Sorry, I did not understand that.", lambda _heard: "/help"):
        talk = Talk(limits=LIMITS)
        answer, answered = talk.say("hello"), 1
        while answer and answered < 10_000:
            talk.now += timedelta(seconds=3)
            answer = talk.say(reply(answer))
            answered += bool(answer)

        assert answered <= ANSWERS_A_DAY


def test_a_bot_that_says_stop_for_ever_is_answered_once() -> None:
    talk = Talk(limits=LIMITS)

    assert spoken(talk, ["STOP"] * 500, seconds=5) == 1


def test_stop_and_start_by_turns_are_answered_no_more_often_than_anything_else() -> None:
    talk = Talk(limits=LIMITS)

    assert spoken(talk, ["STOP", "START"] * 1500, seconds=5) <= ANSWERS_A_DAY


def test_repeats_come_no_more_often_a_day_than_agreed_however_they_were_made() -> None:
    talk = Talk(limits=Limits(pace=1000, repeats=200))
    first = talk.say("every 15 minutes drink water")
    second = talk.say("every 15 minutes stretch")
    third = talk.say("every 15 minutes look up")
    fourth = talk.say("every hour from 9 to 14 walk")
    fifth = talk.say("every hour from 8 to 20 breathe")
    changed = talk.say("/edit f1 to every 15 minutes")

    assert "Saved" in first
    assert "Saved" in second
    assert "more than 200 times a day" in third
    assert "Saved" in fourth
    assert "more than 200 times a day" in fifth
    assert "more than 200 times a day" in changed
    assert len(talk.wait(days=1)) <= 200


def test_a_repeat_may_be_made_rarer_when_there_are_as_many_as_may_be() -> None:
    talk = Talk(limits=Limits(pace=1000, repeats=96))
    talk.say("every 15 minutes drink water")

    assert "more than" not in talk.say("/edit k1 to every hour")
    assert "Saved" in talk.say("every 30 minutes stretch")


def test_the_worst_day_of_one_person_costs_about_four_dollars_and_no_more() -> None:
    """Answers, the repeats, and a reminder for each message that was answered: what can be kept up day after day."""
    messages = ANSWERS_A_DAY + LIMITS.repeats + LIMITS.day

    assert messages * TWILIO_CENTS / 100 < 4.1
