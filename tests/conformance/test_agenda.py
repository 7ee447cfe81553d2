"""The exam of `ports.Agenda`. Time is real here, because Redis' clock is the judge: spans are short, or over before."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from services.scheduler.domain.chat import Change, Chat
from services.scheduler.domain.limits import Limits
from services.scheduler.domain.reminder import State
from services.scheduler.handlers import take_command
from services.scheduler.ports import Agenda, Applied, Saying
from shared.contract import ChatId, CommandId, ReminderDue, SpeechSent, partition_of
from shared.language import Rule
from shared.runtime.clock import SystemClock
from tests.fakes.people import ANNA, BORIS, a_chat, a_reminder, a_sid, said
from tests.harness.waiting import wait_until

LEASE = timedelta(seconds=30)
NO_LEASE = timedelta(milliseconds=1)
HERE = partition_of(ANNA)


def now() -> datetime:
    return datetime.now(UTC)


async def hold(agenda: Agenda, *reminders: object, chat: ChatId = ANNA) -> None:
    """Put reminders into the chat, by a change like any other."""
    before = await agenda.load(chat)
    profile = a_chat(chat=chat).profile
    change = Change(chat, before.revision, profile, put=tuple(reminders))  # type: ignore[arg-type]
    assert await agenda.apply(a_sid(), change, LEASE) is Applied.DONE


def sent(saying: Saying) -> SpeechSent:
    fact = saying.fact
    reminder = fact.reminder.id if isinstance(fact, ReminderDue) else None
    return SpeechSent(chat=fact.chat, speech_id=fact.speech_id, reminder=reminder, sid="SM1", at=now())


async def test_an_unknown_chat_is_empty(agenda: Agenda) -> None:
    chat = await agenda.load(ANNA)

    assert (chat.revision, chat.reminders, chat.profile.zone) == (0, {}, None)


async def test_what_was_put_is_loaded_as_it_was(agenda: Agenda) -> None:
    tea = a_reminder(text='*tea* "for" two\nпод дождём 🍵', due_at=now().replace(microsecond=0) + timedelta(days=1))
    await hold(agenda, tea)

    chat = await agenda.load(ANNA)

    assert chat.reminders == {tea.id: tea}
    assert chat.profile == replace(a_chat().profile)


async def test_a_command_takes_effect_once_however_often_it_is_asked(agenda: Agenda) -> None:
    command = said("/add remind me to drink tea at 2030-01-01 09:00 in Europe/Berlin")
    tries = [take_command(command, agenda=agenda, clock=SystemClock(), limits=Limits()) for _ in range(5)]

    answers = await asyncio.gather(*tries)

    assert len((await agenda.load(ANNA)).reminders) == 1
    assert sum(len(answer) for answer in answers) == 1


async def test_a_change_that_was_decided_on_an_older_chat_is_refused_whole(agenda: Agenda) -> None:
    await hold(agenda, a_reminder("k1", due_at=now() + timedelta(days=1)))
    stale = Change(ANNA, 0, a_chat().profile, put=(a_reminder("k2", due_at=now()),))

    assert await agenda.apply(CommandId("SM-stale"), stale, LEASE) is Applied.STALE
    assert list((await agenda.load(ANNA)).reminders) == ["k1"]


async def test_nothing_is_claimed_before_its_moment(agenda: Agenda) -> None:
    await hold(agenda, a_reminder(due_at=now() + timedelta(hours=1)))

    assert await agenda.claim(HERE, LEASE, 10) == []


async def test_what_is_due_is_claimed_once_soonest_first(agenda: Agenda) -> None:
    hour_ago = now() - timedelta(hours=1)
    await hold(
        agenda,
        a_reminder("k2", due_at=hour_ago + timedelta(minutes=2)),
        a_reminder("k1", due_at=hour_ago),
        a_reminder("k3", due_at=hour_ago + timedelta(minutes=3)),
    )

    first, second = await agenda.claim(HERE, LEASE, 2), await agenda.claim(HERE, LEASE, 2)

    assert [saying.fact.concerns for saying in (*first, *second)] == [("k1", "k2"), ("k3",)]
    assert await agenda.claim(HERE, LEASE, 2) == []


async def test_two_who_claim_at_once_never_get_the_same(agenda: Agenda) -> None:
    hour_ago = now() - timedelta(hours=1)
    await hold(agenda, *(a_reminder(f"k{number}", due_at=hour_ago) for number in range(1, 41)))

    batches = await asyncio.gather(*(agenda.claim(HERE, LEASE, 40) for _ in range(4)))

    ids = [id_ for batch in batches for saying in batch for id_ in saying.fact.concerns]
    assert len(ids) == len(set(ids))
    assert len(ids) == 40


async def test_one_partition_does_not_show_in_another(agenda: Agenda) -> None:
    await hold(agenda, a_reminder(due_at=now() - timedelta(hours=1)), chat=BORIS)

    assert partition_of(BORIS) != HERE
    assert await agenda.claim(HERE, LEASE, 10) == []
    assert len(await agenda.claim(partition_of(BORIS), LEASE, 10)) == 1


async def test_while_it_is_on_its_way_it_is_not_pending_and_too_late_to_take_back(agenda: Agenda) -> None:
    await hold(agenda, a_reminder(due_at=now() - timedelta(hours=1)))
    [saying] = await agenda.claim(HERE, LEASE, 10)

    chat = await agenda.load(ANNA)

    assert chat.pending() == []
    assert chat.reminders[a_reminder().id].state is State.TOLD
    assert saying.fact.concerns == (a_reminder().id,)


async def test_a_speech_that_nobody_published_comes_back_under_the_same_id(agenda: Agenda) -> None:
    await hold(agenda, a_reminder(due_at=now() - timedelta(hours=1)))
    [first] = await agenda.claim(HERE, NO_LEASE, 10)

    [again] = await wait_until(lambda: agenda.reap(HERE, LEASE, 10), description="the speech comes back")

    assert again.fact == first.fact
    assert again.dedupe_id == first.dedupe_id


async def test_a_speech_that_the_bus_had_and_nobody_finished_comes_back_under_a_new_id(agenda: Agenda) -> None:
    await hold(agenda, a_reminder(due_at=now() - timedelta(hours=1)))
    [first] = await agenda.claim(HERE, LEASE, 10)
    await agenda.published([first], NO_LEASE)

    [again] = await wait_until(lambda: agenda.reap(HERE, LEASE, 10), description="the speech comes back")

    assert again.fact == first.fact
    assert again.dedupe_id != first.dedupe_id


async def test_an_answer_is_held_like_a_reminder_until_its_outcome(agenda: Agenda) -> None:
    command = said("/help")
    [answer] = await take_command(command, agenda=agenda, clock=SystemClock(), limits=Limits())
    await agenda.published([answer], NO_LEASE)
    [again] = await wait_until(lambda: agenda.reap(HERE, NO_LEASE, 10), description="the answer comes back")

    assert again.fact == answer.fact
    assert await agenda.finish(sent(again)) is True
    assert await agenda.reap(HERE, LEASE, 10) == []


async def test_a_finished_message_is_remembered_with_what_it_was_about_and_finishing_twice_is_harmless(
    agenda: Agenda,
) -> None:
    await hold(agenda, a_reminder(due_at=now() - timedelta(hours=1)))
    [saying] = await agenda.claim(HERE, LEASE, 10)

    assert await agenda.finish(sent(saying)) is True
    assert await agenda.finish(sent(saying)) is False
    [spoken] = (await agenda.load(ANNA)).spoken
    assert (spoken.sid, spoken.speech, spoken.ids) == ("SM1", saying.fact.speech_id, ("k1",))


async def test_a_series_waits_for_its_next_moment_as_soon_as_one_is_told(agenda: Agenda) -> None:
    start = now().replace(microsecond=0) - timedelta(hours=25)
    daily = Rule("DAILY", "UTC", start.replace(tzinfo=None), times=(start.time(),))
    await hold(agenda, a_reminder(due_at=start, rule=daily))

    [saying] = await agenda.claim(HERE, LEASE, 10)

    assert await agenda.claim(HERE, LEASE, 10) == []
    assert await agenda.next_due() == start + timedelta(days=2)
    assert (await agenda.load(ANNA)).reminders["k1"].told_at == start  # type: ignore[index]
    assert saying.fact.concerns == ("k1",)


async def test_what_is_paused_does_not_fire(agenda: Agenda) -> None:
    await hold(agenda, a_reminder(due_at=now() - timedelta(hours=1)))
    await hold(agenda, a_reminder(due_at=now() - timedelta(hours=1), state=State.PAUSED))

    assert await agenda.claim(HERE, LEASE, 10) == []
    assert await agenda.next_due() is None


async def test_nothing_fires_in_a_chat_that_opted_out_until_it_starts_again(agenda: Agenda) -> None:
    await hold(agenda, a_reminder(due_at=now() - timedelta(hours=1)))
    await take_command(said("stop", at=now()), agenda=agenda, clock=SystemClock(), limits=Limits())

    assert await agenda.claim(HERE, LEASE, 10) == []
    await take_command(said("/start", at=now()), agenda=agenda, clock=SystemClock(), limits=Limits())
    assert len(await agenda.claim(HERE, LEASE, 10)) == 1


async def test_what_is_erased_leaves_nothing(agenda: Agenda) -> None:
    await hold(agenda, a_reminder(due_at=now() - timedelta(hours=1)))
    await take_command(said("/forget me", at=now()), agenda=agenda, clock=SystemClock(), limits=Limits())
    await take_command(said("yes", at=now()), agenda=agenda, clock=SystemClock(), limits=Limits())

    assert await agenda.load(ANNA) == Chat(ANNA)
    assert await agenda.claim(HERE, LEASE, 10) == []


async def test_the_next_moment_is_the_earliest_of_all_partitions(agenda: Agenda) -> None:
    soon = now().replace(microsecond=0) + timedelta(minutes=1)
    assert await agenda.next_due() is None
    await hold(agenda, a_reminder(due_at=soon + timedelta(hours=1)))
    await hold(agenda, a_reminder(due_at=soon), chat=BORIS)

    assert await agenda.next_due() == soon
    assert await agenda.pending_count() == 2


async def test_a_deleted_reminder_never_fires(agenda: Agenda) -> None:
    await hold(agenda, a_reminder(due_at=now() - timedelta(hours=1)))
    before = await agenda.load(ANNA)
    await agenda.apply(a_sid(), Change(ANNA, before.revision, before.profile, drop=(a_reminder().id,)), LEASE)

    assert await agenda.claim(HERE, LEASE, 10) == []
    assert await agenda.next_due() is None
