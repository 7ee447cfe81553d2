"""The scripts and the agenda in memory, step by step beside each other: whatever is done in whatever order.

Owners come and go, answers of scripts get lost and who asked asks again, looks are acted on late, twice or never, and
speeches come back whenever their lease is over.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from deploy.embedded.lifeline import Lifeline
from deploy.embedded.ports import free_port
from deploy.embedded.probes import redis_answers
from deploy.embedded.servers import RunningServer
from deploy.embedded.stores import redis_server
from services.scheduler.adapters.redis_audit import RedisAudit
from services.scheduler.domain.chat import Change
from services.scheduler.domain.limits import Limits
from services.scheduler.handlers import take_commands
from services.scheduler.ports import Fenced, Firing, Position, Saying, Step, Tenure
from shared.contract import AnyCommand, ChatId, Fact, Outcome, SpeechRefused, SpeechSent, partition_of
from shared.runtime.store import Client, connected
from tests.conformance.test_two_people import NEIGHBOUR
from tests.fakes.clock import SetClock
from tests.fakes.memory_agenda import MemoryAgenda
from tests.fakes.memory_erasures import MemoryErasures
from tests.fakes.memory_exports import MemoryExports
from tests.fakes.people import ANNA, a_reminder, a_sid, said
from tests.harness.agendas import Store, redis_store

PARTITION = partition_of(ANNA)
CHATS = st.sampled_from([ANNA, NEIGHBOUR])
IDS = st.sampled_from(["k1", "k2", "k3"])
LEASES = st.sampled_from([timedelta(seconds=30), timedelta(hours=-1)])
"""Far from over, or over already: nobody waits for it."""

SAYINGS = (
    "/add remind me to drink tea at 2030-01-01 09:00 in Europe/Berlin", "every day at 18:00 jam", "/timezone Berlin",
    "/list", "/delete 1", "/delete all", "yes", "done", "snooze", "undo", "/pause 1", "/resume", "/skip 1", "STOP",
    "/start", "/help", "/forget me",
)  # fmt: skip
LONG = timedelta(minutes=10)


@dataclass
class Side:
    """One of the two stores, and who was its owner so far."""

    store: Store
    tenures: list[Tenure]
    looks: list[Sequence[Firing]]


class AnyOrder(RuleBasedStateMachine):
    """Each step is done to both, with the same clock and the same words."""

    url = ""

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.clock = SetClock(datetime.now(UTC).replace(microsecond=0))
        self.facts: dict[str, Fact] = {}
        self.batches: list[list[tuple[Position, AnyCommand]]] = []
        self.versions = 1
        self.sequence = 0
        self._client = connected(self.url)
        self.client = self.runner.run(self._empty())
        memory = MemoryAgenda(self.clock)
        fake = Store(memory, memory, memory, MemoryExports(self.clock), MemoryErasures())
        self.sides = [Side(redis_store(self.client, self.clock), [], []), Side(fake, [], [])]
        self._new_owner()

    async def _empty(self) -> Client:
        client = await self._client.__aenter__()
        await client.flushall()
        return client

    def both(self, act: Callable[[Side], Awaitable[Any]]) -> Any:
        """Do it to both, expect the same of both, and return it."""
        real, fake = (self.runner.run(_or_fenced(act(side))) for side in self.sides)
        assert real == fake
        return real

    def _new_owner(self) -> None:
        for side in self.sides:
            if side.tenures:
                self.runner.run(side.store.leases.release(side.tenures[-1]))
            tenure = self.runner.run(side.store.leases.take(PARTITION, f"owner {len(side.tenures)}", LONG))
            assert tenure
            side.tenures.append(tenure)

    def _position(self) -> Position:
        self.sequence += 1
        return Position(self.sequence, self.sequence)

    def _take(self, batch: list[tuple[Position, AnyCommand]], back: int) -> None:
        async def take(side: Side) -> Any:
            taken = await take_commands(
                _tenure(side, back),
                batch,
                agenda=side.store.agenda,
                exports=side.store.exports,
                erasures=side.store.erasures,
                clock=self.clock,
                limits=Limits(pace=1000),
            )
            return taken.count, [saying.fact for saying in taken.sayings], set(taken.waiting)

        taken = self.both(take)
        if taken != FENCED:
            self.facts.update({fact.speech_id: fact for fact in taken[1]})

    @rule(
        words=st.lists(st.tuples(CHATS, st.sampled_from(SAYINGS)), min_size=1, max_size=4),
        back=st.sampled_from([0, 0, 0, 1]),
    )
    def people_write(self, words: list[tuple[ChatId, str]], back: int) -> None:
        batch = [(self._position(), said(each, chat=chat, at=self.clock.now(), sid=a_sid())) for chat, each in words]
        self.batches.append(batch)
        self._take(batch, back)

    @precondition(lambda self: self.batches)
    @rule(number=st.integers(0, 50))
    def commands_are_taken_again(self, number: int) -> None:
        """Their answer was lost, or their webhook was replayed."""
        batch = self.batches[number % len(self.batches)]
        self._take([(self._position(), command) for _, command in batch], 0)

    @rule(chat=CHATS, id_=IDS, minutes=st.integers(-90, 90), stale=st.sampled_from([0, 0, 0, 1]))
    def a_reminder_is_put(self, chat: ChatId, id_: str, minutes: int, stale: int) -> None:
        self.versions += 1
        due = self.clock.now() + timedelta(minutes=minutes)
        reminder = a_reminder(id_, due_at=due, version=self.versions)
        sid, position = a_sid(), self._position()

        async def put(side: Side) -> Any:
            before = (await side.store.agenda.load([chat]))[chat]
            change = Change(chat, before.revision + stale, before.profile, (reminder,))
            return await side.store.agenda.apply(_tenure(side), [Step(sid, position, before, change)], LONG)

        self.both(put)

    @rule(back=st.sampled_from([0, 0, 0, 1]))
    def somebody_looks(self, back: int) -> None:
        async def look(side: Side) -> Any:
            pages = side.store.agenda.upcoming(_tenure(side), None, self.clock.now() + timedelta(seconds=1))
            waiting = sorted(
                [entry async for page in pages for entry in page],
                key=lambda entry: (entry.due_ms, entry.chat, entry.id),
            )
            seen = await side.store.agenda.look(_tenure(side, back), waiting)
            side.looks.append(seen.firings)
            return [replace(firing, read="") for firing in seen.firings], seen.early

        looked = self.both(look)
        if looked != FENCED:
            self.facts.update({firing.fact.speech_id: firing.fact for firing in looked[0]})

    @precondition(lambda self: self.sides[0].looks)
    @rule(number=st.integers(0, 50), lease=LEASES, back=st.sampled_from([0, 0, 0, 1]))
    def what_was_looked_at_is_moved(self, number: int, lease: timedelta, back: int) -> None:
        """At once, late, again, or by an owner that is none any more."""

        async def move(side: Side) -> Any:
            firings = side.looks[number % len(side.looks)]
            tenure = _tenure(side, back)
            await side.store.agenda.moved(tenure, side.store.agenda.moves(tenure, firings), lease)

        self.both(move)

    @rule(chat=CHATS, id_=IDS, lease=LEASES)
    def a_reminder_changes_between_the_look_and_the_move(self, chat: ChatId, id_: str, lease: timedelta) -> None:
        self.a_reminder_is_put(chat, id_, minutes=-1, stale=0)
        self.somebody_looks(back=0)
        self.a_reminder_is_put(chat, id_, minutes=5, stale=0)
        self.what_was_looked_at_is_moved(-1, lease, back=0)

    @rule(lease=LEASES, back=st.sampled_from([0, 0, 0, 1]))
    def speeches_come_back(self, lease: timedelta, back: int) -> None:
        async def reap(side: Side) -> Any:
            sayings = await side.store.speeches.reap(_tenure(side, back), lease, 1000)
            return {saying.dedupe_id: saying.fact for saying in sayings}

        self.both(reap)

    @precondition(lambda self: self.facts)
    @rule(number=st.integers(0, 200), lease=LEASES, back=st.sampled_from([0, 0, 0, 1]))
    def the_bus_has_a_speech(self, number: int, lease: timedelta, back: int) -> None:
        saying = Saying(self._fact(number))
        self.both(lambda side: side.store.speeches.published(_tenure(side, back), [saying], lease))

    @precondition(lambda self: self.facts)
    @rule(number=st.integers(0, 200), is_sent=st.booleans())
    def an_outcome_comes(self, number: int, *, is_sent: bool) -> None:
        """Also early, late, twice, or of what is gone."""
        fact = self._fact(number)
        what = {"chat": fact.chat, "speech_id": fact.speech_id, "at": self.clock.now()}
        reminder = next(iter(fact.concerns), None)
        outcome: Outcome = SpeechRefused(**what, reminder=reminder, code=1)
        if is_sent:
            outcome = SpeechSent(**what, reminder=reminder, sid=f"SM{number}")
        self.both(lambda side: side.store.speeches.finish(outcome))

    @rule()
    def another_owner_takes_over(self) -> None:
        self._new_owner()

    @rule(back=st.sampled_from([0, 1]))
    def a_message_is_passed_over(self, back: int) -> None:
        position = self._position()
        self.both(lambda side: side.store.agenda.pass_over(_tenure(side, back), position))

    @invariant()
    def both_hold_the_same(self) -> None:
        async def held(side: Side) -> Any:
            agenda, tenure = side.store.agenda, _tenure(side)
            pages = agenda.upcoming(tenure, None, self.clock.now() + timedelta(days=4000))
            index = {entry async for page in pages for entry in page}
            chats = await agenda.load([ANNA, NEIGHBOUR])
            return chats, index, await agenda.pending_count(PARTITION), await agenda.position(tenure)

        self.both(held)

    def _fact(self, number: int) -> Fact:
        return list(self.facts.values())[number % len(self.facts)]

    def teardown(self) -> None:
        audit = RedisAudit(self.client, self.clock)
        repairs = self.runner.run(audit.audit({PARTITION: self.sides[0].tenures[-1]}))
        self.runner.run(self._client.__aexit__(None, None, None))
        self.runner.close()
        assert repairs == {}


FENCED = "fenced"


async def _or_fenced(work: Awaitable[Any]) -> Any:
    try:
        return await work
    except Fenced:
        return FENCED


def _tenure(side: Side, back: int = 0) -> Tenure:
    """Return the owner's right to act, or that of an earlier one."""
    return side.tenures[max(-1 - back, -len(side.tenures))]


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[RunningServer]:
    port = free_port()
    with Lifeline() as lifeline:
        command = redis_server(tmp_path / "redis", port)
        server = RunningServer(command, port, "redis", tmp_path / "redis" / "redis.log", redis_answers, lifeline)
        asyncio.run(server.start())
        yield server
        asyncio.run(server.kill())


def test_in_any_order_the_scripts_do_what_the_agenda_in_memory_does(redis: RunningServer) -> None:
    AnyOrder.url = redis.url
    short = settings(stateful_step_count=25, suppress_health_check=list(HealthCheck))

    run_state_machine_as_test(AnyOrder, settings=short)
