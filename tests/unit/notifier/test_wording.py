"""What Nudge says, in both languages: complete, exact, and safe to show."""

from dataclasses import fields
from datetime import UTC, datetime, time, timedelta
from string import Formatter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.notifier.domain.whatsapp import MOST_CHARACTERS
from services.notifier.domain.wording import CATALOGUES, buttons, say
from services.notifier.domain.wording.catalogue import Catalogue
from services.notifier.domain.wording.english import ENGLISH
from shared.contract import (
    AnyFact,
    ChangeUndone,
    Choice,
    Event,
    ExportAsked,
    Fact,
    HelpAsked,
    Language,
    LanguageChanged,
    LimitReached,
    NothingSpokenOf,
    NothingUnderstood,
    PersonForgotten,
    PersonWelcomed,
    QuestionAsked,
    QuestionDropped,
    ReminderAdded,
    ReminderDue,
    ReminderEdited,
    ReminderExplained,
    ReminderId,
    RemindersDeleted,
    RemindersFinished,
    RemindersListed,
    RemindersMoved,
    RemindersPaused,
    RemindersResumed,
    RemindersSkipped,
    RemindersSnoozed,
    ReminderView,
    SpeechId,
    WritingStopped,
    ZoneChanged,
)
from shared.language import Reason, Rule
from tests.fakes.clock import NOON
from tests.fakes.people import ANNA, NUDGE

LANGUAGES = ["en", "ru"]
A_DAY_LATER = NOON + timedelta(days=1, hours=4)
OWN_REASONS = {
    *("", "again", "zone", "delete_all", "which_one", "nothing_named", "edit_what", "language", "forget_me"),
}
EVENTS = ("added", "told", "sent", "refused", "done", "snoozed", "child", "edited", "moved", "from_the_future")
DAILY = Rule("DAILY", "Europe/Berlin", datetime(2026, 11, 24, 17), times=(time(17),)).to_json()  # noqa: DTZ001


def view(text: str = "call mom", *, due_at: datetime = A_DAY_LATER, **changes: Any) -> ReminderView:
    return ReminderView(id=ReminderId("k7"), text=text, due_at=due_at, zone="Europe/Berlin", **changes)


def frame(language: str) -> dict[str, Any]:
    return {"chat": ANNA, "speech_id": SpeechId("s"), "sender": NUDGE, "language": Language(language), "at": NOON}


def told(kind: type[Fact], *, language: str = "en", now: datetime = NOON, **values: Any) -> str:
    fact: Any = kind(**frame(language), **values)
    return say(fact, now=now)


def a_history() -> tuple[Event, ...]:
    return tuple(Event(what=what, at=NOON, moment=A_DAY_LATER, text="k1") for what in EVENTS)


def test_a_saved_reminder_is_said_back_with_day_time_city_and_distance() -> None:
    assert (
        told(ReminderAdded, reminder=view())
        == "⏰ Saved *call mom* (k7). Tuesday 24 November, 17:00 (Berlin), in 1 day 4 h."
    )
    assert (
        told(ReminderAdded, language="ru", reminder=view("позвонить маме"))
        == "⏰ Запомнил: *позвонить маме* (k7). Вторник, 24 ноября, 17:00 (Берлин), через 1 день 4 ч."
    )


@pytest.mark.parametrize("late", [timedelta(0), timedelta(seconds=20), timedelta(days=2)])
def test_a_reminder_that_is_saved_after_its_moment_comes_right_now(late: timedelta) -> None:
    saved, russian = (
        told(ReminderAdded, language=language, reminder=view(due_at=NOON - late)) for language in LANGUAGES
    )

    assert saved.endswith("(Berlin), right now.")
    assert russian.endswith("(Берлин), прямо сейчас.")


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


@pytest.mark.parametrize(("number", "words"), [(1, "1 day"), (2, "2 days"), (21, "21 days"), (101, "101 days")])
def test_english_days_have_theirs(number: int, words: str) -> None:
    message = told(ReminderAdded, reminder=view(due_at=NOON + timedelta(days=number)))

    assert f"in {words}" in message


@pytest.mark.parametrize(("language", "end"), [("en", "…and 3 more."), ("ru", "…и ещё 3.")])
def test_an_answer_about_very_many_says_how_many_it_does_not_name(language: str, end: str) -> None:
    views = (view(),) * 11

    assert told(ChangeUndone, language=language, what="delete", back=views).endswith(end)


