"""Ending what does not want to."""

import asyncio
from collections.abc import Callable, Coroutine
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest

from shared.runtime.ending import end
from shared.runtime.life import Life
from shared.runtime.probes import Probes


async def forgets(times: int) -> None:
    """Work for ever, and forget so many cancellations."""
    while True:
        try:
            await asyncio.sleep(3600)
        except asyncio.CancelledError:
            times -= 1
            if times < 0:
                raise


async def fails() -> None:
    with suppress(asyncio.CancelledError):
        await asyncio.sleep(3600)
    raise ValueError


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shared.runtime.ending.AGAIN", timedelta(milliseconds=5))


@pytest.mark.parametrize("work", [lambda: forgets(0), lambda: forgets(3), fails])
async def test_a_task_ends_also_when_it_forgets_a_cancellation(work: Callable[[], Coroutine[Any, Any, None]]) -> None:
    task = asyncio.create_task(work())
    await asyncio.sleep(0)

    assert await end([task]) == set()
    assert task.done()


async def test_who_never_ends_is_named() -> None:
    task = asyncio.create_task(forgets(20))
    await asyncio.sleep(0)

    assert await end([task], patience=timedelta(milliseconds=20)) == {task}
    assert await end([task], patience=timedelta(seconds=30)) == set()


async def test_a_part_that_forgets_a_cancellation_holds_nobody_up() -> None:
    async with asyncio.timeout(5):
        async with Life(Probes()).part("forgetful", forgets(2)):
            await asyncio.sleep(0)
