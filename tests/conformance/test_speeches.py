"""The exam of `ports.Speeches`: held until the outcome, said again when it stays away."""

from datetime import datetime, timedelta
from itertools import permutations

import pytest

from services.scheduler.adapters import redis_leases
from services.scheduler.domain.chat import Fate
from services.scheduler.domain.limits import Limits
from services.scheduler.handlers import take_commands
from services.scheduler.ports import Saying
from shared.contract import (
    Outcome,
    ReminderDue,
    ReminderId,
    SpeechDelivered,
    SpeechFailed,
    SpeechId,
    SpeechRead,
    SpeechRefused,
    SpeechSent,
)
from shared.runtime.clock import SystemClock
from tests.fakes import memory_agenda
from tests.fakes.people import ANNA, a_reminder, said
from tests.harness.agendas import LEASE, Store, now
from tests.harness.waiting import wait_until

HOUR = timedelta(hours=1)
NO_LEASE = timedelta(milliseconds=1)


def sent(saying: Saying) -> SpeechSent:
    fact = saying.fact
    reminder = fact.reminder.id if isinstance(fact, ReminderDue) else None
    return SpeechSent(chat=fact.chat, speech_id=fact.speech_id, reminder=reminder, sid="SM1", at=now())


async def answer(store: Store) -> Saying:
    """Return the answer to a command."""
    commands = [(store.position(), said("/help"))]
    taken = await take_commands(
        await store.tenure(),
        commands,
        agenda=store.agenda,
        exports=store.exports,
        erasures=store.erasures,
        clock=SystemClock(),
        limits=Limits(),
    )
    [saying] = taken.sayings
    return saying


async def fired(store: Store, *, lease: timedelta = LEASE) -> Saying:
    """Return a reminder that the bus has."""
    await store.change(a_reminder(due_at=now() - HOUR))
    [firing] = await store.fire(lease=lease)
    return Saying(firing.fact)


async def back(store: Store, lease: timedelta = LEASE) -> Saying:
    """Wait for the one that comes back."""
    tenure = await store.tenure()
    [again] = await wait_until(lambda: store.speeches.reap(tenure, lease, 10), description="the speech comes back")
    return again


async def test_an_answer_that_nobody_published_comes_back_under_the_same_id(store: Store) -> None:
    fact = (await answer(store)).fact
    first = Saying(fact.model_copy(update={"speech_id": SpeechId("another")}))
    await store.change(facts=[first.fact], lease=NO_LEASE)

    again = await back(store)

    assert again.fact == first.fact
    assert again.dedupe_id == first.dedupe_id


async def test_what_the_bus_had_and_nobody_finished_comes_back_under_a_new_id(store: Store) -> None:
    first = await fired(store, lease=NO_LEASE)

    again = await back(store)

    assert again.fact == first.fact
    assert again.dedupe_id != first.dedupe_id


async def test_an_answer_is_held_like_a_reminder_until_its_outcome(store: Store) -> None:
    first = await answer(store)
    await store.speeches.published(await store.tenure(), [first], NO_LEASE)
    again = await back(store, NO_LEASE)

    assert again.fact == first.fact
    assert await store.speeches.finish(sent(again)) is True
    assert await store.speeches.reap(await store.tenure(), LEASE, 10) == []


async def test_what_is_sent_again_is_known_by_both_its_names(store: Store) -> None:
    saying = await fired(store)
    first = sent(saying)
    again = first.model_copy(update={"sid": "SM2"})
    refused = SpeechRefused(chat=ANNA, speech_id=first.speech_id, reminder=first.reminder, at=now())

    for outcome in (first, again, again, first, refused):
        await store.speeches.finish(outcome)

    known = [(spoken.sid, spoken.ids, spoken.refused) for spoken in (await store.chat()).spoken]
    assert known == [("SM1", ("k1",), False), ("SM2", ("k1",), False)]
    assert first.dedupe_id != again.dedupe_id


async def test_what_was_refused_and_sent_after_all_is_known_by_its_name(store: Store) -> None:
    saying = await fired(store)
    outcome = sent(saying)
    refused = SpeechRefused(chat=ANNA, speech_id=outcome.speech_id, reminder=outcome.reminder, at=now())

    for each in (refused, outcome, refused):
        await store.speeches.finish(each)

    known = [(spoken.sid, spoken.ids, spoken.refused) for spoken in (await store.chat()).spoken]
    assert known == [("-", ("k1",), True), ("SM1", ("k1",), False)]