def test_a_reminder_on_time_says_only_what_it_is() -> None:
    assert told(ReminderDue, reminder=view(due_at=NOON), now=NOON + timedelta(seconds=59)) == "🔔 *call mom* (k7)"


def test_a_late_reminder_says_so_honestly() -> None:
    late = told(ReminderDue, reminder=view(due_at=NOON), now=NOON + timedelta(minutes=12))

    assert late == "🔔 *call mom* (k7)\nIt was due 13:00 and comes late by 12 min. Sorry about that."


def test_a_list_has_index_id_time_and_text() -> None:
    listed = told(RemindersListed, reminders=(view(index=1),), total=1)

    assert listed == "📋 Waiting: 1\n_Tomorrow_\n1. 17:00 call mom (k7) · Berlin"


def test_a_list_is_by_day_in_words() -> None:
    views = [view(due_at=NOON + timedelta(days=days), index=days + 1) for days in (0, 1, 2)]

    listed = told(RemindersListed, language="ru", reminders=tuple(views), total=3)

    assert [line for line in listed.splitlines() if line.startswith("_")] == [
        "_Сегодня_",
        "_Завтра_",
        "_Среда, 25 ноября_",
    ]


def test_a_repeat_is_named_in_the_list() -> None:
    assert "🔁 every day at 17:00" in told(RemindersListed, reminders=(view(index=1, rule=DAILY),), total=1)


def test_a_series_is_said_back_by_its_rule_and_its_next_two_dates() -> None:
    series = view(rule=DAILY, then=(A_DAY_LATER + timedelta(days=1),))

    assert told(ReminderAdded, reminder=series) == (
        "🔁 Saved *call mom* (k7), every day at 17:00.\n"
        "Next: Tuesday 24 November, 17:00 (Berlin), then Wednesday 25 November, 17:00."
    )


def test_what_was_assumed_is_said_with_the_other_reading_beside_it() -> None:
    evening = Choice(words="/edit k7 to 2026-11-24 21:00 in Europe/Berlin", due_at=A_DAY_LATER, zone="Europe/Berlin")

    message = told(ReminderAdded, reminder=view(), assumed=("morning",), choices=(evening,))

    assert "I took it as the morning." in message
    assert "Or Tuesday 24 November, 17:00? Answer 1, or with the time that you mean." in message


def test_several_at_once_are_one_message() -> None:
    message = told(ReminderDue, reminder=view(due_at=NOON), others=(view("tea", due_at=NOON),), now=NOON)

    assert message == "🔔 2 at once:\n• *call mom* (k7)\n• *tea* (k7)"


def test_a_question_that_was_let_go_of_is_named() -> None:
    assert told(HelpAsked, dropped="swim").endswith("(I let go of the question about *swim*.)")


