"""In which order answers leave."""

import pytest

from services.scheduler.loops.mouth import PATIENCE, Mouth
from services.scheduler.ports import Saying
from shared.contract import ChatId, HelpAsked, Language, ReminderDue, SpeechId
from tests.fakes.clock import NOON
from tests.fakes.people import ANNA, BORIS, NUDGE, a_reminder


class Seconds:
    """A stopwatch in the test's hand."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def seconds() -> Seconds:
    return Seconds()


@pytest.fixture
def mouth(seconds: Seconds) -> Mouth:
    return Mouth(seconds)


def answer(name: str, chat: ChatId = ANNA) -> Saying:
    return Saying(HelpAsked(chat=chat, speech_id=SpeechId(name), sender=NUDGE, language=Language("en"), at=NOON))


def test_answers_to_one_person_leave_one_at_a_time_in_order(mouth: Mouth) -> None:
    one, two, three = answer("1"), answer("2"), answer("3")

    assert mouth.next_of([one, two, three]) == [one]
    assert mouth.said(ANNA, SpeechId("1")) == two
    assert mouth.said(ANNA, SpeechId("1")) is None
    assert mouth.said(ANNA, SpeechId("2")) == three
    assert mouth.said(ANNA, SpeechId("3")) is None
    assert mouth.next_of([one]) == [one]


def test_different_people_and_reminders_do_not_wait(mouth: Mouth) -> None:
    due = Saying(
        ReminderDue(
            chat=ANNA,
            speech_id=SpeechId("due"),
            sender=NUDGE,
            language=Language("en"),
            at=NOON,
            reminder=a_reminder().view(),
        )
    )
    sayings = [answer("1"), answer("2", BORIS), due]

    assert mouth.next_of(sayings) == sayings


def test_when_nobody_reports_all_that_wait_leave_in_order(mouth: Mouth, seconds: Seconds) -> None:
    mouth.next_of([answer("1"), answer("2"), answer("3")])
    seconds.now += PATIENCE.total_seconds()

    assert mouth.next_of([answer("3")]) == [answer("2"), answer("3")]
    assert mouth.next_of([answer("4")]) == []
    assert mouth.said(ANNA, SpeechId("3")) == answer("4")
