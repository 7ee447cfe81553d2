"""The pace on a real Redis: never too fast over any second, never much too slow, answers first."""

import asyncio
import time
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from services.notifier.adapters.redis_pace import FIRST_PAUSE, LONGEST_PAUSE, PATIENT_AHEAD, RedisPace
from services.notifier.handlers.pacing import PATIENCE
from services.notifier.ports import NotYet, Slot
from shared.runtime.store import Client, connected
from tests.harness.account import NUDGE
from tests.harness.locks import redis_of

RATE = 80
REPLICAS = 3
SECONDS = 3
JITTER = 0.1
"""Seconds: of this machine's clock against Redis', while both are busy."""


@pytest.fixture
async def redis(tmp_path: Path) -> AsyncIterator[Client]:
    async with redis_of("notifier", tmp_path) as address, connected(address) as client:
        yield client


async def take_turns(pace: RedisPace, until: float, *, is_urgent: bool = False) -> list[float]:
    """Return the moments that were handed out, by this machine's clock."""
    moments = []
    while time.monotonic() < until:
        turn = await pace.turn(NUDGE, is_urgent=is_urgent, within=PATIENCE)
        if isinstance(turn, Slot):
            moments.append(time.monotonic() + turn.wait.total_seconds())
        await asyncio.sleep(turn.wait.total_seconds())
    return moments


async def test_three_notifiers_keep_one_pace(redis: Client) -> None:
    until = time.monotonic() + SECONDS
    paces = [RedisPace(redis, rate=RATE) for _ in range(REPLICAS)]
    # As answers: what is asked for ahead keeps the pace busy also where this machine is.
    workers = [take_turns(pace, until, is_urgent=True) for pace in paces for _ in range(16)]
    moments = sorted(moment for taken in await asyncio.gather(*workers) for moment in taken)

    for at, moment in enumerate(moments[:-RATE]):
        assert moments[at + RATE] - moment >= 1 - JITTER
    assert len(moments) / (moments[-1] - moments[0]) >= 0.97 * RATE


async def test_where_everybody_wakes_late_moments_have_more_room_and_are_used(redis: Client) -> None:
    """With room for fifteen milliseconds and no more, most moments would be given up, and the line would only grow."""
    pace, posted = RedisPace(redis, rate=RATE), list[float]()
    until = time.monotonic() + SECONDS

    async def post_late(late: float) -> None:
        while time.monotonic() < until:
            turn = await pace.turn(NUDGE, is_urgent=True, within=PATIENCE)
            await asyncio.sleep(turn.wait.total_seconds() + late)
            if isinstance(turn, Slot):
                pace.woke(time.monotonic() - turn.at)
                if time.monotonic() - turn.at <= turn.slack:
                    posted.append(time.monotonic())

    await asyncio.gather(*(post_late(0.005 * number) for number in range(16)))  # up to 75 ms

    posted.sort()
    assert all(posted[at + RATE] - moment >= 1 - JITTER for at, moment in enumerate(posted[:-RATE]))
    assert len(posted) / (posted[-1] - posted[0]) >= 0.8 * RATE


async def test_when_all_is_in_time_again_moments_come_as_close_as_before(redis: Client) -> None:
    pace = RedisPace(redis, rate=RATE)
    pace.woke(10.0)
    for _ in range(200):
        pace.woke(0.0)

    until = time.monotonic() + 1
    moments = await take_turns(pace, until, is_urgent=True)

    assert len(moments) >= 0.9 * RATE


async def test_an_answer_waits_behind_a_moment_of_reminders_at_most(redis: Client) -> None:
    pace = RedisPace(redis, rate=5)
    reminders = [await pace.turn(NUDGE, is_urgent=False, within=PATIENCE) for _ in range(20)]

    answer = await pace.turn(NUDGE, is_urgent=True, within=PATIENCE)

    assert isinstance(reminders[-1], NotYet)
    assert isinstance(answer, Slot)
    assert answer.wait <= PATIENT_AHEAD + timedelta(seconds=1 / 5)