def test_a_page_names_the_next_one() -> None:
    assert told(RemindersListed, reminders=(view(index=1),), total=11, pages=2).endswith("Page 1 of 2. Send: more")


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
        (RemindersDeleted, {"deleted": (view(rule=DAILY),), "series": 1, "ended": 4}),
        (RemindersDeleted, {"deleted": (view(rule=DAILY),), "series": 1}),
        (PersonWelcomed, {"zone": "Europe/Berlin", "back": True, "waiting": 3}),
        (PersonWelcomed, {"likely": ("Asia/Almaty", "Asia/Aqtau")}),
        (WritingStopped, {}),
        (WritingStopped, {"waiting": 21}),
        (
            ReminderAdded,
            {"reminder": view(rule=DAILY), "zone_set": True, "assumed": (*ENGLISH.assumed, "typo:wensday")},
        ),
        (RemindersListed, {"reminders": (), "total": 0, "which": "done"}),
        (RemindersListed, {"reminders": (), "total": 0, "about": "tea"}),
        (RemindersListed, {"reminders": (view(done_at=NOON, index=1),), "total": 1, "which": "done"}),
        (RemindersListed, {"reminders": (view(paused=True, index=1),), "total": 1, "about": "tea"}),
        (RemindersFinished, {"done": (view(), view(rule=DAILY)), "missing": ("9",)}),
        (RemindersSnoozed, {"reminders": (view(),), "missing": ("9",)}),
        (ReminderEdited, {"old": view(), "new": view("buy milk")}),
        (ReminderEdited, {"old": view(), "new": view(due_at=NOON + timedelta(days=9)), "assumed": ("morning",)}),
        (ReminderEdited, {"old": view(), "new": view(rule=DAILY)}),
        (ReminderEdited, {"old": view(rule=DAILY), "new": view().model_copy(update={"id": "d1"})}),
        (RemindersSkipped, {"skipped": (view(rule=DAILY),), "next": (view(rule=DAILY),), "single": (view(),)}),
        (RemindersSkipped, {"skipped": (view(rule=DAILY),), "ended": (view(rule=DAILY),), "missing": ("9",)}),
        (RemindersPaused, {"paused": (view(),), "missing": ("9",)}),
        (RemindersPaused, {"returning": (view(rule=DAILY), view())}),
        (RemindersResumed, {"resumed": (view(rule=DAILY),), "over": (view(),), "missing": ("9",)}),
        *(
            (ReminderExplained, {"reminder": view(), "words": "tea", "state": state, "events": a_history()})
            for state in ("waiting", "paused", "told", "done")
        ),
        (ChangeUndone, {}),
        *((ChangeUndone, {"what": what, "back": (view(),), "gone": (view(),)}) for what in ENGLISH.undone),
        (ZoneChanged, {"zone": "America/New_York"}),
        (ZoneChanged, {"zone": "America/New_York", "back": "Europe/Berlin"}),
        (ZoneChanged, {"zone": "Asia/Tbilisi", "staying": 2, "choices": (Choice(words="1", does="move"),)}),
        (RemindersMoved, {"zone": "Asia/Tbilisi", "moved": (view(),)}),
        (RemindersMoved, {"zone": "Asia/Tbilisi"}),
        (LanguageChanged, {}),
        (LanguageChanged, {"follows": True}),
        (ExportAsked, {}),
        (ExportAsked, {"link": "https://nudge.example/x"}),
        (PersonForgotten, {}),
        (QuestionDropped, {}),
        (QuestionDropped, {"about": "tea"}),
        (QuestionDropped, {"about": "tea", "late": True}),
        (NothingSpokenOf, {}),
        (NothingSpokenOf, {"missing": ("9",)}),
        *((LimitReached, {"limit": limit, "allowed": 9}) for limit in ENGLISH.limits),
        *((NothingUnderstood, {"media": media}) for media in (*ENGLISH.media, "hologram")),
        (ReminderDue, {"reminder": view(due_at=NOON), "others": (view(due_at=NOON),)}),
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


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("does", sorted(ENGLISH.labels))
def test_a_button_is_short_and_never_empty(does: str, language: str) -> None:
    fact = LimitReached(**frame(language), limit="pace", allowed=1, choices=(Choice(words="/x", does=does),))

    [button] = buttons(fact)
    assert button.label == CATALOGUES[language].labels[does]
    assert 0 < len(button.label) <= 20
    assert button.words == "/x"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "choice",
    [
        Choice(words="/x", due_at=A_DAY_LATER, zone="Europe/Berlin"),
        Choice(words="/x", zone="America/Argentina/ComodRivadavia"),
        Choice(words="/x", text="call the municipal housing office again"),
        Choice(words="/x", rule=DAILY),
        Choice(words="/something quite long that names nothing"),
    ],
)
def test_whatever_is_offered_fits_a_button(choice: Choice, language: str) -> None:
    [button] = buttons(LimitReached(**frame(language), limit="pace", allowed=1, choices=(choice,)))

    assert 0 < len(button.label) <= 20


A_TEXT = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=1000)


@given(texts=st.lists(A_TEXT, min_size=10, max_size=10), language=st.sampled_from(LANGUAGES))
def test_a_page_of_any_texts_fits_a_message(texts: list[str], language: str) -> None:
    views = tuple(view(text, index=index) for index, text in enumerate(texts, start=991))

    message = told(RemindersListed, language=language, reminders=views, total=999, pages=100)

    assert len(message) < MOST_CHARACTERS


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_of_long_series_on_ten_days_fits_with_its_last_line(language: str) -> None:
    days = [NOON + timedelta(days=20 + n) for n in range(10)]
    views = tuple(view("*_" * 400, due_at=day, index=990 + n, rule=DAILY) for n, day in enumerate(days))

    message = told(RemindersListed, language=language, reminders=views, total=999, pages=100)

    assert len(message) < MOST_CHARACTERS
    assert "100" in message.splitlines()[-1]


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
