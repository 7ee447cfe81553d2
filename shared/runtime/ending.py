"""Ending tasks for certain."""

import asyncio
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

AGAIN = timedelta(milliseconds=500)
"""Who is told to end may have to let go of something first."""

PATIENCE = timedelta(seconds=5)


async def end(tasks: Iterable[asyncio.Task[Any]], *, patience: timedelta = PATIENCE) -> set[asyncio.Task[Any]]:
    """Cancel these until they are over; return those that are not after `patience`.

    Once is not enough: until Python 3.12 `wait_for` forgets a cancellation that comes together with what it waits
    for, and the client of NATS forgets one while it writes. Whoever works in a loop would then go on for ever.
    """
    ending = set(tasks)
    left = {task for task in ending if not task.done()}
    until = asyncio.get_running_loop().time() + patience.total_seconds()
    while left and asyncio.get_running_loop().time() < until:
        for task in left:
            task.cancel()
        _, left = await asyncio.wait(left, timeout=AGAIN.total_seconds())
    for task in ending - left:
        if not task.cancelled():
            task.exception()  # looked at: what it raised at the end is nobody's business any more
    return left
