"""A clock that was away: what a series missed meanwhile is said once, late, and the series goes on from now."""

from datetime import UTC, datetime, time, timedelta
from pathlib import Path

from shared.language import Rule
from shared.runtime.store import connected
from tests.fakes.people import a_reminder
from tests.harness.agendas import redis_store
from tests.harness.commands import a_chat, a_command, facts_of, wait_for_facts
from tests.harness.house import running_house
from tests.harness.speeches import publish

A_DAY = timedelta(days=1)


async def test_three_missed_occurrences_are_one_late_message_and_the_next_comes_in_its_time(tmp_path: Path) -> None:
    chat, missed = a_chat(), _earlier(days=3)
    rule = Rule("DAILY", "UTC", missed.replace(tzinfo=None), times=(missed.time(),))
    async with running_house(tmp_path, ingresses=0, notifiers=0, simulator=False) as house:
        await house["scheduler"].stop()
        async with connected(house.store.url) as redis:
            store = redis_store(redis)
            await store.change(a_reminder("k1", due_at=missed, rule=rule), chat=chat)
            await store.leases.release(await store.tenure(chat))
            await redis.delete(f"{{{(await store.tenure(chat)).partition:02d}}}:position")
            await house["scheduler"].start()
            [due] = await wait_for_facts(house.nats, chat, "reminder_due")
            await publish(house.nats, a_command(chat, "/list"))
            [listed] = await wait_for_facts(house.nats, chat, "reminders_listed")
            left = (await store.chat(chat)).reminders
            told = await facts_of(house.nats, chat, "reminder_due")

    assert told == [due]
    assert datetime.fromisoformat(due["reminder"]["due_at"]) == missed
    assert [reminder.due_at for reminder in left.values()] == [missed + 4 * A_DAY]
    assert listed["total"] == 1


def _earlier(*, days: int) -> datetime:
    """Return a whole minute so many days ago, and an hour more: the next occurrence is not near."""
    then = datetime.now(UTC) - days * A_DAY - timedelta(hours=1)
    return datetime.combine(then.date(), time(then.hour, then.minute), UTC)
