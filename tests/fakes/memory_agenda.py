"""The agenda in memory: the same promises as the real one, for tests that are about something else."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from services.scheduler.domain.chat import Change, Chat
from services.scheduler.domain.firing import fire
from services.scheduler.domain.leases import LONGEST_LEASE
from services.scheduler.ports import Applied, Saying
from shared.contract import ChatId, CommandId, Fact, Outcome, SpeechId, partition_of
from shared.runtime.clock import Clock


@dataclass
class Flight:
    """A speech on its way."""

    fact: Fact
    until: datetime
    generation: int = 0
    on_the_bus: bool = False


@dataclass
class MemoryAgenda:
    """Keeps the promises of `ports.Agenda`, except surviving a crash."""

    clock: Clock
    chats: dict[ChatId, Chat] = field(default_factory=dict)
    seen: set[CommandId] = field(default_factory=set)
    flights: dict[SpeechId, Flight] = field(default_factory=dict)

    async def load(self, chat: ChatId) -> Chat:
        return self.chats.get(chat, Chat(chat))

    async def apply(self, command: CommandId, change: Change, lease: timedelta) -> Applied:
        if command in self.seen:
            return Applied.REPEATED
        before = await self.load(change.chat)
        if before.revision != change.revision:
            return Applied.STALE
        reminders = {id_: reminder for id_, reminder in before.reminders.items() if id_ not in change.drop}
        reminders |= {reminder.id: reminder for reminder in change.put}
        self.chats[change.chat] = Chat(change.chat, before.revision + 1, change.profile, reminders)
        for fact in change.facts:
            self.flights[fact.speech_id] = Flight(fact, self.clock.now() + lease)
        self.seen.add(command)
        return Applied.DONE

    async def claim(self, partition: int, lease: timedelta, limit: int) -> Sequence[Saying]:
        now = self.clock.now()
        due = [
            (reminder.due_at, chat.id, reminder)
            for chat in self.chats.values()
            if partition_of(chat.id) == partition
            for reminder in chat.pending()
            if reminder.due_at <= now
        ]
        taken = []
        for _, chat_id, reminder in sorted(due, key=lambda entry: entry[0])[:limit]:
            chat = self.chats[chat_id]
            flying, fact = fire(chat_id, chat.profile, reminder, now)
            reminders = {**chat.reminders, reminder.id: flying}
            self.chats[chat_id] = replace(chat, revision=chat.revision + 1, reminders=reminders)
            self.flights[fact.speech_id] = Flight(fact, now + lease)
            taken.append(Saying(fact))
        return taken

    async def published(self, sayings: Sequence[Saying], lease: timedelta) -> None:
        for saying in sayings:
            if flight := self.flights.get(saying.fact.speech_id):
                flight.until = self.clock.now() + min(lease * 2**flight.generation, LONGEST_LEASE)
                flight.on_the_bus = True

    async def reap(self, partition: int, lease: timedelta, limit: int) -> Sequence[Saying]:
        now = self.clock.now()
        here = [flight for flight in self.flights.values() if partition_of(flight.fact.chat) == partition]
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
        first = self.flights.pop(outcome.speech_id, None) is not None
        chat = await self.load(outcome.chat)
        reminder = chat.reminders.get(outcome.reminder) if outcome.reminder else None
        if reminder and reminder.firing == outcome.speech_id:
            left = {id_: kept for id_, kept in chat.reminders.items() if id_ != reminder.id}
            self.chats[chat.id] = replace(chat, revision=chat.revision + 1, reminders=left)
        return first

    async def next_due(self) -> datetime | None:
        return min((reminder.due_at for chat in self.chats.values() for reminder in chat.pending()), default=None)

    async def pending_count(self) -> int:
        return sum(len(chat.pending()) for chat in self.chats.values())
