"""One redelivery policy for every consumer: acknowledge, wait longer after each failure, or park for an operator."""

import asyncio
import base64
import json
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any

import structlog
from faststream import BaseMiddleware
from faststream.exceptions import NackMessage
from faststream.nats import NatsMessage
from nats.aio.msg import Msg
from nats.errors import Error as NatsError
from pydantic import ValidationError

from shared.runtime import traces
from shared.runtime.errors import NudgeError, Permanent, Transient
from shared.runtime.telemetry import message_handling_seconds, messages_parked_total

FIRST_WAIT = timedelta(milliseconds=200)
LONGEST_WAIT = timedelta(seconds=5)
"""A message that waits holds up its partition, and a wrong clock must not park it for hours."""

LONGEST_ASKED = timedelta(minutes=1)
"""Who raises Transient may know better when to try again, within reason."""

WORKING_EVERY = timedelta(seconds=5)
"""How often NATS is told that a message is still in hand: well within the shortest time to acknowledge one."""

ATTEMPTS_FOR_A_BUG = 5
"""An error that nobody foresaw is tried so often, then parked; a Transient one is tried for ever."""

Park = Callable[[str, str, bytes, str], Awaitable[object]]
"""Stores (stream, subject, body, dedupe id)."""

Farewell = Callable[[bytes], Awaitable[None]]
"""Told the body of a message that was parked, so that nobody waits for what will not be."""

logger = structlog.get_logger()


def wait_before(attempt: int) -> timedelta:
    """Return how long to wait after the `attempt`-th failure (1-based): 0.2 s, 0.4 s, 0.8 s … 5 s."""
    return min(FIRST_WAIT * (1 << min(attempt - 1, 10)), LONGEST_WAIT)


def wait_after(error: BaseException, attempt: int) -> timedelta:
    """Return how long to wait after a failure: what the error asks for, or else longer each time."""
    asked = error.retry_after if isinstance(error, Transient) else None
    return min(asked, LONGEST_ASKED) if asked else wait_before(attempt)


def is_hopeless(error: BaseException, attempt: int) -> bool:
    """Tell whether redelivery cannot help: undecodable, Permanent, or a bug tried often enough."""
    if isinstance(error, Permanent | ValidationError | UnicodeDecodeError):
        return True
    return not isinstance(error, Transient) and attempt >= ATTEMPTS_FOR_A_BUG


class Redelivery:
    """Makes the middleware that applies the policy. Parking goes through the same bus, so it is handed in later."""

    def __init__(self) -> None:
        self._park: Park | None = None
        self._farewells: dict[str, Farewell] = {}

    def park_with(self, park: Park) -> None:
        self._park = park

    def tell_when_parked(self, consumer: str, farewell: Farewell) -> None:
        self._farewells[consumer] = farewell

    def middleware(self, message: Any, /, *, context: Any) -> "RedeliveryMiddleware":
        return RedeliveryMiddleware(message, context=context, redelivery=self)

    async def park(self, message: NatsMessage, error: BaseException) -> None:
        """Store a copy under `parked.`; raises if that fails, and then the message is redelivered instead."""
        if self._park is None:
            raise error
        origin = message.raw_message.metadata
        parked = Parked(
            stream=origin.stream,
            subject=message.raw_message.subject,
            sequence=origin.sequence.stream,
            consumer=origin.consumer,
            attempts=origin.num_delivered,
            reason=why(error),
            body=message.body,
        )
        await park(parked, self._park)
        if farewell := self._farewells.get(origin.consumer):
            await farewell(message.body)


