"""The agenda in memory: the same promises as the real one, for tests that are about something else."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from services.scheduler.domain.chat import Change, Chat, Spoken
from services.scheduler.domain.firing import fire, together
from services.scheduler.domain.leases import LONGEST_LEASE
from services.scheduler.domain.reminder import Reminder
from services.scheduler.ports import Applied, Saying
from shared.contract import ChatId, CommandId, Fact, Outcome, SpeechId, SpeechSent, partition_of
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
        self.chats[change.chat] = Chat(change.chat, before.revision + 1, change.profile, reminders, before.spoken)
        if change.erase:
            del self.chats[change.chat]
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
            for reminder in self.waiting(chat)
            if reminder.due_at <= now
        ]
        facts = []
        for _, chat_id, reminder in sorted(due, key=lambda entry: entry[0])[:limit]:
            chat = self.chats[chat_id]
            left, fact = fire(chat_id, chat.profile, reminder, now)
            reminders = {**chat.reminders, reminder.id: left}
            self.chats[chat_id] = replace(chat, revision=chat.revision + 1, reminders=reminders)
            facts.append(fact)
        told = {fact.speech_id: fact for fact in together(facts)}
        self.flights |= {id_: Flight(fact, now + lease) for id_, fact in told.items()}
        return [Saying(fact) for fact in told.values()]

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
        flight = self.flights.pop(outcome.speech_id, None)
        if flight is None:
            return False
        if chat := self.chats.get(outcome.chat):
            is_sent = isinstance(outcome, SpeechSent)
            sid = outcome.sid if isinstance(outcome, SpeechSent) else "-"
            line = Spoken(sid, outcome.speech_id, outcome.at, flight.fact.concerns, refused=not is_sent)
            self.chats[chat.id] = replace(chat, spoken=(*chat.spoken, line))
        return True

    async def next_due(self) -> datetime | None:
        return min((waiting.due_at for chat in self.chats.values() for waiting in self.waiting(chat)), default=None)

    async def pending_count(self) -> int:
        return sum(len(self.waiting(chat)) for chat in self.chats.values())

    def waiting(self, chat: Chat) -> Sequence[Reminder]:
        """Return what is in the index: nothing of a chat that has opted out."""
        return [] if chat.profile.is_stopped else [each for each in chat.pending() if each.is_waiting]
