"""The agenda in memory: the same promises as the real one, for tests that are about something else."""

import time
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from services.scheduler.domain.chat import Chat, Fate, Spoken
from services.scheduler.domain.firing import fire
from services.scheduler.domain.leases import LONGEST_LEASE, OUTCOME_LEASE
from services.scheduler.domain.reminder import Reminder
from services.scheduler.ports import (
    Applied,
    Derived,
    Fenced,
    Firing,
    Moves,
    Position,
    Renewed,
    Saying,
    Seen,
    Step,
    Tenure,
    Waiting,
    bundled,
    waiting_of,
)
from shared.contract import (
    ChatId,
    CommandId,
    Fact,
    Outcome,
    SpeechDelivered,
    SpeechFailed,
    SpeechId,
    SpeechRead,
    SpeechSent,
    partition_of,
)
from shared.runtime.clock import Clock, from_unix_ms, unix_ms


@dataclass
class Flight:
    """A speech on its way."""

    fact: Fact
    until: datetime
    generation: int = 0
    on_the_bus: bool = False


@dataclass
class Held:
    """Who has a partition."""

    epoch: int
    holder: str
    until: datetime


@dataclass
class MemoryAgenda:
    """Keeps the promises of `ports.Agenda`, `Speeches` and `Leases`, except surviving a crash."""

    clock: Clock
    apart: timedelta = timedelta(0)
    """How far ahead of that clock the store's is."""
    looks: int = 0
    """How often somebody looked."""
    chats: dict[ChatId, Chat] = field(default_factory=dict)
    seen: set[CommandId] = field(default_factory=set)
    flights: dict[SpeechId, Flight] = field(default_factory=dict)
    told: set[SpeechId] = field(default_factory=set)
    positions: dict[int, Position] = field(default_factory=dict)
    owners: dict[int, Held] = field(default_factory=dict)
    roster: dict[str, datetime] = field(default_factory=dict)

    async def load(self, chats: Sequence[ChatId]) -> Mapping[ChatId, Chat]:
        return {chat: self.chats.get(chat, Chat(chat)) for chat in chats}

    async def position(self, tenure: Tenure) -> Position | None:
        return self.positions.get(tenure.partition)

    async def apply(self, tenure: Tenure, steps: Sequence[Step], lease: timedelta) -> Sequence[Applied]:
        self._check(tenure)
        words: list[Applied] = []
        for step in steps:
            words.append(self._apply(step, lease))
            if words[-1] is Applied.STALE:
                break
            self.positions[tenure.partition] = step.position
        return words

    def _apply(self, step: Step, lease: timedelta) -> Applied:
        change = step.change
        if step.command in self.seen:
            return Applied.REPEATED
        before = self.chats.get(change.chat, Chat(change.chat))
        if before.revision != change.revision:
            return Applied.STALE
        self.chats[change.chat] = change.made_to(before)
        for fact in change.facts:
            self.flights[fact.speech_id] = Flight(fact, self.clock.now() + lease)
        self.seen.add(step.command)
        return Applied.DONE

    async def pass_over(self, tenure: Tenure, position: Position) -> None:
        self._check(tenure)
        self.positions[tenure.partition] = position

    async def upcoming(self, tenure: Tenure, start: datetime | None, end: datetime) -> AsyncIterator[Sequence[Waiting]]:
        yield sorted(
            (
                waiting_of(chat.id, reminder)
                for chat, reminder in self._pending(tenure.partition)
                if (start is None or reminder.due_at >= start) and reminder.due_at < end
            ),
            key=lambda entry: entry.due_ms,
        )

    async def look(self, tenure: Tenure, waiting: Sequence[Waiting], *, ahead: timedelta = timedelta()) -> Seen:
        self._check(tenure)
        self.looks += 1
        now = self.clock.now()
        firings, early, elsewhere = [], [], []
        for entry in waiting:
            chat = self.chats.get(entry.chat, Chat(entry.chat))
            reminder = chat.reminders.get(entry.id)
            if reminder is None or not reminder.is_waiting:
                continue
            if waiting_of(chat.id, reminder) != entry:
                elsewhere.append(waiting_of(chat.id, reminder))
                continue
            if chat.profile.is_stopped:
                continue
            if reminder.due_at > now + ahead:
                early.append(entry)
                continue
            left, fact = fire(chat.id, chat.profile, reminder, max(now, reminder.due_at))
            firings.append(Firing(entry, left, fact, repr(reminder), chat.revision))
        present_ms, latest_ms = unix_ms(now), unix_ms(now + self.apart)
        return Seen(bundled(firings), early, (), elsewhere, present_ms, latest_ms, read_at=time.monotonic())

    def moves(self, _tenure: Tenure, firings: Sequence[Firing]) -> Moves:
        following = [firing.next for firing in firings if firing.next]
        return Moves([firing.waiting for firing in firings], following, firings)

    async def stand(self, tenure: Tenure, moves: Moves, *, ahead: timedelta = timedelta()) -> float | None:
        self._check(tenure)
        firings: Sequence[Firing] = moves.packed
        changed = any(
            self.chats.get(firing.waiting.chat, Chat(firing.waiting.chat)).revision != firing.revision
            for firing in firings
        )
        soon = from_unix_ms(max(firing.waiting.due_ms for firing in firings)) - self.clock.now()
        return None if changed or soon > ahead else time.monotonic() + soon.total_seconds()

    async def moved(self, tenure: Tenure, moves: Moves, lease: timedelta) -> None:
        self._check(tenure)
        firings: Sequence[Firing] = moves.packed
        told = {firing.fact.speech_id for firing in firings} & self.told
        self.told -= told
        for firing in firings:
            chat = self.chats.get(firing.waiting.chat, Chat(firing.waiting.chat))
            reminder = chat.reminders.get(firing.waiting.id)
            if repr(reminder) != firing.read:
                continue
            left = {**chat.reminders, firing.waiting.id: firing.left}
            speech = firing.fact.speech_id
            if speech not in told:
                self.flights[speech] = Flight(firing.fact, self.clock.now() + lease, on_the_bus=True)
            self.chats[chat.id] = replace(chat, revision=chat.revision + 1, reminders=left)

    async def pending_count(self, partition: int) -> int:
        return len(self._pending(partition))

    def _pending(self, partition: int) -> list[tuple[Chat, Reminder]]:
        return [
            (chat, reminder)
            for chat in self.chats.values()
            if partition_of(chat.id) == partition
            for reminder in chat.reminders.values()
            if reminder.is_waiting and not chat.profile.is_stopped
        ]

    async def published(self, tenure: Tenure, sayings: Sequence[Saying], lease: timedelta) -> None:
        self._check(tenure)
        for saying in sayings:
            if flight := self.flights.get(saying.fact.speech_id):
                flight.until = self.clock.now() + min(lease * 2**flight.generation, LONGEST_LEASE)
                flight.on_the_bus = True

    async def reap(self, tenure: Tenure, lease: timedelta, limit: int) -> Sequence[Saying]:
        self._check(tenure)
        now = self.clock.now()
        here = [flight for flight in self.flights.values() if partition_of(flight.fact.chat) == tenure.partition]
        for flight in here:
            if flight.until >= now + LONGEST_LEASE:
                flight.until = now + lease
        back = sorted((flight for flight in here if flight.until <= now), key=lambda flight: flight.until)[:limit]
        for flight in back:
            flight.generation += flight.on_the_bus
            flight.on_the_bus = False
            flight.until = now + lease
        return [Saying(flight.fact, flight.generation) for flight in back]

    async def finish(self, outcome: Outcome) -> bool:
        flight = self.flights.pop(outcome.speech_id, None)
        chat = self.chats.get(outcome.chat, Chat(outcome.chat))
        before = [spoken for spoken in chat.spoken if spoken.speech == outcome.speech_id]
        sid = outcome.sid if isinstance(outcome, SpeechSent) else "-"
        concerns = before[-1].ids if before else flight.fact.concerns if flight else ()
        if flight is None and not before and outcome.reminder in chat.reminders:
            self.told.add(outcome.speech_id)
            concerns = (outcome.reminder,) if outcome.reminder else ()
        if concerns and not (before and (sid == "-" or sid in {spoken.sid for spoken in before})):
            spoken = Spoken(sid, outcome.speech_id, outcome.at, concerns, refused=sid == "-")
            self.chats[chat.id] = replace(chat, spoken=(*chat.spoken, spoken))
        return flight is not None

    async def note(self, outcome: Outcome) -> None:
        chat = self.chats.get(outcome.chat)
        if chat is None:
            return
        field = {SpeechFailed: "failed_at", SpeechDelivered: "delivered_at", SpeechRead: "read_at"}[type(outcome)]
        fate = chat.fates.get(outcome.speech_id, Fate())
        first = min(outcome.at, getattr(fate, field) or outcome.at)
        fates = {**chat.fates, outcome.speech_id: replace(fate, **{field: first})}
        self.chats[chat.id] = replace(chat, fates=dict(list(fates.items())[-60:]))

    async def catch_up(self, _tenure: Tenure) -> AsyncIterator[Derived]:
        for changed in list[Derived]():  # its zones never do
            yield changed

    async def attend(self, holder: str, lease: timedelta) -> Sequence[str]:
        self.roster[holder] = self.clock.now() + lease
        self.roster = {name: until for name, until in self.roster.items() if until > self.clock.now()}
        return list(self.roster)

    async def leave(self, holder: str) -> None:
        self.roster.pop(holder, None)

    async def take(self, partition: int, holder: str, lease: timedelta) -> Tenure | None:
        now, held = self.clock.now(), self.owners.get(partition)
        if held and held.until > now and held.holder not in {"", holder}:
            return None
        epoch = held.epoch + 1 if held else 1
        self.owners[partition] = Held(epoch, holder, now + lease)
        return Tenure(partition, epoch, holder)

    async def renew(self, tenure: Tenure, lease: timedelta) -> Renewed:
        self._check(tenure)
        now = self.clock.now()
        self.owners[tenure.partition].until = now + lease
        here = [flight for flight in self.flights.values() if partition_of(flight.fact.chat) == tenure.partition]
        for flight in here:
            flight.until = min(flight.until, now + min(OUTCOME_LEASE * 2**flight.generation, LONGEST_LEASE))
        return Renewed(speech_overdue=any(flight.until <= now for flight in here))

    async def release(self, tenure: Tenure) -> None:
        held = self.owners.get(tenure.partition)
        if held and held.epoch == tenure.epoch:
            held.holder, held.until = "", self.clock.now()

    def _check(self, tenure: Tenure) -> None:
        held = self.owners.get(tenure.partition)
        if held is None or held.epoch != tenure.epoch:
            raise Fenced(f"partition {tenure.partition}")
