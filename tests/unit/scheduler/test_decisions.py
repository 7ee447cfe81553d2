"""What the clock decides, command by command."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TypeVar

import pytest

from services.scheduler.domain.chat import Change, Chat
from services.scheduler.domain.decisions import decide
from services.scheduler.domain.limits import Limits
from services.scheduler.domain.listing import PAGE
from services.scheduler.domain.reminder import State
from shared.contract import (
    ChatId,
    Fact,
    HelpAsked,
    LimitReached,
    NothingUnderstood,
    PersonWelcomed,
    QuestionAsked,
    QuestionDropped,
    ReminderAdded,
    RemindersDeleted,
    RemindersListed,
    ZoneChanged,
)
from tests.fakes.clock import NOON
from tests.fakes.people import ANNA, BORIS, NUDGE, a_chat, a_reminder, said

Kind = TypeVar("Kind", bound=Fact)
BERLIN = {"zone": "Europe/Berlin"}


def decided(words: str, chat: Chat, *, at: datetime = NOON, limits: Limits | None = None) -> Change:
    return decide(said(words, chat=chat.id, at=at), chat, at, limits or Limits())


def answer(change: Change, kind: type[Kind]) -> Kind:
    [fact] = change.facts
    assert isinstance(fact, kind), fact
    return fact


def after(change: Change, chat: Chat) -> Chat:
    """Return the chat as the store would have it after the change."""
    reminders = {id_: kept for id_, kept in chat.reminders.items() if id_ not in change.drop}
    return replace(
        chat, profile=change.profile, reminders=reminders | {reminder.id: reminder for reminder in change.put}
    )


def test_an_added_reminder_keeps_wall_time_zone_and_instant() -> None:
    change = decided("/add remind me to buy groceries at 2026-12-01 09:30 in europe/moscow", a_chat())

    [reminder] = change.put
    assert reminder.text == "buy groceries"
    assert reminder.wall == datetime(2026, 12, 1, 9, 30)  # noqa: DTZ001 - wall time has no zone
    assert reminder.zone == "Europe/Moscow"
    assert reminder.due_at == datetime(2026, 12, 1, 6, 30, tzinfo=UTC)
    assert answer(change, ReminderAdded).reminder == reminder.view(full=True)


def test_the_russian_words_add_too_and_are_answered_in_russian() -> None:
    change = decided("/добавить напомни полить цветы в 2026-12-01 09:30 в Москва", a_chat())

    assert change.put[0].text == "полить цветы"
    assert answer(change, ReminderAdded).language == "ru"


def test_the_last_at_and_in_are_the_time_and_the_zone() -> None:
    words = "/add remind me to meet at the cafe in town at 2026-12-01 09:30 in Europe/Berlin"

    assert decided(words, a_chat()).put[0].text == "meet at the cafe in town"


def test_ids_are_never_used_again_and_never_numbers() -> None:
    chat, ids = a_chat(), []
    for _ in range(40):
        change = decided("/add remind me to tea at 2026-12-01 09:30 in UTC", chat, limits=Limits(pace=99))
        ids.append(change.put[0].id)
        chat = replace(after(change, chat), reminders={})

    assert len(set(ids)) == 40
    assert not any(id_.isdecimal() for id_ in ids)


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("/add remind me to x at 2026-11-20 09:00 in Europe/Berlin", "past"),
        ("/add remind me to x at 2027-02-30 09:00 in Europe/Berlin", "impossible_date"),
        ("/add remind me to x at 2027-02-03 25:61 in Europe/Berlin", "impossible_time"),
        ("/add remind me to x at 2027-02-03 09:00 in Berln", "unknown_zone"),
        ("/add remind me to x at 2027-03-28 02:30 in Europe/Berlin", "gap"),
        ("/add remind me to x at 2027-10-31 02:30 in Europe/Berlin", "fold"),
        ("/add milk", "no_time"),
    ],
)
def test_what_is_not_certain_is_asked_and_nothing_is_saved(words: str, reason: str) -> None:
    change = decided(words, a_chat())

    assert answer(change, QuestionAsked).reason == reason
    assert change.put == ()


def test_the_two_ready_answers_of_a_fold_are_an_hour_apart() -> None:
    change = decided("/add remind me to x at 2027-10-31 02:30 in Europe/Berlin", a_chat())

    first, second = (choice.due_at for choice in answer(change, QuestionAsked).choices)
    assert first is not None
    assert second is not None
    assert second - first == timedelta(hours=1)


def test_a_number_chooses_a_ready_answer() -> None:
    chat = a_chat()
    chat = after(decided("/add remind me to x at 2027-10-31 02:30 in Europe/Berlin", chat), chat)

    change = decided("2", chat)

    assert change.put[0].due_at == datetime(2027, 10, 31, 1, 30, tzinfo=UTC)
    assert change.profile.question is None


def test_a_number_chooses_a_zone_that_was_misspelt_and_the_reminder_is_saved() -> None:
    chat = a_chat()
    chat = after(decided("/add remind me to x at 2027-02-03 09:00 in Berln", chat), chat)

    change = decided("1", chat)

    assert (change.put[0].zone, change.put[0].text) == ("Europe/Berlin", "x")


@pytest.mark.parametrize("words", ["1", "7"])
def test_a_number_without_an_open_question_changes_nothing(words: str) -> None:
    change = decided(words, a_chat(a_reminder()))

    assert answer(change, NothingUnderstood)
    assert (change.put, change.drop) == ((), ())


def test_a_question_closes_after_a_quarter_of_an_hour() -> None:
    chat = a_chat()
    chat = after(decided("/add remind me to x at 2027-10-31 02:30 in Europe/Berlin", chat), chat)

    change = decided("1", chat, at=NOON + timedelta(minutes=15, seconds=1))

    closed = answer(change, QuestionDropped)
    assert closed.late
    assert closed.choices[0].words == "/add remind me to x at 2027-10-31 02:30 in Europe/Berlin"


def test_a_question_closes_when_something_else_is_said() -> None:
    chat = a_chat()
    chat = after(decided("/add remind me to x at 2027-10-31 02:30 in Europe/Berlin", chat), chat)
    chat = after(decided("/list", chat), chat)

    assert answer(decided("1", chat), NothingUnderstood)


def test_a_list_is_soonest_first_with_indexes() -> None:
    late, soon = a_reminder("k1", due_at=NOON + timedelta(hours=2)), a_reminder("d1", due_at=NOON + timedelta(hours=1))

    change = decided("/list", a_chat(late, soon))

    listed = answer(change, RemindersListed)
    assert [(view.index, view.id) for view in listed.reminders] == [(1, "d1"), (2, "k1")]
    assert change.profile.listing.ids == ("d1", "k1")


def test_a_long_list_has_pages_and_its_indexes_go_on() -> None:
    many = [a_reminder(f"k{n}", due_at=NOON + timedelta(minutes=n)) for n in range(1, PAGE + 3)]

    listed = answer(decided("/list 2", a_chat(*many)), RemindersListed)

    assert (listed.page, listed.pages, listed.total) == (2, 2, PAGE + 2)
    assert [view.index for view in listed.reminders] == [PAGE + 1, PAGE + 2]


def test_an_index_means_the_list_shown_last_whatever_changed_since() -> None:
    first = a_reminder("k1", due_at=NOON + timedelta(hours=1))
    second = a_reminder("d1", due_at=NOON + timedelta(hours=2))
    chat = a_chat(first, second)
    chat = after(decided("/list", chat), chat)
    earlier = a_reminder("f1", due_at=NOON + timedelta(minutes=1))
    chat = replace(chat, reminders={**chat.reminders, earlier.id: earlier})

    assert decided("/delete 1", chat).drop == ("k1",)


def test_an_id_is_never_taken_for_an_index() -> None:
    chat = a_chat(a_reminder("k2", due_at=NOON), a_reminder("d1", due_at=NOON + timedelta(hours=1)))
    chat = after(decided("/list", chat), chat)

    assert decided("/delete 2", chat).drop == ("d1",)
    assert decided("/delete K2", chat).drop == ("k2",)


def test_what_is_not_there_is_said_and_the_rest_is_deleted() -> None:
    change = decided("/delete k1 z9", a_chat(a_reminder("k1")))

    deleted = answer(change, RemindersDeleted)
    assert ([view.id for view in deleted.deleted], deleted.missing) == (["k1"], ("z9",))


def test_what_is_on_its_way_is_not_deleted_and_the_person_is_told() -> None:
    change = decided("/delete k1", a_chat(a_reminder("k1", state=State.TOLD)))

    assert change.drop == ()
    assert [view.id for view in answer(change, RemindersDeleted).too_late] == ["k1"]


def test_deleting_all_asks_first() -> None:
    chat = a_chat(a_reminder("k1"), a_reminder("d1"))
    asked = decided("/delete all", chat)

    assert answer(asked, QuestionAsked).reason == "delete_all"
    assert asked.drop == ()
    assert set(decided("1", after(asked, chat)).drop) == {"k1", "d1"}
    assert decided("2", after(asked, chat)).drop == ()


def test_delete_alone_asks_which_one() -> None:
    assert answer(decided("/delete", a_chat(a_reminder())), QuestionAsked).reason == "nothing_named"


def test_a_start_proposes_the_zone_of_a_number_only_where_that_is_honest() -> None:
    assert answer(decided("/start", a_chat()), PersonWelcomed).likely == ("Europe/Berlin",)
    assert answer(decided("/start", a_chat(chat=BORIS)), PersonWelcomed).likely == ()
    assert answer(decided("/start", a_chat(chat=ChatId("whatsapp:DE.abc"))), PersonWelcomed).likely == ()


def test_a_start_confirms_a_known_zone() -> None:
    assert answer(decided("/start", a_chat(profile=BERLIN)), PersonWelcomed).zone == "Europe/Berlin"


@pytest.mark.parametrize("words", ["/timezone Berlin", "Berlin", "/пояс Берлин", "/timezone europe/berlin"])
def test_a_city_sets_the_zone(words: str) -> None:
    change = decided(words, a_chat())

    assert answer(change, ZoneChanged).zone == "Europe/Berlin"
    assert change.profile.zone == "Europe/Berlin"


def test_an_unknown_city_is_a_question_and_a_number_answers_it() -> None:
    chat = a_chat()
    asked = decided("/timezone Berln", chat)

    assert answer(asked, QuestionAsked).reason == "unknown_zone"
    assert decided("1", after(asked, chat)).profile.zone == "Europe/Berlin"


def test_help_is_given_and_the_language_is_that_of_the_last_message_that_had_one() -> None:
    chat = after(decided("/помощь", a_chat()), a_chat())

    assert answer(decided("🤷", chat), NothingUnderstood).language == "ru"
    assert answer(decided("/help", chat), HelpAsked).language == "en"


def test_limits_are_said_and_nothing_is_saved() -> None:
    tea = "/add remind me to tea at 2026-12-01 09:30 in UTC"
    full = a_chat(a_reminder("k1"), a_reminder("d1"))

    assert answer(decided(tea, full, limits=Limits(pending=2)), LimitReached).limit == "pending"
    assert answer(decided(tea, a_chat(), limits=Limits(text=2)), LimitReached).limit == "text"
    assert answer(decided(tea.replace("2026", "2050"), a_chat()), LimitReached).limit == "horizon"
    assert answer(decided("x" * 5000, a_chat()), LimitReached).limit == "words"


def test_every_answer_leaves_from_the_number_that_was_written_to() -> None:
    change = decided("/help", a_chat(profile={"sender": "whatsapp:+10000000000"}))

    assert change.facts[0].sender == NUDGE
    assert change.chat == ANNA
