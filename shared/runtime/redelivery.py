"""One redelivery policy for every consumer: acknowledge, wait longer after each failure, or park for an operator."""

import base64
import json
import time
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import structlog
from faststream import BaseMiddleware
from faststream.exceptions import NackMessage
from faststream.nats import NatsMessage
from pydantic import ValidationError

from shared.runtime.errors import NudgeError, Permanent, Transient
from shared.runtime.telemetry import message_handling_seconds, messages_parked_total

FIRST_WAIT = timedelta(milliseconds=200)
LONGEST_WAIT = timedelta(seconds=5)
"""A message that waits holds up its partition, and a wrong clock must not park it for hours."""

LONGEST_ASKED = timedelta(minutes=1)
"""Who raises Transient may know better when to try again, within reason."""

ATTEMPTS_FOR_A_BUG = 5
"""An error that nobody foresaw is tried so often, then parked; a Transient one is tried for ever."""

Park = Callable[[str, str, bytes, str], Awaitable[None]]
"""Stores (stream, subject, body, dedupe id)."""

logger = structlog.get_logger()


def wait_before(attempt: int) -> timedelta:
    """Return how long to wait after the `attempt`-th failure (1-based): 0.2 s, 0.4 s, 0.8 s … 5 s."""
    return min(FIRST_WAIT * (1 << min(attempt - 1, 10)), LONGEST_WAIT)


def is_hopeless(error: BaseException, attempt: int) -> bool:
    """Tell whether redelivery cannot help: undecodable, Permanent, or a bug tried often enough."""
    if isinstance(error, Permanent | ValidationError | UnicodeDecodeError):
        return True
    return not isinstance(error, Transient) and attempt >= ATTEMPTS_FOR_A_BUG


class Redelivery:
    """Makes the middleware that applies the policy. Parking goes through the same bus, so it is handed in later."""

    def __init__(self) -> None:
        self._park: Park | None = None

    def park_with(self, park: Park) -> None:
        self._park = park

    def middleware(self, message: Any, /, *, context: Any) -> "RedeliveryMiddleware":
        return RedeliveryMiddleware(message, context=context, redelivery=self)

    async def park(self, message: NatsMessage, error: BaseException) -> None:
        """Store a copy under `parked.`; raises if that fails, and then the message is redelivered instead."""
        if self._park is None:
            raise error
        origin = message.raw_message.metadata
        await self._park(
            "PARKED",
            f"parked.{origin.consumer}",
            parked_body(message, error),
            f"parked:{origin.stream}:{origin.sequence.stream}",
        )
        messages_parked_total.labels(_lane(origin.consumer)).inc()


class RedeliveryMiddleware(BaseMiddleware[Any, Any]):
    """Stands around every handler: decides what becomes of the message, and logs one line about it."""

    def __init__(self, message: Any, /, *, context: Any, redelivery: Redelivery) -> None:
        super().__init__(message, context=context)
        self._redelivery = redelivery

    async def consume_scope(self, call_next: Callable[[Any], Awaitable[Any]], msg: Any) -> Any:
        began = time.perf_counter()
        origin = msg.raw_message.metadata
        try:
            result = await call_next(msg)
        except Exception as error:
            outcome = await self._settle(msg, error, attempt=origin.num_delivered)
            _log(msg, outcome=outcome, began=began, error=error)
            if outcome == "parked":
                return None
            asked = error.retry_after if isinstance(error, Transient) else None
            wait = min(asked, LONGEST_ASKED) if asked else wait_before(origin.num_delivered)
            raise NackMessage(delay=wait.total_seconds()) from error
        _log(msg, outcome="handled", began=began)
        return result

    async def _settle(self, msg: NatsMessage, error: Exception, *, attempt: int) -> str:
        if not is_hopeless(error, attempt):
            return "again"
        try:
            await self._redelivery.park(msg, error)
        except Exception as failure:  # noqa: BLE001 - whatever keeps it from being parked, it must not be lost
            logger.warning("parking_failed", error=type(failure).__name__)
            return "again"
        return "parked"


def parked_body(message: NatsMessage, error: BaseException) -> bytes:
    """Return the parked copy of a message whose handler raised `error`."""
    origin = message.raw_message.metadata
    return parked_copy(
        origin.stream,
        message.raw_message.subject,
        message.body,
        consumer=origin.consumer,
        why=_why(error),
        attempts=origin.num_delivered,
        sequence=origin.sequence.stream,
    )


def parked_copy(
    stream: str, subject: str, body: bytes, *, consumer: str, why: str, attempts: int = 1, sequence: int = 0
) -> bytes:
    """Return what an operator needs to understand and replay a message: where from, why, the body as it was."""
    return json.dumps(
        {
            "stream": stream,
            "subject": subject,
            "sequence": sequence,
            "consumer": consumer,
            "attempts": attempts,
            "reason": why,
            "body": base64.b64encode(body).decode(),
        }
    ).encode()


def _why(error: BaseException) -> str:
    # Our own sentences hold nobody's words; what others raise may quote them.
    return str(error) if isinstance(error, NudgeError) else type(error).__name__


def _log(msg: NatsMessage, *, outcome: str, began: float, error: Exception | None = None) -> None:
    origin = msg.raw_message.metadata
    took = time.perf_counter() - began
    message_handling_seconds.labels(_lane(origin.consumer), outcome).observe(took)
    facts = {
        "consumer": origin.consumer,
        "id": (msg.headers or {}).get("Nats-Msg-Id"),
        "attempt": origin.num_delivered,
        "took_ms": round(took * 1000, 1),
    }
    if error is None:
        logger.info("message_handled", **facts)
    elif isinstance(error, Transient):
        logger.warning("message_waits", reason=str(error), **facts)
    else:
        # A validation error quotes what it could not read, which may be somebody's words: only its name is logged.
        known = isinstance(error, Permanent | ValidationError)
        logger.error(
            "message_failed", outcome=outcome, error=type(error).__name__, exc_info=None if known else error, **facts
        )


def _lane(consumer: str) -> str:
    """Drop the partition from a durable name, so that a metric has one label a lane."""
    return consumer.rstrip("0123456789").rstrip("-")
