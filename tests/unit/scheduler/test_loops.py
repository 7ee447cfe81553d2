"""What runs by the clock, with time in the test's hand."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial

import pytest

from services.scheduler.loops import owning, taking
from services.scheduler.loops.alarm import Alarm
from services.scheduler.loops.desk import Means
from services.scheduler.loops.looking import sayings_of
from services.scheduler.loops.owning import LEASE, RENEW_EVERY, Owner
from services.scheduler.ports import Derived, Position, Taken, Tenure
from shared.contract import AnyCommand
from shared.runtime.errors import Permanent, StoreUnavailable
from shared.runtime.store import ANSWERS_WITHIN
from shared.runtime.telemetry import REGISTRY
from tests.fakes.clock import NOON, SetClock
from tests.fakes.memory_agenda import MemoryAgenda
from tests.fakes.people import ANNA, said
from tests.fakes.room import HERE, Room, place, until
from tests.harness.waiting import wait_until

ADD_TEA = "/add remind me to drink tea at 2030-01-01 09:00 in UTC"


@pytest.fixture
async def room() -> AsyncIterator[Room]:
    room = Room()
    yield room
    if room.tenancy and not room.tenancy.work.done():
        await room.tenancy.drop()


async def test_what_is_due_is_published_at_once_and_what_is_not_waits(room: Room) -> None:
    room.hold(timedelta(0), timedelta(minutes=1))
    await room.begin()
    await until(lambda: room.agenda.flights)

    assert room.bus.due() == ["k1"]
    room.move(timedelta(minutes=1))
    await until(lambda: len(room.agenda.flights) == 2)
    assert room.bus.due() == ["k1", "k2"]


async def test_what_is_added_for_soon_wakes_the_sleeper(room: Room) -> None:
    await room.begin()
    room.bus.bring(said("/add remind me to drink tea at 2026-11-23 12:05 in UTC"))
    await until(lambda: room.bus.kinds() == ["ReminderAdded"])
    room.move(timedelta(minutes=5))

    await until(lambda: room.bus.due() == ["k1"])


async def test_how_long_people_wait_for_answers_is_measured_from_the_arrival_of_their_command(room: Room) -> None:
    def waited() -> float:
        return REGISTRY.get_sample_value("nudge_answer_seconds_sum", {"stage": "published"}) or 0

    before = waited()
    await room.begin()
    room.bus.bring(said(ADD_TEA), at=NOON - timedelta(seconds=7))

    await until(lambda: waited() - before == pytest.approx(7, abs=0.1))


class RestlessClock(SetClock):
    """Goes on a millisecond whenever somebody looks at it."""

    def now(self) -> datetime:
        self.move(timedelta(milliseconds=1))
        return self.moment


@pytest.mark.parametrize("delay", range(5, 16))
async def test_what_becomes_due_between_the_look_and_the_sleep_is_not_slept_over(delay: int) -> None:
    room = Room(clock=RestlessClock())
    room.hold(timedelta(milliseconds=delay))
    tenancy = await room.begin()

    async def is_published() -> bool:
        return bool(room.bus.due())

    await wait_until(is_published, description="the reminder is published", within=2)
    await tenancy.drop()


async def test_what_is_looked_at_ahead_is_not_published_before_its_moment(room: Room) -> None:
    room.hold(timedelta(milliseconds=3))
    began = time.monotonic()
    await room.begin()

    async def is_published() -> bool:
        return bool(room.bus.due())

    await wait_until(is_published, description="the reminder is published", within=2)
    assert room.bus.posted_at - began >= 0.003
    [saying] = room.bus.sayings
    assert saying.fact.at == NOON + timedelta(milliseconds=3)


async def test_an_alarm_ends_a_sleep_early() -> None:
    alarm = Alarm()
    sleeping = asyncio.create_task(alarm.sleep(timedelta(hours=1)))
    alarm.ring()

    await asyncio.wait_for(sleeping, timeout=5)


@pytest.mark.parametrize("is_down", [False, True])
async def test_a_clock_that_was_wrong_for_a_moment_keeps_nothing_waiting(
    room: Room, monkeypatch: pytest.MonkeyPatch, *, is_down: bool
) -> None:
    """Put off by a clock that is two hours ahead, it would come two hours late."""
    for name in ("LONGEST_SLEEP", "TRY_AGAIN"):
        monkeypatch.setattr(f"services.scheduler.loops.firing.{name}", timedelta(milliseconds=10))
    store = room.agenda.clock = SetClock()
    room.hold(timedelta(seconds=0 if is_down else 2))
    room.clock.move(timedelta(hours=2))
    room.bus.down = is_down
    looks = room.agenda.looks
    await room.begin()

    async def was_put_off() -> bool:
        return room.agenda.looks > looks and not room.bus.due()

    async def is_published() -> bool:
        return room.bus.due() == ["k1"]

    await wait_until(was_put_off, description="it was looked at, and put off", within=2)
    store.move(timedelta(seconds=2))
    room.bus.down = False
    room.move(timedelta(hours=-2, seconds=2))

    await wait_until(is_published, description="the reminder is published", within=2)


async def test_what_could_not_be_published_is_published_again_under_the_same_id(room: Room) -> None:
    room.hold(timedelta(0))
    room.bus.down = True
    tenancy = await room.begin()
    await until(lambda: tenancy._desk.window.next_ms() != NOON.timestamp() * 1000)
    assert room.agenda.flights == {}
    room.bus.down = False

    async def is_in_flight() -> bool:
        return bool(room.agenda.flights)

    await wait_until(is_in_flight, description="the reminder is in flight", within=5)
    [saying] = room.bus.sayings
    assert saying.generation == 0


async def test_commands_wait_until_a_new_owner_has_fired_what_is_due(room: Room) -> None:
    """The owner before may have published it and died before it noted so: nobody must hear that it is deleted."""
    room.hold(timedelta(0))
    room.bus.down = True
    await room.begin()
    room.bus.bring(said("/delete k1", at=NOON))
    for _ in range(200):
        await asyncio.sleep(0)
    assert room.bus.asked_for == []
    room.bus.down = False

    async def is_answered() -> bool:
        return room.bus.kinds() == ["ReminderDue", "RemindersDeleted"]

    await wait_until(is_answered, description="the reminder is told, then the command answered", within=5)
    [_, answer] = room.bus.sayings
    assert answer.fact.too_late  # type: ignore[attr-defined]


@pytest.mark.parametrize("is_told", [True, False])
async def test_what_was_told_by_a_clock_that_is_right_is_not_deleted_by_one_that_is_behind(
    room: Room, *, is_told: bool
) -> None:
    """The owner before published it and died; ours is half a minute behind, and does not call it due."""
    room.hold(timedelta(seconds=20), timedelta(seconds=40))
    tenure = await room.agenda.take(HERE, "another", LEASE)
    assert tenure
    if is_told:
        entries = [entry async for page in room.agenda.upcoming(tenure, None, NOON + LEASE * 10) for entry in page]
        seen = await room.agenda.look(tenure, entries[:1], ahead=timedelta(minutes=1))
        await room.bus.write(sayings_of(seen.firings)).post()
    room.agenda.owners.clear()
    room.agenda.apart = timedelta(seconds=30)
    await room.begin()
    room.bus.bring(said("/delete k1", at=NOON), said("/delete k2", at=NOON))
    await until(lambda: len(room.bus.kinds()) == is_told + 2)

    answers = [saying.fact for saying in room.bus.sayings[is_told:]]
    assert [bool(answer.too_late) for answer in answers] == [is_told, False]  # type: ignore[attr-defined]


@pytest.mark.parametrize("is_told", [True, False])
async def test_what_the_bus_has_and_was_not_moved_is_not_deleted_when_the_clocks_have_gone_back(
    room: Room, monkeypatch: pytest.MonkeyPatch, *, is_told: bool
) -> None:
    """Both clocks were ahead as it was published, and the store failed: by now it is not due any more."""
    monkeypatch.setattr("services.scheduler.loops.firing.TRY_AGAIN", timedelta(milliseconds=10))
    agenda, bus, store = room.agenda, room.bus, SetClock(NOON + timedelta(seconds=30))
    agenda.clock = store
    room.hold(timedelta(seconds=20))
    room.clock.move(timedelta(hours=2))
    moved, failed = agenda.moved, asyncio.Event()

    async def fail(*_: object) -> None:
        failed.set()
        raise StoreUnavailable("away")

    monkeypatch.setattr(agenda, "moved", fail)
    bus.down = not is_told
    await room.begin()
    await until(failed.is_set if is_told else lambda: agenda.looks)
    bus.bring(said("/delete k1", at=NOON))
    store.moment = room.clock.moment = NOON
    bus.down = False
    monkeypatch.setattr(agenda, "moved", moved)

    async def is_answered() -> bool:
        return "RemindersDeleted" in bus.kinds()

    await wait_until(is_answered, description="the command is answered", within=2)
    assert bus.kinds() == ["ReminderDue", "RemindersDeleted"][not is_told :]
    assert bool(bus.sayings[-1].fact.too_late) is is_told  # type: ignore[attr-defined]


async def test_commands_are_taken_in_order_and_their_place_is_kept(room: Room) -> None:
    await room.begin()
    room.bus.bring(said(ADD_TEA), said("/list"), said("/delete k1"))

    await until(lambda: room.bus.kinds() == ["ReminderAdded", "RemindersListed", "RemindersDeleted"])
    assert room.bus.asked_for == [None]
    assert room.agenda.positions[HERE] == place(3)


async def answered_once(room: Room) -> MemoryAgenda:
    room.bus.bring(said(ADD_TEA))
    await until(lambda: room.bus.kinds() == ["ReminderAdded"])
    return room.agenda


def is_on_the_bus(agenda: MemoryAgenda) -> bool:
    [flight] = agenda.flights.values()
    return flight.on_the_bus


async def test_the_store_hears_in_a_moment_that_the_bus_has_an_answer(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At once it would be a write to its disk, in the way of the one that the answer's post waits for."""
    monkeypatch.setattr("services.scheduler.loops.saying.A_MOMENT", timedelta(milliseconds=20))
    await room.begin()
    room.bus.heard = lambda _chat, _speech: None
    agenda = await answered_once(room)
    assert not is_on_the_bus(agenda)

    await wait_until(partial(_async, partial(is_on_the_bus, agenda)), description="the store heard it", within=2)


