"""One redelivery policy for every consumer: acknowledge, wait longer after each failure, or park for an operator."""

import asyncio
import base64
import json
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import timedelta

import structlog
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
    """Applies the policy."""

    def __init__(self, park: Park) -> None:
        self._park = park
        self._farewells: dict[str, Farewell] = {}

    def tell_when_parked(self, consumer: str, farewell: Farewell) -> None:
        self._farewells[consumer] = farewell

    async def take(self, message: Msg, handle: Callable[[Msg], Awaitable[None]]) -> None:
        """Have a message handled, then acknowledge it, park it, or let it come again; log one line about it."""
        origin = message.metadata
        facts: dict[str, traces.Fact] = {"messaging.system": "nats", "nudge.attempt": origin.num_delivered}
        with traces.under(message.headers, f"handle {lane_of(origin.consumer)}", "consumer", facts) as span:
            again = await self._handle(message, origin, handle, span)
        with suppress(NatsError, OSError):  # without a connection it comes back, and that is right
            # To come again is no failure: most often it is too early.
            await (message.ack() if again is None else message.nak(delay=again.total_seconds()))

    async def _handle(
        self, message: Msg, origin: Msg.Metadata, handle: Callable[[Msg], Awaitable[None]], span: traces.Span
    ) -> timedelta | None:
        """Return after what time it should come again, if it should."""
        began = time.perf_counter()
        try:
            with _InHand(message):
                await handle(message)
        except Exception as error:  # noqa: BLE001 - the policy decides about whatever it is
            outcome = await self._settle(message, origin, error)
            span.note({"nudge.outcome": outcome, "error.type": type(error).__name__})
            _log(message, origin, outcome=outcome, began=began, error=error)
            return None if outcome == "parked" else wait_after(error, origin.num_delivered)
        span.note({"nudge.outcome": "handled"})
        _log(message, origin, outcome="handled", began=began)
        return None

    async def _settle(self, message: Msg, origin: Msg.Metadata, error: Exception) -> str:
        if not is_hopeless(error, origin.num_delivered):
            return "again"
        try:
            await self._put_aside(message, origin, error)
        except Exception as failure:  # noqa: BLE001 - whatever keeps it from being parked, it must not be lost
            logger.warning("parking_failed", error=type(failure).__name__)
            return "again"
        return "parked"

    async def _put_aside(self, message: Msg, origin: Msg.Metadata, error: BaseException) -> None:
        """Store a copy under `parked.`; raises if that fails, and then the message is redelivered instead."""
        parked = Parked(
            stream=origin.stream,
            subject=message.subject,
            sequence=origin.sequence.stream,
            consumer=origin.consumer,
            attempts=origin.num_delivered,
            reason=why(error),
            body=message.data,
        )
        await park(parked, self._park)
        if farewell := self._farewells.get(origin.consumer):
            await farewell(message.data)


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


def _log(message: Msg, origin: Msg.Metadata, *, outcome: str, began: float, error: Exception | None = None) -> None:
    took = time.perf_counter() - began
    message_handling_seconds.labels(lane_of(origin.consumer), outcome).observe(took)
    facts = {
        "consumer": origin.consumer,
        "id": (message.headers or {}).get("Nats-Msg-Id"),
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
