"""The exam of `ports.Agenda`. Time is real here, because Redis' clock is the judge: spans are short, or over before."""

import time
from dataclasses import replace
from datetime import timedelta

import pytest

from services.scheduler.domain.chat import Change, Chat
from services.scheduler.domain.limits import Limits
from services.scheduler.domain.reminder import State
from services.scheduler.handlers import take_commands
from services.scheduler.ports import Applied, Fenced, Position, Step, waiting_of
from shared.contract import AnyCommand, ReminderAdded, ReminderDue, ReminderId, SpeechSent
from shared.language import Rule
from shared.runtime.clock import SystemClock
from tests.fakes.people import ANNA, BORIS, a_chat, a_reminder, a_sid, said
from tests.harness.agendas import LEASE, Store, now

HOUR = timedelta(hours=1)
ADD_TEA = "/add remind me to drink tea at 2030-01-01 09:00 in Europe/Berlin"


async def take(store: Store, *commands: AnyCommand) -> list[str]:
    """Take commands of one partition; return the kinds of the answers."""
    tenure = await store.tenure(commands[0].chat)
    ordered = [(store.position(), command) for command in commands]
    taken = await take_commands(
        tenure,
        ordered,
        agenda=store.agenda,
        exports=store.exports,
        erasures=store.erasures,
        clock=SystemClock(),
        limits=Limits(),
    )
    return [type(saying.fact).__name__ for saying in taken.sayings]


async def test_an_unknown_chat_is_empty(store: Store) -> None:
    chat = await store.chat()

    assert (chat.revision, chat.reminders, chat.profile.zone) == (0, {}, None)


async def test_what_was_put_is_loaded_as_it_was(store: Store) -> None:
    tea = a_reminder(text='*tea* "for" two\nпод дождём 🍵', due_at=now().replace(microsecond=0) + timedelta(days=1))
    await store.change(tea)

    chat = await store.chat()

    assert chat.reminders == {tea.id: tea}
    assert chat.profile == replace(a_chat().profile)


async def test_a_command_takes_effect_once_however_often_it_is_asked(store: Store) -> None:
    command = said(ADD_TEA)

    answers = [await take(store, command) for _ in range(3)]

    assert len((await store.chat()).reminders) == 1
    assert answers == [["ReminderAdded"], [], []]


async def test_many_commands_of_one_chat_take_effect_in_order_in_one_go(store: Store) -> None:
    answers = await take(store, *(said(words) for words in (ADD_TEA, ADD_TEA, "/delete k1", "/list")))

    assert answers == ["ReminderAdded", "ReminderAdded", "RemindersDeleted", "RemindersListed"]
    chat = await store.chat()
    assert (list(chat.reminders), chat.revision) == (["d1"], 4)


async def test_a_repeat_among_others_takes_no_effect_and_the_others_do(store: Store) -> None:
    first = said(ADD_TEA)
    await take(store, first)

    answers = await take(store, first, said("/list", chat=ANNA))

    assert answers in ([], ["RemindersListed"])
    assert len((await store.chat()).reminders) == 1


async def test_who_did_not_hear_what_a_command_came_to_hears_what_there_is_to_wait_for(store: Store) -> None:
    command = (store.position(), said(ADD_TEA))
    first, again = [
        await take_commands(
            await store.tenure(),
            [command],
            agenda=store.agenda,
            exports=store.exports,
            erasures=store.erasures,
            clock=SystemClock(),
            limits=Limits(),
        )
        for _ in range(2)
    ]

    assert len(first.waiting) == 1
    assert again.waiting == first.waiting
    assert again.sayings == []


async def test_a_change_that_was_decided_on_an_older_chat_is_refused_whole_and_so_are_those_behind_it(
    store: Store,
) -> None:
    await store.change(a_reminder("k1", due_at=now() + HOUR))
    tenure, before = await store.tenure(), await store.chat()
    late = Change(ANNA, 0, a_chat().profile, put=(a_reminder("k2", due_at=now()),))
    fitting = Change(ANNA, before.revision, a_chat().profile, put=(a_reminder("k3", due_at=now()),))
    steps = [Step(a_sid(), Position(7, 7), before, late), Step(a_sid(), Position(8, 8), before, fitting)]

    assert await store.agenda.apply(tenure, steps, LEASE) == [Applied.STALE]
    assert list((await store.chat()).reminders) == ["k1"]
    assert await store.agenda.position(tenure) != Position(7, 7)


