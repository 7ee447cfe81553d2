"""A question to whoever is there and the answer, past the streams: nothing is stored, and nobody may answer."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

import structlog
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.errors import Error as NatsError
from nats.errors import NoRespondersError

from shared.runtime.errors import BusUnavailable, NudgeError

PART_BYTES = 256 * 1024
"""Of an answer in one message: NATS carries a megabyte."""

_LEFT = "Nudge-Parts-Left"
_FAILED = "Nudge-Failed"

Answering = Callable[[bytes], Awaitable[bytes]]

logger = structlog.get_logger()


class Questions:
    """Asks and answers over one connection."""

    def __init__(self, connection: Callable[[], Client]) -> None:
        self._connection = connection

    async def ask(self, subject: str, question: bytes, *, patience: timedelta) -> bytes:
        """Return the answer, however long. Raises BusUnavailable when none is there in time, or it could not be had."""
        try:
            async with asyncio.timeout(patience.total_seconds()):
                return await self._ask(subject, question)
        except (NatsError, OSError, TimeoutError) as error:
            raise BusUnavailable(f"Nobody answered: {type(error).__name__}") from error

    async def _ask(self, subject: str, question: bytes) -> bytes:
        connection = self._connection()
        inbox = connection.new_inbox()
        answers = await connection.subscribe(inbox)
        try:
            await connection.publish(subject, question, reply=inbox)
            parts: list[bytes] = []
            async for message in answers.messages:
                headers = message.headers or {}
                if headers.get("Status") == "503":
                    raise NoRespondersError
                if _FAILED in headers:
                    raise BusUnavailable("Whoever was asked could not answer.")
                parts.append(message.data)
                if headers.get(_LEFT) == "0":
                    break
            return b"".join(parts)
        finally:
            await answers.unsubscribe()

    async def answer(self, subject: str, answering: Answering, *, queue: str) -> None:
        """Answer each question from now on; of those who share a `queue`, one does. Call when connected."""

        async def take(message: Msg) -> None:
            try:
                answer = await answering(message.data)
            except (NudgeError, ValueError) as error:
                logger.warning("question_not_answered", subject=subject, error=type(error).__name__)
                await self._connection().publish(message.reply, headers={_FAILED: "1"})
                return
            parts = [answer[at : at + PART_BYTES] for at in range(0, max(1, len(answer)), PART_BYTES)]
            for left, part in zip(reversed(range(len(parts))), parts, strict=True):
                await self._connection().publish(message.reply, part, headers={_LEFT: str(left)})

        await self._connection().subscribe(subject, queue=queue, cb=take)
