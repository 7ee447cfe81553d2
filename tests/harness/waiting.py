"""Waiting for facts, never for time."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

PATIENCE_SECONDS = 30.0
"""Generous: a busy machine is slow, and a fact that comes is not waited for any longer."""

LOOK_AGAIN_SECONDS = 0.05

Fact = TypeVar("Fact")


async def wait_until(
    fact: Callable[[], Awaitable[Fact]], *, description: str, within: float = PATIENCE_SECONDS
) -> Fact:
    """Ask for `fact` until it is true, and return it; fail with the description when it stays away."""
    loop = asyncio.get_running_loop()
    deadline = loop.time() + within
    while not (found := await fact()):
        assert loop.time() < deadline, f"Not within {within:g} s: {description}"
        await asyncio.sleep(LOOK_AGAIN_SECONDS)
    return found