async def test_the_position_moves_with_the_effect_and_past_what_was_parked(store: Store) -> None:
    tenure = await store.tenure()
    assert await store.agenda.position(tenure) is None
    await store.change(a_reminder(due_at=now() + HOUR))

    assert await store.agenda.position(tenure) == Position(1, 1)
    await store.agenda.pass_over(tenure, Position(2, 1_700_000_000_000_000_001))
    assert await store.agenda.position(tenure) == Position(2, 1_700_000_000_000_000_001)
    await store.agenda.pass_over(tenure, Position(3, 1_700_000_000_000_000_002, 1_800_000_000_000_000_000))
    assert await store.agenda.position(tenure) == Position(3, 1_700_000_000_000_000_002, 1_800_000_000_000_000_000)


async def test_nothing_is_seen_before_its_moment(store: Store) -> None:
    tea = a_reminder(due_at=now() + HOUR)
    await store.change(tea)

    seen = await store.agenda.look(await store.tenure(), [waiting_of(ANNA, tea)])

    assert (seen.firings, seen.early) == ([], [waiting_of(ANNA, tea)])
    assert seen.present_ms <= now().timestamp() * 1000


async def test_a_look_tells_for_when_it_waits_by_now(store: Store) -> None:
    tea, moved = a_reminder(due_at=now() - HOUR), a_reminder(due_at=now() + HOUR)
    await store.change(moved)

    seen = await store.agenda.look(await store.tenure(), [waiting_of(ANNA, tea)])

    assert (seen.firings, seen.elsewhere) == ([], [waiting_of(ANNA, moved)])


async def test_what_comes_soon_can_be_seen_ahead_of_its_moment(store: Store) -> None:
    tea = a_reminder(due_at=now() + HOUR)
    await store.change(tea)

    tenure, began = await store.tenure(), time.monotonic()
    seen = await store.agenda.look(tenure, [waiting_of(ANNA, tea)], ahead=2 * HOUR)

    [firing] = seen.firings
    assert firing.fact.at == firing.fact.reminder.due_at
    assert HOUR - timedelta(minutes=1) < timedelta(seconds=seen.ripe_at - began) <= HOUR + timedelta(minutes=1)


async def test_the_index_holds_what_waits_soonest_first_from_a_moment_to_another(store: Store) -> None:
    start = now().replace(microsecond=0)
    reminders = [a_reminder(f"k{n}", due_at=start + n * timedelta(minutes=7)) for n in (5, 1, 3, 2, 4)]
    await store.change(*reminders)

    everything = await store.upcoming()
    part = await store.upcoming(start=start + timedelta(minutes=14), end=start + timedelta(minutes=28))

    assert [entry.id for entry in everything] == ["k1", "k2", "k3", "k4", "k5"]
    assert [entry.id for entry in part] == ["k2", "k3"]
    assert await store.agenda.pending_count((await store.tenure()).partition) == 5


async def test_what_was_moved_or_dropped_leaves_the_index(store: Store) -> None:
    early, late = now() + timedelta(minutes=1), now() + timedelta(days=3)
    await store.change(a_reminder("k1", due_at=early), a_reminder("k2", due_at=early))
    await store.change(a_reminder("k1", due_at=late, version=2))
    await store.change(drop=[ReminderId("k2")])

    assert await store.upcoming() == [waiting_of(ANNA, a_reminder("k1", due_at=late))]


async def test_what_is_fired_is_no_longer_pending_and_too_late_to_take_back(store: Store) -> None:
    await store.change(a_reminder(due_at=now() - HOUR))
    [firing] = await store.fire()

    chat = await store.chat()

    assert chat.pending() == []
    assert chat.reminders[a_reminder().id].state is State.TOLD
    assert firing.fact.concerns == (a_reminder().id,)
    assert await store.upcoming() == []
    assert await store.due() == []