async def test_whoever_cannot_wait_so_long_takes_no_turn_from_others(redis: Client) -> None:
    pace = RedisPace(redis, rate=1)
    await pace.turn(NUDGE, is_urgent=True, within=PATIENCE)

    hasty = [await pace.turn(NUDGE, is_urgent=True, within=timedelta(seconds=0.5)) for _ in range(20)]
    patient = await pace.turn(NUDGE, is_urgent=True, within=PATIENCE)

    assert all(isinstance(turn, NotYet) for turn in hasty)
    assert patient.wait <= timedelta(seconds=1.1)


async def test_after_a_throttled_post_everybody_pauses_longer_each_time(redis: Client) -> None:
    pace, other = RedisPace(redis, rate=RATE), RedisPace(redis, rate=RATE)

    first = await pace.slow_down(NUDGE, timedelta(seconds=2))
    turn = await other.turn(NUDGE, is_urgent=True, within=PATIENCE)
    patient = await other.turn(NUDGE, is_urgent=False, within=PATIENCE)

    assert first == timedelta(seconds=2)
    assert isinstance(turn, Slot)
    assert timedelta(seconds=1.5) < turn.wait <= timedelta(seconds=2)
    assert isinstance(patient, NotYet)


async def test_many_who_meet_the_same_limit_are_one_strike(redis: Client) -> None:
    pace = RedisPace(redis, rate=RATE)

    pauses = [await pace.slow_down(NUDGE, None) for _ in range(20)]

    assert max(pauses) == min(pauses)
    assert await pace.slow_down(NUDGE, timedelta(hours=1)) == LONGEST_PAUSE


async def test_senders_do_not_wait_for_each_other(redis: Client) -> None:
    pace = RedisPace(redis, rate=RATE)
    await pace.slow_down(NUDGE, timedelta(seconds=20))

    turn = await pace.turn("whatsapp:+12025550100", is_urgent=False, within=PATIENCE)

    assert isinstance(turn, Slot)
    assert turn.wait == timedelta(0)


async def test_what_gets_through_between_two_limits_keeps_the_pauses_short(redis: Client) -> None:
    pace = RedisPace(redis, rate=RATE)
    pauses = []
    for _ in range(6):
        pauses.append(await pace.slow_down(NUDGE, None))
        await pace.recover(NUDGE)  # left before the pause: it says nothing
        await asyncio.sleep(pauses[-1].total_seconds())
        await pace.recover(NUDGE)

    assert pauses == [FIRST_PAUSE] * 6


async def test_without_anything_that_gets_through_the_pauses_grow(redis: Client) -> None:
    pace = RedisPace(redis, rate=RATE)
    pauses = []
    for _ in range(4):
        pauses.append(await pace.slow_down(NUDGE, None))
        await asyncio.sleep(pauses[-1].total_seconds())

    assert pauses == [FIRST_PAUSE * 2**n for n in range(4)]


@pytest.mark.parametrize("is_slowed_again", [False, True])
@pytest.mark.parametrize("ahead_seconds", [5, 30, 7200])
async def test_a_clock_that_was_ahead_for_a_moment_keeps_nobody_waiting(
    redis: Client, ahead_seconds: int, *, is_slowed_again: bool
) -> None:
    pace = RedisPace(redis, rate=RATE)
    await pace.turn(NUDGE, is_urgent=True, within=PATIENCE)
    await pace.slow_down(NUDGE, timedelta(seconds=1))
    # As if all of that had happened by that clock.
    key = f"{{voice}}:pace:{NUDGE}"
    for field, moment in (await redis.hgetall(key)).items():
        if field != "strikes":
            await redis.hset(key, field, int(moment) + ahead_seconds * 1_000_000)
    if is_slowed_again:
        await pace.slow_down(NUDGE, timedelta(seconds=1))

    pause, after = (
        await pace.turn(NUDGE, is_urgent=True, within=PATIENCE),
        await pace.turn(NUDGE, is_urgent=True, within=PATIENCE),
    )

    assert pause.wait <= timedelta(seconds=1)
    assert after.wait <= timedelta(seconds=1 + 2 / RATE)