@pytest.mark.parametrize("is_said", [False, True])
async def test_who_leaves_tells_the_store_at_once_what_the_bus_has_and_is_not_said(
    room: Room, *, is_said: bool
) -> None:
    tenancy = await room.begin()
    if not is_said:
        room.bus.heard = lambda _chat, _speech: None
    agenda = await answered_once(room)
    await tenancy.end()

    assert is_on_the_bus(agenda) is not is_said


async def _async(fact: Callable[[], bool]) -> bool:
    return fact()


async def test_a_command_that_nobody_can_read_is_parked_and_the_next_are_taken(room: Room) -> None:
    await room.begin()
    room.bus.bring(said(ADD_TEA), None, said("/list"))

    await until(lambda: room.bus.kinds() == ["ReminderAdded", "RemindersListed"])
    assert room.agenda.positions[HERE] == place(3)
    assert room.bus.parked == ["Permanent 1"]


async def test_a_bug_is_tried_a_few_times_then_parked_and_trouble_for_ever(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(taking, "wait_after", lambda _error, _attempt: timedelta(0))
    errors = [StoreUnavailable("away")] * 20 + [Permanent("never")]

    async def take(_tenure: Tenure, _commands: Sequence[tuple[Position, AnyCommand]], *, quietly: bool) -> Taken:
        assert not quietly
        raise errors.pop(0)

    room.means = Means(room.agenda, room.agenda, room.bus, room.bus, room.clock, take, room.agenda, room.clock)
    await room.begin()
    room.bus.bring(said(ADD_TEA))
    await until(lambda: room.bus.parked)

    assert room.bus.parked == ["Permanent 21"]
    assert room.agenda.positions[HERE] == place(1)


async def test_a_store_that_was_wiped_learns_again_from_the_stream_and_says_nothing_twice(room: Room) -> None:
    yesterday = NOON - timedelta(days=1)
    await room.begin()
    past = said("/add remind me to drink tea at 2026-11-22 13:00 in UTC", at=yesterday)
    coming = said("/add remind me to drink tea at 2026-11-24 13:00 in UTC", at=yesterday)
    room.bus.bring(past, coming, at=yesterday)
    room.bus.bring(said("/list"))
    await until(lambda: room.bus.sayings)

    assert room.bus.kinds() == ["RemindersListed"]
    assert [reminder.id for reminder in room.agenda.chats[ANNA].pending()] == ["d1"]


async def test_whoever_takes_over_while_a_wiped_store_learns_says_nothing_twice_either(room: Room) -> None:
    yesterday = NOON - timedelta(days=1)
    old = [said(f"/add remind me to drink tea {n} at 2026-11-24 13:00 in UTC", at=yesterday) for n in range(2)]
    first = await room.begin()
    room.bus.bring(old[0], at=yesterday)
    await until(lambda: room.agenda.positions)
    await first.drop()
    room.clock.move(LEASE)

    await room.begin()
    room.bus.bring(None, old[1], at=yesterday)
    room.bus.bring(said("/list"), at=NOON + LEASE)
    await until(lambda: room.bus.sayings)
    assert room.bus.kinds() == ["RemindersListed"]
    assert len(room.agenda.chats[ANNA].pending()) == 2
    assert room.agenda.positions[HERE].quiet_before_ns == 0


async def test_an_owner_that_was_replaced_does_no_more(room: Room) -> None:
    room.hold(timedelta(minutes=1))
    tenancy = await room.begin()
    await until(lambda: len(tenancy._desk.window))
    room.agenda.owners[HERE].epoch += 1
    room.move(timedelta(minutes=1))
    await until(tenancy.work.done)

    assert room.bus.sayings == []
    assert tenancy.work.exception() is None


async def test_what_the_bus_has_is_left_alone_until_its_outcome_is_overdue(room: Room) -> None:
    room.hold(timedelta(0))
    tenancy = await room.begin()
    await until(lambda: room.agenda.flights)
    room.clock.move(timedelta(seconds=179))
    assert not (await room.agenda.renew(tenancy.tenure, LEASE)).speech_overdue
    room.clock.move(timedelta(seconds=1))
    tenancy.renewed(await room.agenda.renew(tenancy.tenure, LEASE))
    await until(lambda: len(room.bus.sayings) == 2)

    assert [saying.generation for saying in room.bus.sayings] == [0, 1]


async def test_who_is_alone_owns_everything_and_leaves_nothing_behind(room: Room) -> None:
    told = []

    async def tell() -> None:
        told.append(1)

    owner = Owner("us", room.agenda, room.means, tell)
    running = asyncio.create_task(owner.run())
    await until(lambda: len(room.agenda.owners) == 16 and told)
    assert await owner.is_present()
    running.cancel()
    await owner.leave()

    assert {held.holder for held in room.agenda.owners.values()} == {""}
    assert room.agenda.roster == {}
    assert len(told) == 17


async def test_two_owners_share_and_the_second_gets_its_part_without_waiting_for_leases(room: Room) -> None:
    owners: dict[str, Owner] = {}

    async def tell() -> None:
        for owner in owners.values():
            owner.alarm.ring()

    owners["first"] = Owner("first", room.agenda, room.means, tell)
    running = [asyncio.create_task(owners["first"].run())]
    await until(lambda: len(room.agenda.owners) == 16)
    owners["second"] = Owner("second", room.agenda, room.means, tell)
    running.append(asyncio.create_task(owners["second"].run()))
    await until(lambda: sum(held.holder == "second" for held in room.agenda.owners.values()) == 8)

    for task in running:
        task.cancel()
    for owner in owners.values():
        await owner.leave()


@dataclass
class ChangedRules:
    """An almanac that has come so far, and goes on when it is told to."""

    until: datetime
    go_on: asyncio.Event = field(default_factory=asyncio.Event)

    async def catch_up(self, _tenure: Tenure) -> AsyncIterator[Derived]:
        yield Derived(self.until, ())
        await self.go_on.wait()


async def test_nothing_fires_before_what_is_due_soon_follows_the_new_rules_of_its_zone(room: Room) -> None:
    room.hold(timedelta(0))
    almanac = ChangedRules(NOON + timedelta(hours=1))
    room.means = replace(room.means, almanac=almanac)
    await room.begin()
    for _ in range(200):
        await asyncio.sleep(0)
    assert room.bus.due() == []
    almanac.go_on.set()

    await until(lambda: room.bus.due() == ["k1"])


async def test_what_is_far_ahead_holds_up_nothing_while_its_rules_are_looked_at(room: Room) -> None:
    room.hold(timedelta(0))
    room.means = replace(room.means, almanac=ChangedRules(NOON + timedelta(days=3)))
    await room.begin()

    await until(lambda: room.bus.due() == ["k1"])


class UnreachableRoster(MemoryAgenda):
    """The master of a cluster that has the roster is away; those that have the partitions are not."""

    is_away = False

    async def attend(self, holder: str, lease: timedelta) -> Sequence[str]:
        if self.is_away:
            raise StoreUnavailable("away")
        return await super().attend(holder, lease)


async def test_who_cannot_reach_the_roster_keeps_what_it_has(room: Room) -> None:
    leases = UnreachableRoster(room.clock)
    owner = Owner("us", leases, room.means, partial(asyncio.sleep, 0))
    running = asyncio.create_task(owner.run())
    await until(lambda: len(leases.owners) == 16)
    leases.is_away = True
    room.clock.move(LEASE / 2)
    owner.alarm.ring()

    await until(lambda: {held.until for held in leases.owners.values()} == {room.clock.now() + LEASE})
    running.cancel()
    await owner.leave()


def test_who_dies_is_replaced_within_six_seconds_and_who_is_slow_is_not() -> None:
    longest = LEASE + RENEW_EVERY

    assert longest < timedelta(seconds=6)
    assert LEASE >= 3 * RENEW_EVERY, "two renewals in a row may be lost"
    assert RENEW_EVERY + ANSWERS_WITHIN < LEASE, "the store may be as slow as we are patient"


async def test_who_leaves_does_not_wait_for_a_store_that_takes_very_long(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(owning, "LETTING_GO", timedelta(milliseconds=50))
    owner = Owner("us", room.agenda, room.means, lambda: asyncio.sleep(0))
    owning_all = asyncio.create_task(owner.run())
    await until(owner.tenures)
    works = [tenancy.work for tenancy in owner._held.values()]

    async def takes_very_long(_: object) -> None:
        await asyncio.sleep(3600)

    monkeypatch.setattr(room.agenda, "release", takes_very_long)
    owning_all.cancel()

    async with asyncio.timeout(5):
        await owner.leave()
    assert all(work.done() for work in works)
