"""Reminders that come back: how they are kept, what is told, and how they end."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.scheduler.domain.chat import Profile
from services.scheduler.domain.firing import fire, left_of, together
from services.scheduler.domain.reminder import MOST_EVENTS, State
from services.scheduler.ports import Firing, bundled, waiting_of
from shared.language import Rule
from tests.fakes.clock import NOON
from tests.fakes.people import ANNA, BORIS, a_reminder
from tests.fakes.talk import Talk

DAILY = Rule("DAILY", "Europe/Berlin", datetime(2026, 11, 23, 13), times=(time(13),))  # noqa: DTZ001
A_DAY = timedelta(days=1)


def test_a_series_is_said_back_by_its_rule_and_its_next_two_dates() -> None:
    answer = Talk().say("every day at 18:00 stretch")

    assert answer.splitlines()[:2] == [
        "🔁 Saved *stretch* (k1), every day at 18:00.",
        "Next: Monday 23 November, 18:00 (Berlin), then Tuesday 24 November, 18:00.",
    ]


def test_a_russian_series_is_said_back_in_russian() -> None:
    answer = Talk().say("каждую среду в 20:00 выносить мусор")

    assert "🔁 Запомнил: *выносить мусор* (k1)" in answer
    assert "20:00 (Берлин), потом среда, 2 декабря, 20:00" in answer


def test_a_series_comes_again_and_again_at_its_wall_time() -> None:
    talk = Talk()
    talk.say("every day at 18:00 stretch")

    assert talk.wait(days=3) == ["🔔 *stretch* (k1)"] * 3
    assert talk.local("k1") == "Thu 26 Nov 18:00"


def test_a_series_keeps_its_wall_time_when_the_clocks_change() -> None:
    talk = Talk(now=datetime(2027, 3, 27, 12, tzinfo=UTC))
    talk.say("every day at 18:00 stretch")
    talk.wait(hours=6)

    assert talk.reminder("k1").due_at == datetime(2027, 3, 28, 16, tzinfo=UTC)


def test_what_was_missed_comes_once_and_late_and_the_series_goes_on_from_now() -> None:
    reminder = a_reminder(due_at=NOON, rule=DAILY, zone="Europe/Berlin")

    left, fact = fire(ANNA, Profile(), reminder, NOON + timedelta(days=3, hours=2))

    assert fact.reminder.due_at == NOON
    assert left.due_at == NOON + 4 * A_DAY
    assert left.is_waiting


def test_a_count_ends_a_series() -> None:
    reminder = a_reminder(due_at=NOON, rule=replace(DAILY, count=2), zone="Europe/Berlin")

    once = left_of(reminder, NOON)
    twice = left_of(once, NOON + A_DAY)

    assert (once.state, twice.state) == (State.WAITING, State.TOLD)


def test_a_last_day_ends_a_series() -> None:
    reminder = a_reminder(due_at=NOON, rule=replace(DAILY, until=NOON.date()), zone="Europe/Berlin")

    assert left_of(reminder, NOON).state is State.TOLD


@given(st.integers(0, 10**7))
def test_what_is_left_is_always_ahead(seconds: int) -> None:
    now = NOON + timedelta(seconds=seconds)

    assert left_of(a_reminder(due_at=NOON, rule=DAILY), now).due_at > now


def test_no_two_tellings_share_a_fire_id() -> None:
    reminder, ids = a_reminder(due_at=NOON, rule=DAILY), []
    for day in range(5):
        reminder, fact = fire(ANNA, Profile(), reminder, NOON + day * A_DAY)
        ids.append(fact.speech_id)

    assert len(set(ids)) == 5


def test_a_history_is_bounded_and_keeps_its_beginning() -> None:
    reminder = a_reminder(due_at=NOON, rule=DAILY).noted("added", NOON)
    for day in range(50):
        reminder = left_of(reminder, NOON + day * A_DAY)

    assert len(reminder.log) == MOST_EVENTS
    assert reminder.log[0].what == "added"


def test_two_that_are_due_together_are_one_message() -> None:
    talk = Talk()
    talk.say("remind me to feed the cat tomorrow at 17:00")
    talk.wait(minutes=1)
    talk.say("remind me to water the dog tomorrow at 17:00")

    assert talk.wait(days=2) == ["🔔 2 at once:\n• *feed the cat* (k1)\n• *water the dog* (d1)"]


def test_what_is_only_overdue_together_is_told_one_by_one() -> None:
    reminders = [a_reminder("k1", due_at=NOON), a_reminder("d1", due_at=NOON + timedelta(seconds=1))]

    told = together([fire(ANNA, Profile(), reminder, NOON + A_DAY)[1] for reminder in reminders])

    assert [fact.concerns for fact in told] == [("k1",), ("d1",)]


def test_different_people_never_share_a_message() -> None:
    reminders = [
        (chat, a_reminder(id_, uid=f"{chat} {id_}", due_at=NOON)) for id_ in ("k1", "d1") for chat in (ANNA, BORIS)
    ]

    told = together([fire(chat, Profile(), reminder, NOON)[1] for chat, reminder in reminders])

    assert {(fact.chat, fact.concerns) for fact in told} == {(ANNA, ("k1", "d1")), (BORIS, ("k1", "d1"))}


@given(st.lists(st.integers(1, 900), min_size=1, max_size=20), st.randoms(), st.data())
def test_a_new_owner_makes_the_same_messages_of_what_is_left(
    lengths: list[int], dice: Random, data: st.DataObject
) -> None:
    """However many messages the one before had finished, and in whatever order the index is read."""
    reminders = [a_reminder(f"k{n}", uid=f"{n}", due_at=NOON, text="x" * length) for n, length in enumerate(lengths)]
    firings = [Firing(waiting_of(ANNA, each), *fire(ANNA, Profile(), each, NOON)) for each in reminders]
    messages = {firing.waiting: firing.fact.speech_id for firing in bundled(firings)}
    finished = data.draw(st.sets(st.sampled_from(sorted(set(messages.values())))))

    left = [firing for firing in firings if messages[firing.waiting] not in finished]
    dice.shuffle(left)

    assert all(firing.fact.speech_id == messages[firing.waiting] for firing in bundled(left))


def test_texts_that_would_not_fit_one_message_come_in_several() -> None:
    reminders = [a_reminder(f"k{n}", due_at=NOON, text="x" * 400) for n in range(4)]

    told = together([fire(ANNA, Profile(), reminder, NOON)[1] for reminder in reminders])

    assert {fact.concerns for fact in told} == {("k0", "k1"), ("k2", "k3")}


@pytest.mark.parametrize(("words", "said"), [("/list", "🔁 every day at 18:00"), ("/список", "🔁 каждый день в 18:00")])
def test_the_list_names_the_repeat(words: str, said: str) -> None:
    talk = Talk()
    talk.say("every day at 18:00 stretch")

    assert said in talk.say(words)