async def test_looking_changes_nothing(store: Store) -> None:
    await store.change(a_reminder(due_at=now() - HOUR))

    first, second = await store.due(), await store.due()

    assert [firing.fact.speech_id for firing in first] == [firing.fact.speech_id for firing in second]
    assert len(await store.upcoming()) == 1


async def test_what_changed_between_the_look_and_the_move_is_left_alone(store: Store) -> None:
    await store.change(a_reminder(due_at=now() - HOUR))
    firings = await store.due()
    later = a_reminder(due_at=(now() + HOUR).replace(microsecond=0), version=2)
    await store.change(later)
    await store.moved(firings)

    assert (await store.chat()).reminders == {later.id: later}
    assert await store.upcoming() == [waiting_of(ANNA, later)]


async def test_the_rest_of_a_series_is_indexed_as_its_occurrence_is_moved(store: Store) -> None:
    await store.change(a_reminder(due_at=now() - HOUR))
    [firing] = await store.due()
    tomorrow = a_reminder(due_at=(now() + timedelta(days=1)).replace(microsecond=0), occurrence=1)
    await store.moved([replace(firing, left=tomorrow)])

    assert (await store.chat()).reminders == {tomorrow.id: tomorrow}
    assert await store.upcoming() == [waiting_of(ANNA, tomorrow)]
    assert await store.speeches.finish(sent(firing.fact)) is True
    assert (await store.chat()).reminders == {tomorrow.id: tomorrow}


async def test_an_outcome_may_come_before_the_move(store: Store) -> None:
    """The publisher died in between; who fires it again learns that it was told."""
    await store.change(a_reminder(due_at=now() - HOUR))
    [firing] = await store.due()
    await store.speeches.finish(sent(firing.fact))
    await store.fire()

    chat = await store.chat()
    assert chat.reminders[a_reminder().id].state is State.TOLD
    assert [spoken.sid for spoken in chat.spoken] == ["SM1"]
    assert await store.speeches.reap(await store.tenure(), LEASE, 10) == []


async def test_those_told_together_share_a_message_and_its_early_outcome(store: Store) -> None:
    due = now().replace(microsecond=0) - HOUR
    await store.change(a_reminder("k1", due_at=due), a_reminder("k2", due_at=due))
    first, second = await store.due()
    await store.speeches.finish(sent(first.fact))
    await store.fire()

    assert first.fact == second.fact
    assert first.fact.concerns == ("k1", "k2")
    assert {reminder.state for reminder in (await store.chat()).reminders.values()} == {State.TOLD}
    assert await store.speeches.reap(await store.tenure(), timedelta(0), 10) == []


async def test_a_finished_message_is_remembered_with_what_it_was_about(store: Store) -> None:
    await store.change(a_reminder(due_at=now() - HOUR))
    [firing] = await store.fire()

    assert await store.speeches.finish(sent(firing.fact)) is True
    assert await store.speeches.finish(sent(firing.fact)) is False
    [spoken] = (await store.chat()).spoken
    assert (spoken.sid, spoken.speech, spoken.ids) == ("SM1", firing.fact.speech_id, ("k1",))


async def test_a_finished_message_that_told_several_is_about_all_of_them(store: Store) -> None:
    due = now().replace(microsecond=0) - HOUR
    await store.change(a_reminder("k1", due_at=due, text='"concerns" {k9}'), a_reminder("k2", due_at=due))
    first, _ = await store.fire()
    await store.speeches.finish(sent(first.fact))

    assert [spoken.ids for spoken in (await store.chat()).spoken] == [("k1", "k2")]


async def test_a_series_waits_for_its_next_moment_as_soon_as_one_is_told(store: Store) -> None:
    start = now().replace(microsecond=0) - timedelta(hours=25)
    daily = Rule("DAILY", "UTC", start.replace(tzinfo=None), times=(start.time(),))
    await store.change(a_reminder(due_at=start, rule=daily))
    await store.fire()

    [reminder] = (await store.chat()).reminders.values()
    assert (reminder.due_at, reminder.told_at) == (start + timedelta(days=2), start)
    assert await store.upcoming() == [waiting_of(ANNA, reminder)]


