"""Many messages on their way at once: written one after the other, acknowledged in any order, each stored once."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import count

from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.errors import Error as NatsError

from shared.runtime.telemetry import messages_sent_total

ACK_WITHIN = timedelta(seconds=2)
"""Then the message is written again, under the same id."""

BUDGET = timedelta(seconds=10)
"""A cluster of three elects a new leader in 4 to 6 s."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A message as it goes over the wire."""

    stream: str
    subject: str
    body: bytes
    dedupe_id: str


class Volley:
    """Stores letters on their streams. One inbox takes all acknowledgements."""

    def __init__(self, connection: Callable[[], Client]) -> None:
        self._connection = connection
        self._prefix = ""
        self._tokens = count()
        self._in_the_air: dict[str, tuple[Flight, int]] = {}

    async def open(self) -> None:
        """Take acknowledgements from now on. Call when connected."""
        connection = self._connection()
        self._prefix = f"{connection.new_inbox()}."
        await connection.subscribe(f"{self._prefix}*", cb=self._acknowledged)

    async def post(self, letters: Sequence[Letter]) -> "Flight":
        """Write them in this order; the flight tells what was stored."""
        flight = Flight(self, letters)
        await flight.write()
        return flight

    async def write(self, flight: "Flight", number: int) -> None:
        """Write one letter of a flight."""
        letter = flight.letters[number]
        token = format(next(self._tokens), "x")
        self._in_the_air[token] = (flight, number)
        flight.tokens.append(token)
        await self._connection().publish(
            letter.subject,
            letter.body,
            reply=self._prefix + token,
            headers={
                "Nats-Msg-Id": letter.dedupe_id,
                "Nats-Expected-Stream": letter.stream,
                "content-type": "application/json",
            },
        )

    def forget(self, tokens: Sequence[str]) -> None:
        """Wait no longer for these."""
        for token in tokens:
            self._in_the_air.pop(token, None)

    async def _acknowledged(self, message: Msg) -> None:
        flight, number = self._in_the_air.pop(message.subject[len(self._prefix) :], (None, 0))
        # No data: nobody listens, as while a stream has no leader. An error: refused, as when it is full.
        if flight is not None and message.data and b'"error"' not in message.data:
            flight.arrived(number)


class Flight:
    """Letters that were written and may be stored."""

    def __init__(self, volley: Volley, letters: Sequence[Letter]) -> None:
        self.letters = letters
        self.tokens: list[str] = []
        self._volley = volley
        self._missing = set(range(len(letters)))
        self._all_arrived = asyncio.Event()

    async def write(self) -> None:
        """Write what is missing. Without a connection it is written later, or not at all."""
        try:
            for number in sorted(self._missing):
                await self._volley.write(self, number)
        except (NatsError, OSError):
            return
        if not self._missing:
            self._all_arrived.set()

    def arrived(self, number: int) -> None:
        self._missing.discard(number)
        if not self._missing:
            self._all_arrived.set()

    async def stored(self) -> Sequence[bool]:
        """Write again what gets no acknowledgement, until the budget is spent; then say which the bus has."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + BUDGET.total_seconds()
        try:
            while not await self._wait(min(ACK_WITHIN.total_seconds(), deadline - loop.time())):
                if loop.time() >= deadline:
                    break
                await self.write()
        finally:
            self._volley.forget(self.tokens)
        results = [number not in self._missing for number in range(len(self.letters))]
        for letter, is_stored in zip(self.letters, results, strict=True):
            if is_stored:
                messages_sent_total.labels(letter.stream).inc()
        return results

    async def _wait(self, seconds: float) -> bool:
        try:
            async with asyncio.timeout(max(seconds, 0.05)):
                await self._all_arrived.wait()
        except TimeoutError:
            return False
        return True
