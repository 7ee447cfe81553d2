"""Many messages on their way at once: written one after the other, acknowledged in any order, each stored once."""

import asyncio
import secrets
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import timedelta
from itertools import count
from weakref import WeakSet

from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.errors import Error as NatsError
from pydantic_core import from_json

from shared.runtime.letters import Letter, fit_together
from shared.runtime.remembered import remembered
from shared.runtime.telemetry import messages_sent_total

ACK_WITHIN = timedelta(seconds=2)
"""Then the message is written again, under the same id."""

BUDGET = timedelta(seconds=10)
"""A cluster of three elects a new leader in 4 to 6 s."""

PAUSE = timedelta(milliseconds=200)
"""Before the next try, when nobody listens or a batch got lost on its way."""

WRITTEN_AT_A_STRETCH = 256
"""Of a batch: then others may run, and the client writes to its socket."""

BATCHES_AT_ONCE = 32
"""NATS takes batches of a thousand, and fifty open ones a stream: two schedulers and more share them."""

ALL = -1
"""Stands for every letter of a flight."""

BATCH_INCOMPLETE = 10176
"""NATS' code for a batch of which it knows only the end: it restarted meanwhile, or had too many open ones."""


class Volley:
    """Stores letters on their streams. One inbox takes all acknowledgements."""

    def __init__(self, connection: Callable[[], Client]) -> None:
        self._connection = connection
        self._prefix = ""
        self._tokens = count()
        self._in_the_air: dict[str, tuple[Flight, int]] = {}
        self._flights: WeakSet[Flight] = WeakSet()
        self._batches = asyncio.Semaphore(BATCHES_AT_ONCE)
        self._open: set[str] = set()
        """The tokens of the batches that the semaphore counts."""

    async def open(self) -> None:
        """Take acknowledgements from now on. Call when connected."""
        connection = self._connection()
        self._prefix = f"{connection.new_inbox()}."
        await connection.subscribe(f"{self._prefix}*", cb=self._acknowledged)

    async def post(self, letters: Sequence[Letter]) -> "Flight":
        """Write them in this order; the flight tells what was stored."""
        flight = Flight(self, letters)
        self._flights.add(flight)
        await flight.write()
        await asyncio.sleep(0)  # the client writes to its socket when others may run: before anything else is done
        return flight

    async def remembered(self, subject: str, dedupe_ids: Sequence[str]) -> frozenset[str]:
        """Return those that the bus has had within its memory; it gets none of them now. Raises BusUnavailable."""
        return await remembered(self._connection(), subject, dedupe_ids)

    def can_write(self) -> bool:
        """Say whether there is a connection: without one, whatever is written comes in pieces when it is back."""
        return self._connection().is_connected

    async def write(self, flight: "Flight", number: int) -> None:
        """Write one letter of a flight."""
        letter, reply = flight.letters[number], self._prefix + self._token(flight, number)
        headers = letter.headers() | letter.expected()
        await self._connection().publish(letter.subject, letter.body, reply=reply, headers=headers)

    async def write_together(self, flight: "Flight") -> None:
        """Write all letters as one batch, which is stored whole or not at all."""
        await self._batches.acquire()
        token = flight.batch = self._token(flight, ALL)
        self._open.add(token)
        # Also when nobody ever hears what became of it.
        asyncio.get_running_loop().call_later(ACK_WITHIN.total_seconds(), self._landed, token)
        batch, last = secrets.token_hex(11), len(flight.letters)
        publish = self._connection().publish
        for number, letter in enumerate(flight.letters, start=1):
            headers = {"Nats-Batch-Id": batch, "Nats-Batch-Sequence": str(number)} | letter.headers()
            reply = ""
            if number == last:
                # All are stored, or none: the stream of one is that of all.
                headers |= {"Nats-Batch-Commit": "1"} | letter.expected()
                reply = self._prefix + token
            await publish(letter.subject, letter.body, reply=reply, headers=headers)
            if number % WRITTEN_AT_A_STRETCH == 0:
                await asyncio.sleep(0)

    def _token(self, flight: "Flight", number: int) -> str:
        token = format(next(self._tokens), "x")
        self._in_the_air[token] = (flight, number)
        flight.tokens.append(token)
        return token

    def reconnected(self) -> None:
        """Write again what the old connection took with it."""
        for token in list(self._open):
            self._landed(token)
        for flight in list(self._flights):
            flight.write_again()

    def forget(self, tokens: Sequence[str]) -> None:
        """Wait no longer for these."""
        for token in tokens:
            self._in_the_air.pop(token, None)
            self._landed(token)

    def _landed(self, token: str) -> None:
        """The batch, if it is one, is no longer open: another may be."""
        if token in self._open:
            self._open.remove(token)
            self._batches.release()

    async def _acknowledged(self, message: Msg) -> None:
        token = message.subject[len(self._prefix) :]
        self._landed(token)
        flight, number = self._in_the_air.pop(token, (None, 0))
        if flight is None:
            return
        if not message.data:  # nobody listens, as while a stream has no leader
            flight.write_soon()
        elif b'"error"' not in message.data:
            flight.arrived(number)
        elif token == flight.batch:
            flight.refused(_error_code(message.data))