class RedeliveryMiddleware(BaseMiddleware[Any, Any]):
    """Stands around every handler: decides what becomes of the message, and logs one line about it."""

    def __init__(self, message: Any, /, *, context: Any, redelivery: Redelivery) -> None:
        super().__init__(message, context=context)
        self._redelivery = redelivery

    async def consume_scope(self, call_next: Callable[[Any], Awaitable[Any]], msg: Any) -> Any:
        origin = msg.raw_message.metadata
        lane = lane_of(origin.consumer)
        facts = {"messaging.system": "nats", "nudge.attempt": origin.num_delivered}
        with traces.under(msg.headers, f"handle {lane}", "consumer", facts) as span:
            result, again = await self._handle(call_next, msg, span)
        # To come again is no failure: most often it is too early.
        if again is not None:
            raise again
        return result

    async def _handle(
        self, call_next: Callable[[Any], Awaitable[Any]], msg: Any, span: traces.Span
    ) -> tuple[Any, NackMessage | None]:
        began = time.perf_counter()
        origin = msg.raw_message.metadata
        try:
            with _InHand(msg.raw_message):
                result = await call_next(msg)
        except Exception as error:  # noqa: BLE001 - the policy decides about whatever it is
            outcome = await self._settle(msg, error, attempt=origin.num_delivered)
            span.note({"nudge.outcome": outcome, "error.type": type(error).__name__})
            _log(msg, outcome=outcome, began=began, error=error)
            if outcome == "parked":
                return None, None
            again = NackMessage(delay=wait_after(error, origin.num_delivered).total_seconds())
            again.__cause__ = error
            return None, again
        span.note({"nudge.outcome": "handled"})
        _log(msg, outcome="handled", began=began)
        return result, None

    async def _settle(self, msg: NatsMessage, error: Exception, *, attempt: int) -> str:
        if not is_hopeless(error, attempt):
            return "again"
        try:
            await self._redelivery.park(msg, error)
        except Exception as failure:  # noqa: BLE001 - whatever keeps it from being parked, it must not be lost
            logger.warning("parking_failed", error=type(failure).__name__)
            return "again"
        return "parked"


class _InHand:
    """Tells NATS every few seconds that a message is being worked on: nobody else is to have it meanwhile."""

    def __init__(self, message: Msg) -> None:
        self._message = message
        self._telling: asyncio.Task[None] | None = None
        self._loop = asyncio.get_running_loop()

    def __enter__(self) -> None:
        self._wait()

    def __exit__(self, *_: object) -> None:
        self._next.cancel()

    def _wait(self) -> None:
        self._next = self._loop.call_later(WORKING_EVERY.total_seconds(), self._beat)

    def _beat(self) -> None:
        self._telling = self._loop.create_task(self._tell())
        self._wait()

    async def _tell(self) -> None:
        with suppress(NatsError, OSError):  # without a connection it comes back, and that is right
            await self._message.in_progress()


@dataclass(frozen=True, slots=True)
class Parked:
    """What an operator needs to understand and replay a message: where from, why, the body as it was."""

    stream: str
    subject: str
    sequence: int
    consumer: str
    attempts: int
    reason: str
    body: bytes


async def park(parked: Parked, store: Park, *, once: str = "") -> None:
    """Store a copy under `parked.<consumer>`, once a message, or once an id where there is no message."""
    facts = asdict(parked) | {"body": base64.b64encode(parked.body).decode()}
    once = once or f"parked:{parked.stream}:{parked.sequence}"
    await store("PARKED", f"parked.{parked.consumer}", json.dumps(facts).encode(), once)
    messages_parked_total.labels(lane_of(parked.consumer)).inc()


def why(error: BaseException) -> str:
    """Return the reason for parking, in words that quote nobody."""
    # Our own sentences hold nobody's words; what others raise may quote them.
    return str(error) if isinstance(error, NudgeError) else type(error).__name__


def _log(msg: NatsMessage, *, outcome: str, began: float, error: Exception | None = None) -> None:
    origin = msg.raw_message.metadata
    took = time.perf_counter() - began
    message_handling_seconds.labels(lane_of(origin.consumer), outcome).observe(took)
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


def lane_of(consumer: str) -> str:
    """Drop the partition from a durable name, so that a metric has one label a lane."""
    return consumer.rstrip("0123456789").rstrip("-")
