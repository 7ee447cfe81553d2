"""Moving time: everybody who follows the clock goes along, and nothing that is due on the way is passed by."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from shared.runtime.clock import Clock
from shared.runtime.simulated import CLOCK_PATH, SimulatedClock, followed
from simulator import moving
from tests.integration.simulator.stand_ins import Ingress, Simulator, wait_until

NOON = datetime(2027, 3, 26, 12, tzinfo=UTC)


async def ask_to_move(simulator: Simulator, **wanted: Any) -> tuple[int, dict[str, Any]]:
    async with simulator.http.post(simulator.url + CLOCK_PATH, json=wanted) as answer:
        return answer.status, await answer.json()


@dataclass
class Diary:
    """Something that acts by the clock: it notes what time it was when each of its moments came."""

    clock: Clock
    moments: list[datetime]
    noted: list[datetime] = field(default_factory=list)
    is_stuck: bool = False

    async def rest(self) -> datetime | None:
        if self.is_stuck:
            await asyncio.Event().wait()
        while self.moments and self.moments[0] <= self.clock.now():
            self.moments.pop(0)
            self.noted.append(self.clock.now())
        return self.moments[0] if self.moments else None


@pytest.fixture
async def clock(simulator: Simulator) -> SimulatedClock:
    return SimulatedClock(simulator.url + CLOCK_PATH)


@pytest.fixture
async def diary(simulator: Simulator, clock: SimulatedClock) -> AsyncIterator[Diary]:
    made = Diary(clock, [])
    await ask_to_move(simulator, to=NOON.isoformat(), stands=True)
    async with followed(clock, "a diary", rest=made.rest):
        yield made


async def test_the_time_is_known_before_anything_begins(simulator: Simulator, clock: SimulatedClock) -> None:
    await ask_to_move(simulator, to=NOON.isoformat(), stands=True)
    async with followed(clock, "a reader"):
        assert clock.now() == NOON


async def test_whoever_follows_has_the_new_time_when_the_move_is_over(
    simulator: Simulator, clock: SimulatedClock
) -> None:
    rung: list[datetime] = []
    async with followed(clock, "a reader", moved=lambda: rung.append(clock.now())):
        status, shown = await ask_to_move(simulator, to=NOON.isoformat(), stands=True)

        assert (status, shown["now"], clock.now()) == (200, "2027-03-26T12:00:00.000+00:00", NOON)
        assert rung[-1] == NOON


async def test_time_that_does_not_stand_goes_on_for_everybody(simulator: Simulator, clock: SimulatedClock) -> None:
    async with followed(clock, "a reader"):
        await ask_to_move(simulator, to=NOON.isoformat())
        first = clock.now()

        assert NOON <= first < NOON + timedelta(seconds=10)
        assert clock.now() > first


async def test_everything_on_the_way_comes_at_its_own_moment(simulator: Simulator, diary: Diary) -> None:
    moments = [NOON + timedelta(minutes=20), NOON + timedelta(hours=5), NOON + timedelta(days=40)]
    diary.moments = [*moments, NOON + timedelta(days=60)]
    await ask_to_move(simulator, by_seconds=timedelta(days=50).total_seconds())

    assert diary.noted == moments
    assert diary.clock.now() == NOON + timedelta(days=50)


async def test_who_only_reads_the_time_has_it_before_anybody_acts(simulator: Simulator, clock: SimulatedClock) -> None:
    actor, read = SimulatedClock(clock.address), []

    async def rest() -> None:
        read.append(actor.now() - clock.now())

    await ask_to_move(simulator, to=NOON.isoformat(), stands=True)
    async with followed(actor, "an actor", rest=rest), followed(clock, "a reader"):
        for _ in range(20):
            await ask_to_move(simulator, by_seconds=3600)

    assert read[-20:] == [timedelta(0)] * 20


async def test_nobody_waits_for_ever_for_somebody_who_is_stuck(
    simulator: Simulator, diary: Diary, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(moving, "PATIENCE", timedelta(milliseconds=100))
    diary.is_stuck = True
    status, _ = await ask_to_move(simulator, by_seconds=3600)

    assert status == 200
    assert diary.clock.now() == NOON + timedelta(hours=1)


async def test_who_left_is_not_waited_for(simulator: Simulator, clock: SimulatedClock) -> None:
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(followed(clock, "leaving", rest=Diary(clock, [], is_stuck=True).rest))
        move = asyncio.create_task(ask_to_move(simulator, to=NOON.isoformat()))
        await wait_until(lambda: not move.done(), description="the move has begun")
    status, _ = await asyncio.wait_for(move, 5)

    assert status == 200


async def test_time_does_not_go_back(simulator: Simulator) -> None:
    await ask_to_move(simulator, to=NOON.isoformat(), stands=True)
    status, said = await ask_to_move(simulator, to=(NOON - timedelta(seconds=1)).isoformat())

    assert status == 422
    assert "does not go back" in said["problems"][0]


async def test_what_is_on_its_way_arrives_before_time_moves_on(ingress: Ingress, simulator: Simulator) -> None:
    await ask_to_move(simulator, to=NOON.isoformat(), stands=True)
    said = await simulator.say("🔔 tea", StatusCallback=f"{ingress.url}/webhooks/twilio/status")
    await ask_to_move(simulator, by_seconds=3600)

    [bubble] = [shown for shown in await simulator.transcript() if shown["sid"] == said["sid"]]
    assert set(bubble["moments"].values()) == {"2027-03-26T12:00:00.000Z"}
    assert ingress.reported()[-1] == "read"