class Flight:
    """Letters that were written and may be stored."""

    def __init__(self, volley: Volley, letters: Sequence[Letter]) -> None:
        self.letters = letters
        self.tokens: list[str] = []
        self.batch = ""
        """The token of the batch that was written last; what becomes of earlier ones says nothing of it."""
        self._volley = volley
        self._missing = set(range(len(letters)))
        self._together = fit_together(letters)
        self._news = asyncio.Event()
        self._pause: asyncio.TimerHandle | None = None

    async def write(self) -> None:
        """Write what is missing. Without a connection it is written later, or not at all."""
        if not (self._missing and self._volley.can_write()):
            return
        with suppress(NatsError, OSError):
            if self._together:
                await self._volley.write_together(self)
                return
            for number in sorted(self._missing):
                await self._volley.write(self, number)

    def arrived(self, number: int) -> None:
        if number == ALL:
            self._missing.clear()
        self._missing.discard(number)
        if not self._missing:
            self._news.set()

    def refused(self, code: int) -> None:
        """The batch is not stored."""
        if code == BATCH_INCOMPLETE:
            self.write_soon()
            return
        # One of them is known already, or the server makes no batches: each for itself.
        self._together = False
        self.write_again()

    def write_soon(self) -> None:
        """Write again after a pause, however many ask for it meanwhile."""
        if self._pause is None:
            self._pause = asyncio.get_running_loop().call_later(PAUSE.total_seconds(), self.write_again)

    def write_again(self) -> None:
        """What was on the wire is gone: do not wait for its acknowledgement."""
        if self._pause is not None:
            self._pause.cancel()
            self._pause = None
        self._news.set()

    async def stored(self) -> Sequence[bool]:
        """Write again what gets no acknowledgement, until the budget is spent; then say which the bus has."""
        try:
            with suppress(TimeoutError):
                async with asyncio.timeout(BUDGET.total_seconds()):
                    while self._missing:
                        await self._wait()
                        await self.write()
        finally:
            self._volley.forget(self.tokens)
        results = [number not in self._missing for number in range(len(self.letters))]
        sent = Counter(letter.stream for letter, is_stored in zip(self.letters, results, strict=True) if is_stored)
        for stream, number in sent.items():
            messages_sent_total.labels(stream).inc(number)
        return results

    async def _wait(self) -> None:
        """Wait for news, or for as long as an acknowledgement may take."""
        with suppress(TimeoutError):
            async with asyncio.timeout(ACK_WITHIN.total_seconds()):
                await self._news.wait()
        self._news.clear()


def _error_code(body: bytes) -> int:
    return int(from_json(body)["error"].get("err_code", 0))
