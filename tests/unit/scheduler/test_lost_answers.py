"""What the store did and could not tell us is done: whoever owns the partition finds out, and rings in time."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

import pytest

from services.scheduler.loops import firing, taking
from services.scheduler.ports import Moves, Step, Tenure
from shared.contract import ReminderId
from shared.language import Rule
from shared.runtime.errors import StoreUnavailable
from tests.fakes.clock import NOON
from tests.fakes.people import ANNA, a_chat, a_reminder, said
from tests.fakes.room import Room, until

MINUTE = timedelta(minutes=1)
ADD_TEA = "/add remind me to drink tea at 2026-11-23 12:05 in UTC"


@pytest.fixture
def room(monkeypatch: pytest.MonkeyPatch) -> Room:
    monkeypatch.setattr(taking, "wait_after", lambda _error, _attempt: timedelta(0))
    monkeypatch.setattr(firing, "TRY_AGAIN", timedelta(0))
    return Room()


def deaf_once(does: Callable[..., Any]) -> Callable[..., Any]:
    """Return what does it, and says the first time that nobody answered."""
    told = []

    async def do(*arguments: Any) -> Any:
        answer = await does(*arguments)
        told.append(answer)
        if len(told) == 1:
            raise StoreUnavailable("no answer")
        return answer

    return do


async def test_a_reminder_whose_saving_was_not_confirmed_comes_at_its_moment(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    apply: Callable[[Tenure, Sequence[Step], timedelta], Any] = room.agenda.apply
    monkeypatch.setattr(room.agenda, "apply", deaf_once(apply))
    await room.begin()
    room.bus.bring(said(ADD_TEA))
    await until(lambda: room.agenda.positions)
    room.bus.bring(said("/list"))
    await until(lambda: "RemindersListed" in room.bus.kinds())

    room.move(6 * MINUTE)

    await until(room.bus.due)


async def test_the_next_of_a_series_comes_although_it_was_not_confirmed_that_the_last_one_went(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    moved: Callable[[Tenure, Moves, timedelta], Any] = room.agenda.moved
    monkeypatch.setattr(room.agenda, "moved", deaf_once(moved))
    due_at = NOON + MINUTE
    every_five_minutes = Rule("MINUTELY", "UTC", due_at.replace(tzinfo=None), interval=5)
    room.agenda.chats[ANNA] = a_chat(a_reminder(due_at=due_at, rule=every_five_minutes))
    await room.begin()
    room.move(MINUTE)
    await until(lambda: room.agenda.chats[ANNA].reminders[ReminderId("k1")].due_at > due_at)
    before = len(room.bus.due())

    room.move(5 * MINUTE)

    await until(lambda: len(room.bus.due()) > before)
