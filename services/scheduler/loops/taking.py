"""Taking a partition's commands in order: many at once when they can be, one at a time around one that cannot."""

import asyncio
import time
from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import takewhile

import structlog
from pydantic import ValidationError

from services.scheduler.loops.desk import Desk
from services.scheduler.loops.saying import say
from services.scheduler.loops.tracing import trace_taken
from services.scheduler.ports import Arrival, Fenced, Position, Reading, Saying, Taken
from shared.contract import AnyCommand, QuestionAsked
from shared.runtime.clock import unix_ms
from shared.runtime.errors import Permanent, Transient
from shared.runtime.redelivery import is_hopeless, wait_after, wait_before
from shared.runtime.telemetry import (
    answer_seconds,
    commands_behind,
    facts_total,
    message_handling_seconds,
    questions_asked_total,
)

FRESH = timedelta(minutes=10)
"""A store without a position was wiped if there are commands older than this: they were answered long ago."""

NS_IN_MS = 1_000_000
CONSUMER = "scheduler-command"
TRIES_WHEN_STALE = 8
"""So often at once; then with pauses."""

BATCH_OF_IDS = 8
"""How many commands' ids a log line shows."""

logger = structlog.get_logger()


async def take_commands(desk: Desk) -> None:
    """Take commands until the end begins."""
    try:
        position = await _position(desk)
        async with desk.means.commands.after(desk.tenure.partition, position) as reading:
            quiet_before_ns = _quiet_before(position, desk)
            while arrivals := await desk.unless_ending(reading.next()):
                await _Turn(desk, reading, deque(arrivals), quiet_before_ns).take()
    finally:
        commands_behind.labels(str(desk.tenure.partition)).set(0)


async def _position(desk: Desk) -> Position | None:
    while True:
        try:
            return await desk.means.agenda.position(desk.tenure)
        except Transient as trouble:
            logger.warning("commands_wait", reason=str(trouble))
            await asyncio.sleep(wait_after(trouble, 1).total_seconds())


def _quiet_before(position: Position | None, desk: Desk) -> int:
    """Return until when the commands were answered already; whoever takes over goes by what the first one found."""
    if position is None:
        # The store knows of no command: it is new, or it was wiped and the stream knows better.
        return unix_ms(desk.means.machine.now() - FRESH) * NS_IN_MS
    return position.quiet_before_ns


class _Turn:
    """Some commands, from their arrival until each has taken effect or is parked."""

    def __init__(self, desk: Desk, reading: Reading, arrivals: deque[Arrival], quiet_before_ns: int) -> None:
        self._desk = desk
        self._quiet_before_ns = quiet_before_ns
        self._reading = reading
        self._left = arrivals
        self._attempts = 0

    async def take(self) -> None:
        while self._left and not self._desk.ending.is_set():
            began = time.perf_counter()
            try:
                taken = await self._try()
            except Fenced:
                raise
            except Exception as error:  # noqa: BLE001 - the policy decides about whatever it is
                await self._failed(error, began)
            else:
                await self._done(taken, began)

    async def _try(self) -> Taken:
        desk, head = self._desk, self._left[0]
        if head.command is None:
            raise head.error or ValueError("a message without a command")
        quietly = self._is_old(head)
        alike = list(takewhile(lambda arrival: self._is_old(arrival) is quietly, self._left))
        readable = [(self._place(arrival), command) for arrival, command in _readable(alike)]
        async with desk.hands.applying({command.chat for _, command in readable}):
            return await desk.means.take(desk.tenure, readable, quietly=quietly)

    def _is_old(self, arrival: Arrival) -> bool:
        return arrival.position.at_ns < self._quiet_before_ns

    def _place(self, arrival: Arrival) -> Position:
        """Return the place to keep: as long as old ones are taken, whoever goes on has to know that they are old."""
        quiet = self._quiet_before_ns if self._is_old(arrival) else 0
        return replace(arrival.position, quiet_before_ns=quiet)

    async def _done(self, taken: Taken, began: float) -> None:
        desk = self._desk
        desk.hold(taken.waiting)
        settled = [self._left.popleft() for _ in range(taken.count)]
        self._attempts = 0 if settled else self._attempts + 1
        await say(desk, taken.sayings)
        if settled:
            commands_behind.labels(str(desk.tenure.partition)).set(settled[-1].behind + len(self._left))
            _log(settled, began)
            _count(taken.sayings)
            trace_taken([one for one in settled if not self._is_old(one)], taken.touched, time.perf_counter() - began)
            self._note_answers(settled)
        if self._attempts > TRIES_WHEN_STALE:
            await desk.unless_ending(asyncio.sleep(wait_before(self._attempts).total_seconds()))

    def _note_answers(self, settled: Sequence[Arrival]) -> None:
        now = self._desk.means.clock.now()
        for arrival in settled:
            if not self._is_old(arrival):
                answer_seconds.labels("published").observe(max((now - arrival.position.at).total_seconds(), 0))

    async def _failed(self, error: Exception, began: float) -> None:
        head = self._left[0]
        self._attempts += 1
        if is_hopeless(error, self._attempts):
            try:
                await self._reading.park(head, error, self._attempts)
                await self._desk.means.agenda.pass_over(self._desk.tenure, self._place(head))
            except Transient as trouble:
                error = trouble
            else:
                _log_failure(head, "parked", error, began)
                self._left.popleft()
                self._attempts = 0
                return
        _log_failure(head, "again", error, began)
        await self._desk.unless_ending(asyncio.sleep(wait_after(error, self._attempts).total_seconds()))


def _readable(arrivals: Iterable[Arrival]) -> list[tuple[Arrival, AnyCommand]]:
    """Return the commands before the first that cannot be read."""
    readable = []
    for arrival in arrivals:
        if arrival.command is None:
            break
        readable.append((arrival, arrival.command))
    return readable


def _count(sayings: Iterable[Saying]) -> None:
    for saying in sayings:
        facts_total.labels(type(saying.fact).__name__).inc()
        if isinstance(saying.fact, QuestionAsked):
            questions_asked_total.labels(saying.fact.reason).inc()


def _log(settled: list[Arrival], began: float) -> None:
    took = time.perf_counter() - began
    for _ in settled:
        message_handling_seconds.labels(CONSUMER, "handled").observe(took)
    logger.info(
        "commands_handled",
        count=len(settled),
        ids=[arrival.command.command_id for arrival in settled[:BATCH_OF_IDS] if arrival.command],
        took_ms=round(took * 1000, 1),
    )


def _log_failure(head: Arrival, outcome: str, error: Exception, began: float) -> None:
    message_handling_seconds.labels(CONSUMER, outcome).observe(time.perf_counter() - began)
    facts = {
        "id": head.command.command_id if head.command else None,
        "sequence": head.position.sequence,
        "outcome": outcome,
        "error": type(error).__name__,
    }
    if isinstance(error, Transient):
        logger.warning("commands_wait", reason=str(error), **facts)
    else:
        # A validation error quotes what it could not read, which may be somebody's words: only its name is logged.
        known = isinstance(error, Permanent | ValidationError)
        logger.error("command_failed", exc_info=None if known else error, **facts)
