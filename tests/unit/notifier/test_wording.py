"""What Nudge says, in both languages: complete, exact, and safe to show."""

from dataclasses import fields
from datetime import UTC, datetime, timedelta
from string import Formatter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.notifier.domain.whatsapp import MOST_CHARACTERS
from services.notifier.domain.wording import CATALOGUES, say
from services.notifier.domain.wording.catalogue import Catalogue
from shared.contract import (
    AnyFact,
    Choice,
    Fact,
    HelpAsked,
    Language,
    LimitReached,
    NothingUnderstood,
    PersonWelcomed,
    QuestionAsked,
    ReminderAdded,
    ReminderDue,
    ReminderId,
    RemindersDeleted,
    RemindersListed,
    ReminderView,
    SpeechId,
    ZoneChanged,
)
from shared.language import Reason
from tests.fakes.clock import NOON
from tests.fakes.people import ANNA, NUDGE

LANGUAGES = ["en", "ru"]
A_DAY_LATER = NOON + timedelta(days=1, hours=4)
OWN_REASONS = {"", "delete_all", "which_one", "nothing_named", "only_once"}


def view(text: str = "call mom", *, due_at: datetime = A_DAY_LATER, **changes: Any) -> ReminderView:
    return ReminderView(id=ReminderId("k7"), text=text, due_at=due_at, zone="Europe/Berlin", **changes)


def told(kind: type[Fact], *, language: str = "en", now: datetime = NOON, **values: Any) -> str:
    frame = {"chat": ANNA, "speech_id": SpeechId("s"), "sender": NUDGE, "language": Language(language), "at": NOON}
    fact: Any = kind(**frame, **values)
    return say(fact, now=now)


def test_a_saved_reminder_is_said_back_with_day_time_city_and_distance() -> None:
    assert (
        told(ReminderAdded, reminder=view())
        == "⏰ Saved *call mom* (k7). Tuesday 24 November, 17:00 (Berlin), in 1 day 4 h."
    )
    assert (
        told(ReminderAdded, language="ru", reminder=view("позвонить маме"))
        == "⏰ Запомнил: *позвонить маме* (k7). Вторник, 24 ноября, 17:00 (Берлин), через 1 день 4 ч."
    )


def test_another_year_is_named() -> None:
    assert "Monday 4 January 2027, 12:00" in told(
        ReminderAdded, reminder=view(due_at=datetime(2027, 1, 4, 11, tzinfo=UTC))
    )


@pytest.mark.parametrize(
    ("number", "words"),
    [(1, "1 день"), (2, "2 дня"), (5, "5 дней"), (11, "11 дней"), (21, "21 день"), (112, "112 дней")],
)
def test_russian_days_have_their_forms(number: int, words: str) -> None:
    message = told(ReminderAdded, language="ru", reminder=view(due_at=NOON + timedelta(days=number)))

    assert f"через {words}" in message


def test_a_reminder_on_time_says_only_what_it_is() -> None:
    assert told(ReminderDue, reminder=view(due_at=NOON), now=NOON + timedelta(seconds=59)) == "🔔 *call mom* (k7)"


def test_a_late_reminder_says_so_honestly() -> None:
    late = told(ReminderDue, reminder=view(due_at=NOON), now=NOON + timedelta(minutes=12))

    assert late == "🔔 *call mom* (k7)\nIt was due 13:00 and comes late by 12 min. Sorry about that."


def test_a_list_has_index_id_time_and_text() -> None:
    listed = told(RemindersListed, reminders=(view(index=1),), total=1)

    assert listed == "📋 Waiting: 1\n1. call mom (k7)\n   Tuesday 24 November, 17:00 (Berlin)"


def test_a_page_names_the_next_one() -> None:
    assert told(RemindersListed, reminders=(view(index=1),), total=11, pages=2).endswith("Page 1 of 2. Next: /list 2")


