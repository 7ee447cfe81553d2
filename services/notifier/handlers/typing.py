"""Show that an answer is on its way, while it takes more than a moment. Nothing waits for it, and it may fail."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

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
    slow = asyncio.get_running_loop().call_later(A_MOMENT.total_seconds(), _show, message, voice)
    try:
        yield
    except Transient:
        _show(message, voice)
        raise
    finally:
        slow.cancel()


def _show(message: str, voice: Voice) -> None:
    task = asyncio.create_task(voice.phone.show_typing(message))
    _shown.add(task)
    task.add_done_callback(_shown.discard)