async def test_finishing_twice_is_harmless(store: Store) -> None:
    saying = await fired(store)
    before = (await store.chat()).reminders

    assert await store.speeches.finish(sent(saying)) is True
    assert await store.speeches.finish(sent(saying)) is False
    assert (await store.chat()).reminders == before


async def test_a_late_outcome_does_not_end_a_reminder_that_was_made_since(store: Store) -> None:
    saying = await fired(store)
    await store.speeches.finish(sent(saying))
    await store.change(a_reminder(uid="another", due_at=now() + HOUR))

    await store.speeches.finish(sent(saying))

    assert len((await store.chat()).reminders) == 1


async def test_a_renewal_tells_when_a_speech_is_overdue(store: Store) -> None:
    tenure = await store.tenure()
    saying = await fired(store)
    assert (await store.leases.renew(tenure, LEASE)).speech_overdue is False
    await store.speeches.published(tenure, [saying], NO_LEASE)

    async def is_overdue() -> bool:
        return (await store.leases.renew(tenure, LEASE)).speech_overdue

    await wait_until(is_overdue, description="the lease has run out")


async def test_no_lease_that_was_given_by_a_clock_that_was_ahead_outlasts_its_generation(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    tenure = await store.tenure()
    saying = await fired(store)
    await store.speeches.published(tenure, [saying], timedelta(minutes=10))
    for place in (redis_leases, memory_agenda):
        monkeypatch.setattr(place, "OUTCOME_LEASE", NO_LEASE)

    await store.leases.renew(tenure, LEASE)

    assert (await back(store)).fact == saying.fact


async def test_a_lease_of_a_later_generation_is_left_as_it_is(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    tenure = await store.tenure()
    saying = await fired(store, lease=NO_LEASE)
    again = await back(store, NO_LEASE)
    await store.speeches.published(tenure, [again], HOUR)
    for place in (redis_leases, memory_agenda):
        monkeypatch.setattr(place, "OUTCOME_LEASE", HOUR / 2)

    await store.leases.renew(tenure, LEASE)

    assert again.generation == saying.generation + 1
    assert await store.speeches.reap(tenure, LEASE, 10) == []


MOMENTS = [datetime.fromisoformat(f"2026-11-23T12:00:0{second}Z") for second in range(4)]


Became = type[SpeechFailed] | type[SpeechDelivered] | type[SpeechRead]


def became(kind: Became, speech: SpeechId, at: datetime) -> Outcome:
    return kind(chat=ANNA, speech_id=speech, reminder=ReminderId("k1"), at=at)


async def test_what_became_of_a_message_is_remembered_in_whatever_order_it_comes_and_however_often(
    store: Store,
) -> None:
    await store.change(a_reminder(due_at=now() - HOUR))
    reports: list[tuple[Became, datetime]] = [
        (SpeechFailed, MOMENTS[0]),
        (SpeechDelivered, MOMENTS[1]),
        (SpeechRead, MOMENTS[2]),
    ]
    for number, order in enumerate(permutations([*reports, (SpeechDelivered, MOMENTS[3])])):
        speech = SpeechId(f"ab.1.{number}")
        for kind, at in order:
            await store.speeches.note(became(kind, speech, at))

        assert (await store.chat()).fates[speech] == Fate(*MOMENTS[:3])


async def test_the_last_messages_are_remembered_and_no_more(store: Store) -> None:
    await store.change(a_reminder(due_at=now() - HOUR))
    speeches = [SpeechId(f"ab.1.{number}") for number in range(70)]
    for speech in speeches:
        await store.speeches.note(became(SpeechDelivered, speech, MOMENTS[0]))

    assert list((await store.chat()).fates) == speeches[-60:]


async def test_a_report_does_not_bring_back_a_chat_that_is_gone(store: Store) -> None:
    await store.speeches.note(became(SpeechRead, SpeechId("ab.1.0"), MOMENTS[0]))

    assert (await store.chat()).fates == {}


async def test_what_is_remembered_of_a_message_outlives_the_next_command(store: Store) -> None:
    await store.change(a_reminder(due_at=now() - HOUR))
    await store.speeches.note(became(SpeechRead, SpeechId("ab.1.0"), MOMENTS[0]))
    await store.change(a_reminder("k2", due_at=now() + HOUR))

    assert (await store.chat()).fates == {SpeechId("ab.1.0"): Fate(read_at=MOMENTS[0])}
