"""One at a time per key, in the order of arrival."""

import asyncio

import pytest

from shared.runtime.errors import Transient
from shared.runtime.turns import Turns


async def test_who_comes_first_is_served_first_and_alone() -> None:
    turns, served, inside = Turns(), [], 0

    async def take(number: int) -> None:
        nonlocal inside
        async with turns.of("anna"):
            inside += 1
            assert inside == 1
            await asyncio.sleep(0)
            served.append(number)
            inside -= 1

    await asyncio.gather(*(take(number) for number in range(20)))

    assert served == list(range(20))


async def test_who_comes_to_a_long_line_is_sent_away() -> None:
    turns = Turns()

    async with turns.of("anna"):
        line = [asyncio.create_task(_once(turns)) for _ in range(2)]
        await asyncio.sleep(0)
        with pytest.raises(Transient):
            await _once(turns)
    await asyncio.gather(*line)


async def _once(turns: Turns) -> None:
    async with turns.of("anna", at_most=2):
        pass


async def test_different_keys_do_not_wait_for_each_other() -> None:
    turns = Turns()

    async with turns.of("anna"), asyncio.timeout(5), turns.of("boris"):
        pass


async def test_nothing_is_kept_of_those_who_are_gone() -> None:
    turns = Turns()

    for key in range(100):
        async with turns.of(key):
            pass

    assert not turns._locks
    assert not turns._waiting
