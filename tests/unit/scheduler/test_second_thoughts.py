"""People think again: what they say next is about what was just saved, asked or told."""

import pytest

from tests.fakes.talk import Talk

EN, RU = "remind me to ring Ann tomorrow at 5pm", "напомни завтра в 17:00 позвонить маме"


@pytest.mark.parametrize(
    ("said", "then", "local"),
    [
        (EN, "actually make it 6pm", "Tue 24 Nov 18:00"),
        (EN, "no, on wednesday", "Wed 25 Nov 17:00"),
        (EN, "sorry, friday at noon", "Fri 27 Nov 12:00"),
        (EN, "wait, at 6:30pm", "Tue 24 Nov 18:30"),
        (RU, "не, в 18:30", "Tue 24 Nov 18:30"),
        (EN, "make it an hour later", "Tue 24 Nov 18:00"),
        (RU, "нет, в 18:30", "Tue 24 Nov 18:30"),
        (RU, "а лучше в среду", "Wed 25 Nov 17:00"),
        (RU, "давай в пятницу в полдень", "Fri 27 Nov 12:00"),
        (RU, "перенеси на час", "Tue 24 Nov 18:00"),
        (RU, "перенеси на 30 минут", "Tue 24 Nov 17:30"),
        (RU, "перенеси маму на 2 дня", "Thu 26 Nov 17:00"),
        (RU, "перенеси на два часа дня", "Tue 24 Nov 14:00"),
        (RU, "перенеси на послезавтра", "Wed 25 Nov 17:00"),
        (RU, "перенеси на через 3 часа", "Mon 23 Nov 16:00"),
    ],
)
def test_a_second_thought_changes_what_was_just_saved(said: str, then: str, local: str) -> None:
    talk = Talk()
    talk.say(said)

    talk.say(then)

    assert talk.local("k1") == local
    assert len(talk.chat.reminders) == 1


def test_a_second_thought_answers_the_question_that_is_open() -> None:
    talk = Talk()
    talk.say("напомни завтра в 5 позвонить маме")

    talk.say("лучше в 6 вечера")

    assert talk.local("k1") == "Tue 24 Nov 18:00"


def test_a_second_thought_about_what_was_just_told_puts_it_off() -> None:
    talk = Talk()
    talk.say("remind me in 10 minutes to ring Ann")
    talk.wait(minutes=11)

    assert talk.say("better tomorrow at 9am").startswith("💤 *ring Ann* (k1) comes again Tuesday 24 November, 09:00")


@pytest.mark.parametrize("words", ["not on weekends", "но не в субботу"])
def test_what_is_refused_by_itself_is_no_reminder(words: str) -> None:
    talk = Talk()
    talk.say("remind me every day at 9am to stretch")

    talk.say(words)

    assert len(talk.chat.reminders) == 1


@pytest.mark.parametrize("words", ["actually ring Ann at 5pm", "лучше купить молоко в 17:00"])
def test_a_second_thought_with_a_task_of_its_own_is_a_reminder(words: str) -> None:
    talk = Talk()
    talk.say(EN)

    talk.say(words)

    assert len(talk.chat.reminders) == 2


@pytest.mark.parametrize("words", ["skip tomorrow", "delete all for tomorrow", "удали всё на завтра"])
def test_an_order_that_is_not_understood_is_no_reminder_to_give_it(words: str) -> None:
    talk = Talk()

    talk.say(words)

    assert not talk.chat.reminders


@pytest.mark.parametrize(
    ("words", "task"),
    [
        ("remind me to buy milk at 6pm and ring Ann at 7pm", "ring Ann"),
        ("купить молоко в 18:00 и позвонить маме в 19:00", "позвонить маме"),
    ],
)
def test_one_of_several_reminders_that_is_chosen_is_saved_with_its_own_task(words: str, task: str) -> None:
    talk = Talk()
    question = talk.say(words)

    talk.say("2")

    assert task in question
    assert (talk.reminder("k1").text, talk.local("k1")) == (task, "Mon 23 Nov 19:00")


def test_thanks_are_no_task() -> None:
    talk = Talk()
    talk.say("in 20 minutes")

    assert talk.say("thx") == "🙂 Always glad to."
    assert not talk.chat.reminders