async def test_what_is_paused_is_not_in_the_index(store: Store) -> None:
    await store.change(a_reminder(due_at=now() - HOUR))
    await store.change(a_reminder(due_at=now() - HOUR, state=State.PAUSED))

    assert await store.upcoming() == []
    assert await store.due() == []


async def test_nothing_is_due_in_a_chat_that_opted_out_until_it_starts_again(store: Store) -> None:
    await store.change(a_reminder(due_at=now() - HOUR))
    waiting = await store.upcoming()
    await take(store, said("stop", at=now()))

    assert (await store.agenda.look(await store.tenure(), waiting)).firings == []
    assert await store.upcoming() == []
    await take(store, said("/start", at=now()))
    assert await store.upcoming() == waiting


async def test_what_was_looked_at_before_its_time_stands_until_its_chat_changes(store: Store) -> None:
    await store.change(a_reminder(due_at=now() + HOUR))
    tenure, waiting = await store.tenure(), await store.upcoming(end=now() + 2 * HOUR)
    firings = (await store.agenda.look(tenure, waiting, ahead=2 * HOUR)).firings
    moves = store.agenda.moves(tenure, firings)

    assert await store.agenda.stand(tenure, moves, ahead=timedelta(minutes=59)) is None
    ripe_at = await store.agenda.stand(tenure, moves, ahead=2 * HOUR)
    assert ripe_at is not None
    assert 3590 < ripe_at - time.monotonic() <= 3600

    await store.change(a_reminder("k2", due_at=now() + HOUR))
    assert await store.agenda.stand(tenure, moves, ahead=2 * HOUR) is None


async def test_what_is_erased_leaves_nothing(store: Store) -> None:
    await store.change(a_reminder(due_at=now() - HOUR))
    await take(store, said("/forget me", at=now()))
    await take(store, said("yes", at=now()))

    assert await store.chat() == Chat(ANNA)
    assert await store.upcoming() == []


async def test_one_partition_does_not_show_in_another(store: Store) -> None:
    await store.change(a_reminder(due_at=now() - HOUR), chat=BORIS)

    assert await store.upcoming(chat=ANNA) == []
    assert len(await store.fire(BORIS)) == 1


async def test_a_stale_tenure_changes_nothing(store: Store) -> None:
    await store.change(a_reminder(due_at=now() - HOUR))
    stale, firings, before = await store.tenure(), await store.due(), await store.chat()
    await store.leases.release(stale)
    assert await store.leases.take(stale.partition, "another", LEASE)
    waiting = [firing.waiting for firing in firings]
    step = Step(a_sid(), store.position(), before, Change(ANNA, before.revision, before.profile))

    for attempt in (
        store.agenda.apply(stale, [step], LEASE),
        store.agenda.pass_over(stale, store.position()),
        store.agenda.look(stale, waiting),
        store.agenda.stand(stale, store.agenda.moves(stale, firings)),
        store.agenda.moved(stale, store.agenda.moves(stale, firings), LEASE),
        store.speeches.published(stale, [], LEASE),
        store.speeches.reap(stale, LEASE, 10),
        store.leases.renew(stale, LEASE),
    ):
        with pytest.raises(Fenced):
            await attempt
    assert await store.chat() == before


async def test_facts_of_a_change_are_what_take_returns(store: Store) -> None:
    tenure = await store.tenure()
    taken = await take_commands(
        tenure,
        [(store.position(), said(ADD_TEA))],
        agenda=store.agenda,
        exports=store.exports,
        erasures=store.erasures,
        clock=SystemClock(),
        limits=Limits(),
    )

    [saying] = taken.sayings
    assert isinstance(saying.fact, ReminderAdded)
    assert list(taken.waiting) == await store.upcoming(end=now() + timedelta(days=4000))


def sent(fact: object) -> SpeechSent:
    assert isinstance(fact, ReminderDue)
    return SpeechSent(chat=fact.chat, speech_id=fact.speech_id, reminder=fact.reminder.id, sid="SM1", at=now())
