"""The exam of `ports.Speeches`: held until the outcome, said again when it stays away."""

from datetime import timedelta

from services.scheduler.domain.limits import Limits
from services.scheduler.handlers import take_commands
from services.scheduler.ports import Saying
from shared.contract import ReminderDue, SpeechId, SpeechSent
from shared.runtime.clock import SystemClock
from tests.fakes.people import a_reminder, said
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
        await store.tenure(), commands, agenda=store.agenda, exports=store.exports, clock=SystemClock(), limits=Limits()
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
