"""Questions: one at a time, answered in any way, dropped with a word, closed after a quarter of an hour."""

from datetime import UTC, datetime

import pytest

from tests.fakes.people import BORIS
from tests.fakes.talk import Talk


@pytest.mark.parametrize(
    ("answer", "wall"),
    [
        ("1", "Tue 24 Nov 05:00"),
        ("2", "Tue 24 Nov 17:00"),
        ("evening", "Tue 24 Nov 17:00"),
        ("in the morning", "Tue 24 Nov 05:00"),
        ("17:00", "Tue 24 Nov 17:00"),
        ("05:00", "Tue 24 Nov 05:00"),
        ("at 18:30", "Tue 24 Nov 18:30"),
        ("вечером", "Tue 24 Nov 17:00"),
    ],
)
def test_an_answer_fills_in_only_what_was_missing(answer: str, wall: str) -> None:
    talk = Talk()
    assert "In the morning or in the evening?" in talk.say("remind me to call mom tomorrow at 5")

    assert "call mom" in talk.say(answer)
    assert talk.local("k1") == wall


@pytest.mark.parametrize("answer", ["tomorrow at 17:00", "завтра в 17:00"])
def test_a_task_without_a_time_is_finished_by_a_time(answer: str) -> None:
    talk = Talk()
    assert "When should I remind you of *call mom*?" in talk.say("remind me to call mom")

    talk.say(answer)
    assert talk.local("k1") == "Tue 24 Nov 17:00"


def test_neither_task_nor_time_are_asked_for_one_after_the_other() -> None:
    talk = Talk()

    assert "What should I remind you of?" in talk.say("remind me")
    assert "When should I remind you of *call mom*?" in talk.say("call mom")
    assert "*call mom* (k1)" in talk.say("tomorrow at 17:00")


def test_a_time_without_a_task_is_finished_by_a_task() -> None:
    talk = Talk()
    assert "What should I remind you of?" in talk.say("remind me tomorrow at 17:00")

    assert "*buy oat milk* (k1). Tuesday 24 November, 17:00" in talk.say("buy oat milk")


def test_several_questions_in_a_row_end_in_the_reminder_that_was_meant() -> None:
    talk = Talk(zone=None)

    assert "Which city are you in?" in talk.say("remind me to call mom tomorrow at 5")
    assert "In the morning or in the evening?" in talk.say("Tokyo")
    assert "*call mom* (k1). Tuesday 24 November, 17:00 (Tokyo)" in talk.say("2")


def test_a_first_message_that_is_a_reminder_is_kept_until_the_clock_is_known() -> None:
    talk = Talk(zone=None, person=BORIS)

    assert "В каком вы городе?" in talk.say("напомни завтра в 17:00 купить молоко")
    answer = talk.say("Екатеринбург")
    assert "🌍 Ваши часы: Екатеринбург." in answer
    assert "*купить молоко* (k1). Вторник, 24 ноября, 17:00 (Екатеринбург)" in answer


def test_a_misspelt_city_is_asked_about_and_the_reminder_still_waits() -> None:
    talk = Talk(zone=None)
    talk.say("remind me to call mom tomorrow at 17:00")

    assert "Berlim" in talk.say("Berlim")
    assert "*call mom* (k1)" in talk.say("1")


def test_one_likely_zone_is_confirmed_by_a_yes() -> None:
    talk = Talk(zone=None)

    assert "Are you in Berlin? Answer yes" in talk.say("/start")
    assert "Your clock is Berlin" in talk.say("yes")


@pytest.mark.parametrize("word", ["cancel", "never mind", "отмена", "никогда", "No", "Отмени"])
def test_a_word_drops_the_question(word: str) -> None:
    talk = Talk()
    talk.say("remind me to call mom tomorrow at 5")
    talk.say(word)

    assert talk.chat.profile.question is None
    assert not talk.chat.reminders


def test_a_new_command_is_obeyed_and_the_question_is_dropped_with_a_word() -> None:
    talk = Talk()
    talk.say("remind me to call mom tomorrow at 5")

    answer = talk.say("remind me to buy milk tomorrow at 18:00")
    assert "*buy milk* (k1)" in answer
    assert "(I let go of the question about *call mom*.)" in answer


def test_an_answer_that_comes_too_late_is_treated_kindly() -> None:
    talk = Talk()
    talk.say("remind me to call mom tomorrow at 5")
    talk.wait(minutes=16)

    assert "had closed by then" in talk.say("2")
    assert "In the morning or in the evening?" in talk.tap("Ask again")


