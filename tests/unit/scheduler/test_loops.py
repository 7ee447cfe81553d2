"""What runs by the clock, with time in the test's hand."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import timedelta

import pytest

from services.scheduler import loops
from services.scheduler.domain.limits import Limits
from services.scheduler.handlers import take_command
from services.scheduler.ports import Saying
from shared.contract import Message, ReminderDue, partition_of
from shared.runtime.errors import BusUnavailable
from tests.fakes.clock import NOON, SetClock
from tests.fakes.memory_agenda import MemoryAgenda
from tests.fakes.people import ANNA, BORIS, a_chat, a_reminder, said


class Posted:
    """A bus that remembers, or is down."""

    def __init__(self) -> None:
        self.messages: list[Message] = []
        self.ids: list[str] = []
        self.down = False

    async def send(self, message: Message, dedupe_id: str) -> None:
        if self.down:
            raise BusUnavailable("down")
        self.messages.append(message)
        self.ids.append(dedupe_id)


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
def agenda(clock: SetClock) -> MemoryAgenda:
    return MemoryAgenda(clock)


@pytest.fixture
def bus() -> Posted:
    return Posted()


async def until(fact: Callable[[], object]) -> None:
    for _ in range(1000):
        if fact():
            return
        await asyncio.sleep(0)
    raise AssertionError("it never came true")


def hold(agenda: MemoryAgenda, *delays: timedelta) -> None:
    reminders = [a_reminder(f"k{n}", due_at=NOON + delay) for n, delay in enumerate(delays, start=1)]
    agenda.chats[ANNA] = a_chat(*reminders)


async def test_what_is_due_is_published_at_once_and_what_is_not_waits(
    agenda: MemoryAgenda, clock: SetClock, bus: Posted
) -> None:
    hold(agenda, timedelta(0), timedelta(minutes=1))
    alarm = loops.Alarm()
    firing = asyncio.create_task(loops.fire_due(agenda=agenda, send=bus.send, clock=clock, alarm=alarm))
    await until(lambda: bus.messages)

    assert [message.reminder.id for message in bus.messages if isinstance(message, ReminderDue)] == ["k1"]
    clock.move(timedelta(minutes=1))
    alarm.ring()
    await until(lambda: len(bus.messages) == 2)
    firing.cancel()


async def test_an_alarm_ends_a_sleep_early() -> None:
    alarm = loops.Alarm()
    sleeping = asyncio.create_task(alarm.sleep(timedelta(hours=1)))
    alarm.ring()

    await asyncio.wait_for(sleeping, timeout=5)


async def test_what_could_not_be_published_comes_back_under_the_same_id(
    agenda: MemoryAgenda, clock: SetClock, bus: Posted
) -> None:
    hold(agenda, timedelta(0))
    sayings = await claimed(agenda)
    bus.down = True
    await loops.say(sayings, agenda=agenda, send=bus.send, clock=clock)
    clock.move(timedelta(seconds=12))

    [again] = await agenda.reap(partition_of(ANNA), timedelta(seconds=12), 10)

    assert again.dedupe_id == sayings[0].dedupe_id


async def test_what_the_bus_has_is_left_alone_until_its_outcome_is_overdue(
    agenda: MemoryAgenda, clock: SetClock, bus: Posted
) -> None:
    hold(agenda, timedelta(0))
    await loops.say(await claimed(agenda), agenda=agenda, send=bus.send, clock=clock)

    clock.move(timedelta(seconds=179))
    assert await agenda.reap(partition_of(ANNA), timedelta(seconds=12), 10) == []
    clock.move(timedelta(seconds=1))
    assert len(await agenda.reap(partition_of(ANNA), timedelta(seconds=12), 10)) == 1


async def test_a_command_that_comes_twice_is_answered_once(agenda: MemoryAgenda, clock: SetClock) -> None:
    command = said("/add remind me to tea at 2026-12-01 09:00 in UTC", chat=BORIS)

    first = await take_command(command, agenda=agenda, clock=clock, limits=Limits())
    second = await take_command(command, agenda=agenda, clock=clock, limits=Limits())

    assert (len(first), len(second)) == (1, 0)
    assert len((await agenda.load(BORIS)).reminders) == 1


async def claimed(agenda: MemoryAgenda) -> Sequence[Saying]:
    return await agenda.claim(partition_of(ANNA), timedelta(seconds=12), 10)
