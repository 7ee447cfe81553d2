"""What somebody tired types into the chat, typos and all, and the answer that they get."""

from datetime import timedelta

import pytest

from shared.contract import QuestionAsked
from shared.language import Every, read, resolve, zone_of
from tests.fakes.clock import NOON
from tests.fakes.talk import Talk

EN, RU = "call mom tomorrow at 17:00", "позвонить маме завтра в 17:00"


def a_talk(*before: str) -> Talk:
    talk = Talk()
    for words in before:
        talk.say(words)
    return talk


@pytest.mark.parametrize(
    ("words", "task"),
    [
        ("remnd me tmrw 17:00 call mom", "call mom"),
        ("please remid me tomorrow at 17:00 to call mom", "call mom"),
        ("напмни завтра в 17:00 позвонить маме", "позвонить маме"),
        ("нпомни мне завтра в 17:00 позвонить маме", "позвонить маме"),
        ("tomorrow at 17:00 to call mom", "call mom"),
        ("to the gym tomorrow at 17:00", "to the gym"),
        ("запомни код завтра в 17:00", "запомни код"),
        ("rewind me the tape tomorrow at 17:00", "rewind me the tape"),
    ],
)
def test_a_mistyped_remind_is_no_part_of_the_task(words: str, task: str) -> None:
    talk = a_talk(words)

    assert talk.reminder("k1").text == task


@pytest.mark.parametrize(
    ("before", "words", "expected"),
    [
        (EN, "edit call mom to 18:00", "Tue 24 Nov 18:00"),
        (EN, "edit call mom to friday 18:00", "Fri 27 Nov 18:00"),
        (EN, "move call mom an hour later", "Tue 24 Nov 18:00"),
        (EN, "move it 2 days earlier than that", "Tue 24 Nov 17:00"),
        (EN, "postpone call mom by 30 minutes", "Tue 24 Nov 17:30"),
        (EN, "/edit k1 a week later", "Tue 01 Dec 17:00"),
        (EN, "/edit k1 2 hours earlier", "Tue 24 Nov 15:00"),
        (RU, "перенеси маму на час позже", "Tue 24 Nov 18:00"),
        (RU, "сдвинь k1 на полчаса", "Tue 24 Nov 17:30"),
        (RU, "перенеси k1 на 2 часа раньше", "Tue 24 Nov 15:00"),
        (RU, "измени позвонить маме на 18:00", "Tue 24 Nov 18:00"),
        (RU, "перенеси k1 на завтра", "Tue 24 Nov 17:00"),
    ],
)
def test_a_reminder_is_moved_in_words_to_a_time_or_by_a_span_from_its_own(
    before: str, words: str, expected: str
) -> None:
    talk = a_talk(before, words)

    assert talk.local("k1") == expected


def test_what_would_move_into_the_past_is_asked_about() -> None:
    talk = a_talk("call mom in 1 hour")

    assert "has passed" in talk.say("/edit k1 2 hours earlier")
    assert talk.local("k1") == "Mon 23 Nov 14:00"


def test_what_has_just_rung_moves_from_now_on_and_one_of_a_series_alone() -> None:
    talk = a_talk("every day at 18:00 water the plants")
    talk.say("/edit k1 an hour later")

    assert talk.local("k1") == "Tue 24 Nov 18:00"
    assert talk.local("d1") == "Mon 23 Nov 19:00"


@pytest.mark.parametrize(
    ("before", "words", "text"),
    [
        (EN, "change call mom to call dad", "call dad"),
        (EN, "edit call mom to buy milk", "buy milk"),
        (RU, "измени маме на позвонить папе", "позвонить папе"),
    ],
)
def test_a_reminder_is_reworded_in_words(before: str, words: str, text: str) -> None:
    talk = a_talk(before, words)

    assert talk.reminder("k1").text == text


@pytest.mark.parametrize(
    ("before", "words", "expected"),
    [
        (EN, "delte k1", "🗑"),
        (EN, "delet call mom", "🗑"),
        (EN, "snoze k1 1 hour", "💤"),
        (RU, "удоли k1", "🗑"),
        (RU, "спиок", "позвонить маме (k1)"),
        (RU, "отлжи k1 на час", "💤"),
        (RU, "помошь", "/список"),
        (EN, "timezon Tokyo", "Tokyo"),
        ("каждый день в 18:00 йога", "пауза йога", "⏸"),
    ],
)
def test_a_command_that_is_mistyped_or_short_of_words_is_understood(before: str, words: str, expected: str) -> None:
    assert expected in a_talk(before).say(words)


@pytest.mark.parametrize("words", ["move it 2 days", "change the tires to winter ones tomorrow at 9:30 am"])
def test_what_only_looks_like_a_change_changes_nothing(words: str) -> None:
    talk = a_talk(EN, words)

    assert (talk.local("k1"), talk.reminder("k1").text) == ("Tue 24 Nov 17:00", "call mom")


@pytest.mark.parametrize(
    ("words", "answers"),
    [
        ("take pills 3 times a day", 2),
        ("gym twice a week", 2),
        ("run 3 times a week at 7", 4),
        ("meds every day at 8 and 9", 4),
        ("blink every 5 minutes", 3),
        ("пить таблетки 3 раза в день", 2),
        ("спорт два раза в неделю", 2),
        ("моргать каждые 5 минут", 3),
    ],
)
def test_a_question_about_a_series_has_ready_answers_and_each_does_what_it_says(words: str, answers: int) -> None:
    berlin = zone_of("Europe/Berlin")
    question = a_talk(words).facts[-1]
    assert isinstance(question, QuestionAsked)
    assert len(question.choices) == answers

    for number, choice in enumerate(question.choices, start=1):
        talk = a_talk(words, str(number))
        meant = resolve(read(choice.words), zone=berlin, now=NOON)
        assert isinstance(meant, Every)
        assert talk.reminder("k1").rule == meant.rule


def test_an_hour_beside_one_that_only_a_whole_day_has_is_of_the_whole_day_and_that_is_said() -> None:
    talk = Talk()
    answer = talk.say("meds at 8 and 20 daily")

    assert "every day at 08:00 and 20:00" in answer
    assert "morning" in answer


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("timezone Atlantis", "Atlantis"),
        ("пояс Атлантида", "Атлантида"),
        ("who are you", "/list"),
        ("кто ты", "/список"),
        ("ok thanks bye", "🙂"),
        ("спокойной ночи", "🙂"),
        ("never", "👌"),
        ("никогда", "👌"),
        ("never mind", "👌"),
        ("неважно", "👌"),
    ],
)
def test_a_word_that_asks_for_nothing_much_gets_a_kind_one(words: str, expected: str) -> None:
    assert expected in Talk().say(words)


@pytest.mark.parametrize(
    ("question", "late", "expected"),
    [
        ("call bob at 7", "1", "had closed by then"),
        ("call bob at 7", "yes", "had closed by then"),
        ("позвонить бобу в 7", "2", "к этому времени закрылся"),
        ("позвонить бобу в 7", "да", "к этому времени закрылся"),
    ],
)
def test_an_answer_that_comes_too_late_is_told_so_kindly(question: str, late: str, expected: str) -> None:
    talk = a_talk(question)
    talk.now += timedelta(minutes=16)

    assert expected in talk.say(late)
    assert talk.chat.reminders == {}