def test_ready_answers_are_numbered() -> None:
    asked = told(
        QuestionAsked,
        reason="am_pm",
        about="tea",
        choices=(Choice(words="a", due_at=A_DAY_LATER, zone="Europe/Berlin"), Choice(words="b", zone="Asia/Tbilisi")),
    )

    assert asked.splitlines()[1:3] == ["1. Tuesday 24 November, 17:00 (Berlin)", "2. Tbilisi (Asia/Tbilisi)"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_there_are_words_for_every_question(language: str) -> None:
    assert set(CATALOGUES[language].questions) == {reason.value for reason in Reason} | OWN_REASONS


def test_both_languages_fill_in_the_same_values() -> None:
    english, russian = (CATALOGUES[language] for language in LANGUAGES)

    for field in fields(Catalogue):
        one, other = getattr(english, field.name), getattr(russian, field.name)
        if isinstance(one, str):
            assert names_in(one) == names_in(other), field.name
        if isinstance(one, dict):
            assert one.keys() == other.keys(), field.name


def names_in(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("kind", "values"),
    [
        (PersonWelcomed, {}),
        (PersonWelcomed, {"zone": "Europe/Berlin"}),
        (PersonWelcomed, {"likely": ("Europe/Berlin",)}),
        (HelpAsked, {}),
        (HelpAsked, {"zone": "UTC+03:00"}),
        (ReminderAdded, {"reminder": view()}),
        (RemindersListed, {"reminders": (), "total": 0}),
        (RemindersDeleted, {}),
        (RemindersDeleted, {"deleted": (view(),), "too_late": (view(),), "missing": ("9",)}),
        (RemindersDeleted, {"deleted": (view(), view())}),
        (ZoneChanged, {"zone": "America/New_York"}),
        *((LimitReached, {"limit": limit, "allowed": 9}) for limit in ("pending", "text", "horizon", "words")),
        *((QuestionAsked, {"reason": reason, "about": "3"}) for reason in [*Reason, *OWN_REASONS, "from_the_future"]),
        (QuestionAsked, {"reason": "delete_all", "about": "3", "choices": (Choice(words="1"), Choice(words="2"))}),
        (NothingUnderstood, {"text": "hm"}),
        (NothingUnderstood, {}),
        (ReminderDue, {"reminder": view(due_at=NOON - timedelta(days=2))}),
    ],
)
def test_every_fact_has_words(kind: type[Fact], values: dict[str, Any], language: str) -> None:
    message = told(kind, language=language, **values)

    assert message.strip()
    assert "{" not in message
    assert "!!" not in message


def test_an_unknown_language_is_answered_in_english() -> None:
    assert told(NothingUnderstood, language="de", text="hm") == told(NothingUnderstood, language="en", text="hm")


A_TEXT = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=1000)


@given(texts=st.lists(A_TEXT, min_size=10, max_size=10), language=st.sampled_from(LANGUAGES))
def test_a_page_of_any_texts_fits_a_message(texts: list[str], language: str) -> None:
    views = tuple(view(text, index=index) for index, text in enumerate(texts, start=991))

    message = told(RemindersListed, language=language, reminders=views, total=999, pages=100)

    assert len(message) < MOST_CHARACTERS


@given(text=A_TEXT)
def test_no_mark_of_a_person_formats_anything(text: str) -> None:
    message = told(ReminderDue, reminder=view(text))

    shown = message.removeprefix("🔔 ").rsplit(" (k7)", 1)[0]
    if shown.startswith("*") and shown.endswith("*"):
        shown = shown[1:-1]
    for mark in "*_~`":
        assert shown.count(mark) == shown.count(f"\u200b{mark}\u200b")


def test_facts_of_every_kind_are_tested() -> None:
    from typing import get_args  # noqa: PLC0415

    kinds = set(get_args(get_args(AnyFact)[0]))
    tested = {mark.values[0] if hasattr(mark, "values") else mark[0] for mark in _cases()}

    assert tested == kinds


def _cases() -> list[Any]:
    [marks] = [mark.args[1] for mark in test_every_fact_has_words.pytestmark if mark.args[0] == ("kind", "values")]
    return list(marks)
