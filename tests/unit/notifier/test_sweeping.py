"""What ingress missed comes in through the same door, once, by one notifier."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from services.notifier.handlers.sweeping import FIRST_LOOK, OVERLAP, Sweep, sweep_once
from services.notifier.ports import Missed
from tests.fakes.clock import NOON, SetClock
from tests.fakes.people import ANNA, NUDGE


def a_message(number: int, *, ago: float) -> Missed:
    return Missed(f"SM{number:032x}", ANNA, NUDGE, "hello", "0", NOON - timedelta(seconds=ago))


@dataclass
class World:
    """Twilio's list, our door, and what the notifiers remember, all at once."""

    listed: list[Missed] = field(default_factory=list)
    is_open: bool = True
    leads: bool = True
    until: datetime | None = None
    known: set[str] = field(default_factory=set)
    answered: set[str] = field(default_factory=set)
    rang: list[str] = field(default_factory=list)
    asked: list[datetime] = field(default_factory=list)

    async def received(self, sender: str, *, since: datetime) -> Sequence[Missed]:
        self.asked.append(since)
        return [message for message in self.listed if message.sent_at >= since]

    async def ring(self, message: Missed) -> bool:
        self.rang += [message.sid] if self.is_open else []
        return self.is_open

    async def lead(self) -> bool:
        return self.leads

    async def since(self) -> datetime | None:
        return self.until

    async def swept(self, until: datetime) -> None:
        self.until = until

    async def unknown(self, sids: Sequence[str]) -> Sequence[str]:
        return [sid for sid in sids if sid not in self.known]

    async def is_answered(self, message: Missed) -> bool:
        return message.sid in self.answered

    async def remember(self, sid: str) -> None:
        self.known.add(sid)

    def sweep(self) -> Sweep:
        return Sweep(NUDGE, self, self, self, SetClock(), timedelta(seconds=35))


async def test_what_was_missed_comes_in_once_oldest_first() -> None:
    world = World([a_message(1, ago=300), a_message(2, ago=200)])

    assert await sweep_once(world.sweep()) == 2
    assert await sweep_once(world.sweep()) == 0
    assert world.rang == [message.sid for message in world.listed]


async def test_what_has_just_arrived_is_left_to_twilios_own_tries() -> None:
    world = World([a_message(1, ago=10)])

    assert await sweep_once(world.sweep()) == 0


async def test_one_notifier_sweeps_and_the_others_do_not() -> None:
    world = World([a_message(1, ago=300)], leads=False)

    assert await sweep_once(world.sweep()) == 0
    assert world.asked == []


async def test_while_the_door_is_closed_nothing_is_taken_for_done() -> None:
    world = World([a_message(1, ago=300)], is_open=False)

    await sweep_once(world.sweep())
    world.is_open = True

    assert world.until is None
    assert await sweep_once(world.sweep()) == 1


async def test_the_first_sweep_does_not_dig_in_the_past_and_later_ones_overlap() -> None:
    world = World()

    await sweep_once(world.sweep())
    await sweep_once(world.sweep())

    assert world.asked == [NOON - FIRST_LOOK - OVERLAP, NOON - OVERLAP]


async def test_what_was_answered_is_not_brought_in_again() -> None:
    came, missed = a_message(1, ago=300), a_message(2, ago=200)
    world = World([came, missed], answered={came.sid})

    assert await sweep_once(world.sweep()) == 1
    assert world.rang == [missed.sid]
    assert world.known == {came.sid, missed.sid}
