"""What waits for one person becomes one message, where a person would still understand it."""

from datetime import timedelta

import pytest

from services.notifier.domain.company import DIGEST_FROM, GATHERING, MOST_REMINDERS, company_of, time_to_gather, told
from services.notifier.domain.planning import Contents, plan_together
from services.notifier.domain.templates import buttons
from services.notifier.domain.whatsapp import MOST_CHARACTERS_WITH_BUTTONS
from shared.contract import (
    AnyFact,
    Choice,
    Language,
    PersonForgotten,
    QuestionAsked,
    ReminderDue,
    SpeechId,
    WritingStopped,
    read_payload,
)
from tests.fakes.clock import NOON
from tests.fakes.people import ANNA, NUDGE
from tests.fakes.voice import ANSWER, a_reminder_due

THREE = Contents({"en": "HXtemplate"}, {3: "HXbuttons"})


def a_due(number: int, *, ago: timedelta = timedelta(0), text: str = "") -> ReminderDue:
    fact = a_reminder_due(NOON - ago, text=text or f"task {number}", speech=f"abc.{number}.0", id_=f"k{number}")
    return fact.model_copy(update={"choices": tuple(buttons(f"k{number}"))})


def said(fact: AnyFact, *waiting: AnyFact) -> str:
    company = company_of(fact, waiting, now=NOON)
    return told(company.parts, now=NOON) if company else ""


def test_reminders_are_one_message_whose_buttons_mean_all_of_them() -> None:
    company = company_of(a_due(2), [a_due(1), a_due(3)], now=NOON)

    assert company is not None
    assert [fact.speech_id for fact in company.facts] == ["abc.2.0", "abc.1.0", "abc.3.0"]
    utterance = plan_together(company.parts, THREE, now=NOON)
    assert utterance is not None
    assert utterance.text.startswith("🔔 3 at once:")
    assert all(f"*task {number}* (k{number})" in utterance.text for number in (1, 2, 3))
    words, _ = read_payload(utterance.variables["3"]) or ("", "")
    assert sorted(words.split()[1:]) == ["k1", "k2", "k3"]


def test_an_answer_takes_reminders_along_and_their_buttons() -> None:
    company = company_of(ANSWER, [a_due(1)], now=NOON)

    assert company is not None
    utterance = plan_together(company.parts, THREE, now=NOON)
    assert utterance is not None
    assert utterance.content == "HXbuttons"
    answer, _, reminder = utterance.text.partition("\n\n")
    assert "did not understand" in answer
    assert reminder == "🔔 *task 1* (k1)"


def test_a_question_is_asked_alone_beside_reminders_that_have_buttons() -> None:
    question = QuestionAsked(
        chat=ANNA,
        speech_id=SpeechId("re.SM1"),
        sender=NUDGE,
        language=Language("en"),
        at=NOON,
        reason="no_time",
        choices=(Choice(words="yes", does="yes"),),
    )

    assert company_of(question, [a_due(1)], now=NOON) is None
    assert company_of(question, [ANSWER], now=NOON) is not None


@pytest.mark.parametrize("kind", [WritingStopped, PersonForgotten])
def test_the_last_words_to_a_person_are_alone(kind: type[WritingStopped | PersonForgotten]) -> None:
    last = kind(chat=ANNA, speech_id=SpeechId("re.SM2"), sender=NUDGE, language=Language("en"), at=NOON)

    assert company_of(last, [a_due(1), ANSWER], now=NOON) is None


def test_what_leaves_from_another_number_or_in_another_language_is_not_mixed() -> None:
    other = a_due(1).model_copy(update={"sender": "whatsapp:+12025550100"})
    russian = a_due(2).model_copy(update={"language": Language("ru")})

    assert company_of(a_due(3), [other, russian], now=NOON) is None


def test_a_message_stays_short_enough_for_its_form() -> None:
    many = [a_due(number, text="x" * 25) for number in range(1, 60)]
    long = [a_due(number, text="y" * 280) for number in range(1, 9)]

    for waiting in (many, long):
        company = company_of(waiting[0], waiting[1:], now=NOON)
        assert company is not None
        assert 2 <= len(company.facts) <= MOST_REMINDERS
        assert len(told(company.parts, now=NOON)) < MOST_CHARACTERS_WITH_BUTTONS


def test_outside_the_window_the_template_tells_all_of_them_in_full() -> None:
    silent = NOON - timedelta(days=3)
    dues = [a_due(n, text="z" * 60).model_copy(update={"heard_at": silent}) for n in range(1, 12)]
    company = company_of(dues[0], dues[1:], now=NOON)

    assert company is not None
    utterance = plan_together(company.parts, THREE, now=NOON)
    assert utterance is not None
    assert utterance.content == "HXtemplate"
    assert utterance.variables["1"].count("z" * 60) == len(company.facts) > 5
    assert "…" not in utterance.text


def test_a_series_that_came_due_twice_is_told_once() -> None:
    twice = a_due(1, ago=timedelta(hours=2)), a_due(1, ago=timedelta(hours=3))

    assert said(*twice).count("task 1") == 1


def test_reminders_of_different_moments_tell_each_its_own() -> None:
    text = said(a_due(1, ago=timedelta(minutes=9)), a_due(2, ago=timedelta(minutes=4)), a_due(3))

    assert "• *task 1* (k1), due 11:51" in text
    assert "• *task 2* (k2), due 11:56" in text
    assert text.endswith("• *task 3* (k3)")


@pytest.mark.parametrize(("language", "away", "due"), [("en", "Meanwhile:", "due"), ("ru", "подошло:", "было на")])
def test_after_a_long_silence_it_is_one_honest_digest(language: str, away: str, due: str) -> None:
    late = [
        a_due(n, ago=timedelta(hours=2, minutes=-n)).model_copy(update={"language": Language(language)})
        for n in (1, 2, 3)
    ]
    text = said(*late)

    assert text.splitlines()[0].endswith(away)
    assert f"• *task 2* (k2), {due} 10:02" in text
    assert len(text.splitlines()) == 5


def test_only_what_is_very_late_waits_for_company() -> None:
    assert time_to_gather(a_due(1), NOON) == timedelta(0)
    assert time_to_gather(a_due(1, ago=DIGEST_FROM - timedelta(seconds=1)), NOON) == timedelta(0)
    assert time_to_gather(a_due(1, ago=DIGEST_FROM), NOON) == GATHERING
    assert time_to_gather(ANSWER, NOON + timedelta(days=1)) == timedelta(0)
