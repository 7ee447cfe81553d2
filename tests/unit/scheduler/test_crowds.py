"""Many are due at one moment: they are made ready before it, and what is told is true at it."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from itertools import count

import pytest

from services.scheduler.loops import firing, readying
from services.scheduler.loops.firing import PARTS_TOGETHER
from services.scheduler.loops.readying import FEW
from services.scheduler.loops.window import CROWD
from services.scheduler.ports import Moves, Tenure, waiting_of
from shared.contract import ChatId, ReminderDue, partition_of
from shared.runtime.errors import Transient
from tests.fakes.clock import NOON
from tests.fakes.people import ANNA, a_chat, a_reminder
from tests.fakes.room import HERE, Room, until
from tests.harness.waiting import wait_until

SOON = timedelta(seconds=20)
MANY = CROWD + 40


def neighbours(number: int = MANY) -> list[ChatId]:
    """Return ANNA and others of her partition: a crowd, and some more."""
    strangers = (ChatId(f"whatsapp:+49151{digits:08d}") for digits in count())
    return [ANNA, *(next(chat for chat in strangers if partition_of(chat) == HERE) for _ in range(number - 1))]


@pytest.fixture
async def room(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Room]:
    """Yield the room of an owner who has made a crowd ready."""
    monkeypatch.setattr(readying, "REST", timedelta(0))
    monkeypatch.setattr(readying, "PART", readying.FEW)
    room = Room()
    for chat in neighbours():
        room.agenda.chats[chat] = a_chat(a_reminder(uid=chat.removeprefix("whatsapp:+"), due_at=NOON + SOON), chat=chat)
    tenancy = await room.begin()
    await until(lambda: len(tenancy._desk.readied) == MANY)
    yield room
    if not tenancy.work.done():
        await tenancy.drop()


def texts(room: Room, chat: ChatId = ANNA) -> list[str]:
    """Return what was told to somebody, message by message."""
    facts = [saying.fact for saying in room.bus.sayings if isinstance(saying.fact, ReminderDue)]
    return [" + ".join(view.text for view in (fact.reminder, *fact.others)) for fact in facts if fact.chat == chat]


async def test_a_crowd_is_ready_before_its_moment_and_nothing_is_looked_at_again(room: Room) -> None:
    looks = room.agenda.looks
    assert room.bus.due() == []

    room.move(SOON)
    await until(lambda: len(room.agenda.flights) == MANY)

    assert len(room.bus.due()) == MANY
    assert room.agenda.looks == looks


async def test_what_is_ready_is_not_told_before_its_moment(room: Room) -> None:
    early, before = neighbours(MANY + 1)[-1], SOON - timedelta(milliseconds=200)
    alone = a_reminder("k9", due_at=NOON + before)
    room.agenda.chats[early] = a_chat(alone, chat=early)
    assert room.tenancy
    room.tenancy._desk.window.add([waiting_of(early, alone)])

    room.move(SOON - timedelta(milliseconds=100))
    await until(room.bus.due)

    assert [saying.fact.chat for saying in room.bus.sayings] == [early]


async def test_parts_that_are_ready_leave_together(room: Room) -> None:
    room.move(SOON)
    await until(lambda: len(room.agenda.flights) == MANY)

    assert room.bus.posts == [PARTS_TOGETHER * FEW, MANY - PARTS_TOGETHER * FEW]


async def test_a_part_in_which_somebody_changed_keeps_no_other_part_from_leaving(room: Room) -> None:
    chat = room.agenda.chats[ANNA]
    room.agenda.chats[ANNA] = replace(chat, revision=chat.revision + 1)

    room.move(SOON)
    await until(lambda: len(room.agenda.flights) == MANY)

    assert room.bus.posts[0] == (PARTS_TOGETHER - 1) * FEW
    assert len(room.bus.due()) == MANY
    assert texts(room) == ["tea"]


async def test_a_part_that_cannot_be_moved_at_first_leaves_nobody_in_hand(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(firing, "TRY_AGAIN", timedelta(0))
    calls, moved = count(1), room.agenda.moved

    async def once_in_vain(tenure: Tenure, moves: Moves, lease: timedelta) -> None:
        if next(calls) == 2:
            raise Transient("the store is away")
        await moved(tenure, moves, lease)

    monkeypatch.setattr(room.agenda, "moved", once_in_vain)
    assert room.tenancy

    room.move(SOON)
    await until(lambda: len(room.agenda.flights) == MANY)
    await until(lambda: room.tenancy is not None and room.tenancy._desk.hands.are_free)


async def test_what_was_changed_meanwhile_is_told_as_it_is_now(room: Room) -> None:
    chat = room.agenda.chats[ANNA]
    changed = a_reminder(due_at=NOON + SOON, text="coffee", version=2)
    room.agenda.chats[ANNA] = replace(chat, revision=chat.revision + 1, reminders={changed.id: changed})

    room.move(SOON)
    await until(lambda: len(room.agenda.flights) == MANY)

    assert texts(room) == ["coffee"]


async def test_what_was_deleted_meanwhile_is_not_told(room: Room) -> None:
    chat = room.agenda.chats[ANNA]
    room.agenda.chats[ANNA] = replace(chat, revision=chat.revision + 1, reminders={})

    room.move(SOON)
    await until(lambda: len(room.agenda.flights) == MANY - 1)

    assert texts(room) == []


async def test_who_gets_another_for_the_same_moment_hears_both_in_one_message(room: Room) -> None:
    chat, second = room.agenda.chats[ANNA], a_reminder("k2", due_at=NOON + SOON, text="pills")
    room.agenda.chats[ANNA] = replace(chat, revision=chat.revision + 1, reminders={**chat.reminders, second.id: second})
    assert room.tenancy
    room.tenancy._desk.window.add([waiting_of(ANNA, second)])

    room.move(SOON)
    await until(lambda: len(room.agenda.flights) == MANY)

    assert texts(room) == ["tea + pills"]


async def test_an_owner_that_was_replaced_tells_nothing_of_what_it_has_ready(room: Room) -> None:
    room.move(timedelta(seconds=10))
    await room.agenda.take(HERE, "another", timedelta(seconds=5))

    room.move(SOON)
    assert room.tenancy
    await room.tenancy.work

    assert room.bus.due() == []


async def test_what_was_ready_long_ago_is_made_anew(room: Room) -> None:
    looks = room.agenda.looks

    room.move(SOON + 2 * timedelta(seconds=5))
    await until(lambda: len(room.agenda.flights) == MANY)

    assert room.agenda.looks > looks
    assert {saying.fact.at for saying in room.bus.sayings} == {NOON + SOON + timedelta(seconds=10)}


async def test_what_the_bus_could_not_take_is_told_when_it_can(room: Room) -> None:
    room.bus.down = True
    room.move(SOON)
    await until(lambda: room.tenancy and not len(room.tenancy._desk.readied))
    room.bus.down = False

    async def everybody_was_told() -> bool:
        return len(room.agenda.flights) == MANY

    await wait_until(everybody_was_told, description="everybody was told")
    assert len(room.bus.due()) == MANY
