"""Show that an answer is on its way, while it takes more than a moment. Nothing waits for it, and it may fail."""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

from services.notifier.handlers.voice import Voice
from shared.contract import AnyFact, ReminderDue
from shared.runtime.errors import Transient

A_MOMENT = timedelta(seconds=1)
_ANSWER = "re."
_shown: set[asyncio.Task[None]] = set()


@asynccontextmanager
async def typing_while(fact: AnyFact, voice: Voice) -> AsyncIterator[None]:
    """Show typing to who waits for this answer, if it is not there in a moment, or has to be tried again."""
    message = fact.speech_id.removeprefix(_ANSWER)
    if isinstance(fact, ReminderDue) or message == fact.speech_id or message[:2] not in {"SM", "MM"}:
        yield
        return
    slow = asyncio.create_task(_after_a_moment(message, voice))
    try:
        yield
    except Transient:
        _in_the_background(voice.phone.show_typing(message))
        raise
    finally:
        slow.cancel()


async def _after_a_moment(message: str, voice: Voice) -> None:
    await asyncio.sleep(A_MOMENT.total_seconds())
    await voice.phone.show_typing(message)


def _in_the_background(work: Coroutine[Any, Any, None]) -> None:
    task = asyncio.create_task(work)
    _shown.add(task)
    task.add_done_callback(_shown.discard)
