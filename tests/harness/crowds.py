"""Many reminders at once, put straight into a store."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice

from services.scheduler.adapters.redis_agenda import RedisAgenda
from services.scheduler.adapters.redis_leases import RedisLeases
from services.scheduler.domain.chat import Change, Chat
from services.scheduler.domain.naming import short_id, unique_id
from services.scheduler.domain.reminder import Reminder
from services.scheduler.ports import Position, Step, Tenure
from shared.contract import PARTITIONS, ChatId, CommandId, partition_of
from shared.runtime.clock import SystemClock
from shared.runtime.store import Client
from tests.fakes.people import a_chat

BATCH = 250
LEASE = timedelta(minutes=10)


def crowd(count: int, due: datetime, *, each: int = 5, text: str = "drink a glass of water") -> Iterator[Step]:
    """Return a step a person, who gets `each` reminders due at one moment."""
    for person in range(-(-count // each)):
        chat = ChatId(f"whatsapp:+4915{person:09d}")
        number = min(each, count - person * each)
        reminders = tuple(_reminder(person, n, due, text) for n in range(number))
        change = Change(chat, 0, a_chat().profile, put=reminders)
        yield Step(CommandId(f"SM{person:032x}"), Position(person + 1, 1), Chat(chat), change)


def _reminder(person: int, number: int, due: datetime, text: str) -> Reminder:
    return Reminder(
        id=short_id(number),
        uid=unique_id(CommandId(f"{person} {number}")),
        text=text,
        wall=due.replace(tzinfo=None),
        zone="UTC",
        due_at=due,
        made_at=due - timedelta(days=1),
    )


async def fill(client: Client, steps: Iterator[Step]) -> None:
    """Put them into the store, as an owner would, and leave no owner and no position behind."""
    agenda, leases = RedisAgenda(client, SystemClock()), RedisLeases(client)
    taken = [await leases.take(partition, "filler", LEASE) for partition in range(PARTITIONS)]
    tenures = [tenure for tenure in taken if tenure]
    while batch := list(islice(steps, BATCH * PARTITIONS)):
        for tenure in tenures:
            await _put(agenda, tenure, [step for step in batch if partition_of(step.change.chat) == tenure.partition])
    for tenure in tenures:
        await leases.release(tenure)
        await client.delete(f"{{{tenure.partition:02d}}}:position")


async def _put(agenda: RedisAgenda, tenure: Tenure, steps: list[Step]) -> None:
    for start in range(0, len(steps), BATCH):
        await agenda.apply(tenure, steps[start : start + BATCH], LEASE)