@pytest.mark.parametrize("answer", ["17:00", "evening", "tomorrow at 17:00"])
def test_a_time_alone_that_comes_too_late_is_not_taken_for_something_new(answer: str) -> None:
    talk = Talk()
    talk.say("remind me to call mom tomorrow at 5")
    talk.wait(minutes=16)

    assert "had closed by then" in talk.say(answer)
    assert "In the morning or in the evening?" in talk.tap("Ask again")


def test_a_time_alone_after_a_closed_question_is_about_what_was_told_since() -> None:
    talk = Talk()
    talk.say("remind me to stretch in 20 minutes")
    talk.say("remind me to call mom tomorrow at 5")
    talk.wait(minutes=21)

    assert "*stretch* (k1)" in talk.say("in 10 minutes")


def test_words_that_do_not_answer_leave_the_question_open() -> None:
    talk = Talk()
    talk.say("remind me to call mom tomorrow at 5")

    assert "did not answer" in talk.say("hm")
    assert "*call mom* (k1)" in talk.say("2")


def test_a_number_that_is_no_choice_is_an_hour() -> None:
    talk = Talk()
    talk.say("remind me to call mom tomorrow")
    talk.say("/undo")
    talk.say("remind me to call mom")
    talk.say("18")

    assert talk.local("d1") == "Mon 23 Nov 18:00"


def test_a_question_survives_being_tapped_instead_of_typed() -> None:
    talk = Talk()
    talk.say("remind me to call mom tomorrow at 5")

    assert "*call mom* (k1). Tuesday 24 November, 17:00" in talk.tap("17:00")


def test_a_button_under_an_older_question_does_not_answer_a_newer_one() -> None:
    talk = Talk()
    talk.say("remind me to call mom tomorrow at 5")
    older = talk.facts[-1].speech_id
    talk.say("remind me to call dad tomorrow at 6")

    assert "had closed by then" in talk.say("1", reply_to=older, is_tap=True)
    assert not talk.chat.reminders
    assert "*call dad* (k1)" in talk.say("1")


def test_what_was_assumed_is_said_and_the_other_reading_is_one_tap_away() -> None:
    talk = Talk()
    answer = talk.say("напомни завтра в 9 купить молоко")

    assert "Понял это как утро." in answer
    assert "Перенёс: *купить молоко* (k1)" in talk.tap("21:00")
    assert talk.local("k1") == "Tue 24 Nov 21:00"


@pytest.mark.parametrize(
    ("words", "moment"),
    [
        ("1", "Tue 24 Nov 21:00"),
        ("22:00", "Tue 24 Nov 22:00"),
        ("в 8 вечера", "Tue 24 Nov 20:00"),
        ("в четверг", "Thu 26 Nov 09:00"),
        ("через час", "Mon 23 Nov 14:00"),
    ],
)
def test_a_number_or_a_time_alone_sets_a_guess_right(words: str, moment: str) -> None:
    talk = Talk()
    talk.say("напомни завтра в 9 купить молоко")

    assert "*купить молоко* (k1)" in talk.say(words)
    assert talk.local("k1") == moment


def test_two_questions_about_a_series_are_answered_by_one_number() -> None:
    talk = Talk()
    talk.say("pay the rent every 31st at 10:00")

    assert "*pay the rent* (k1), every month on the last day at 22:00" in talk.say("4")


def test_today_is_offered_while_one_of_its_hours_is_ahead() -> None:
    talk = Talk(now=datetime(2026, 11, 27, 10, tzinfo=UTC))
    talk.say("call mom on friday at 5")
    talk.say("1")

    assert talk.local("k1") == "Fri 27 Nov 17:00"


def test_a_guess_that_nobody_minds_is_let_go_of_without_a_word() -> None:
    talk = Talk()
    talk.say("напомни завтра в 9 купить молоко")

    assert "молоко" not in talk.say("напомни завтра в 18:00 позвонить маме")


def test_a_time_after_something_was_told_is_about_that_and_not_about_an_older_guess() -> None:
    talk = Talk()
    talk.say("remind me to stretch in 10 minutes")
    talk.say("напомни завтра в 9 купить молоко")
    talk.wait(minutes=11)

    assert "*stretch* (k1)" in talk.say("in 20 minutes")


def test_a_guess_can_be_set_right_for_a_quarter_of_an_hour() -> None:
    talk = Talk()
    talk.say("напомни завтра в 9 купить молоко")
    talk.wait(minutes=16)
    talk.say("1")

    assert talk.local("k1") == "Tue 24 Nov 09:00"


def test_a_ready_answer_that_is_a_whole_command_drops_nothing() -> None:
    talk = Talk(now=datetime(2027, 3, 27, 10, tzinfo=UTC))
    talk.say("remind me on sunday at 02:30 to let the cat in")

    assert talk.tap("03:00") == "⏰ Saved *let the cat in* (k1). Sunday 28 March, 03:00 (Berlin), in 15 h."
