"""What the voice works with, in memory and obedient: it stands as it is told, and remembers what it was asked."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from services.notifier.domain.utterances import Utterance
from services.notifier.domain.verdicts import Sent, Verdict
from services.notifier.handlers.voice import Voice
from services.notifier.ports import Go, Kept, News, NotYet, Slot, Standing, Told, Unreported, Written
from shared.contract import (
    ChatId,
    Fact,
    Language,
    Message,
    NothingUnderstood,
    ReminderDue,
    ReminderId,
    ReminderView,
    SpeechId,
    partition_of,
)
from shared.runtime.errors import StoreUnavailable
from tests.fakes.clock import NOON, SetClock
from tests.fakes.people import ANNA, NUDGE

ANSWER = NothingUnderstood(
    chat=ANNA, speech_id=SpeechId("re.SM1"), sender=NUDGE, language=Language("en"), at=NOON, text="hm"
)
SETTLE = timedelta(seconds=35)


def a_reminder_due(
    at: datetime = NOON,
    *,
    text: str = "tea",
    heard_at: datetime | None = NOON,
    speech: str = "abc.1.0",
    id_: str = "k1",
) -> ReminderDue:
    view = ReminderView(id=ReminderId(id_), text=text, due_at=at, zone="UTC")
    return ReminderDue(
        chat=ANNA,
        speech_id=SpeechId(speech),
        sender=NUDGE,
        language=Language("en"),
        at=NOON,
        reminder=view,
        heard_at=heard_at,
    )


@dataclass
class OneJournal:
    """Says how the speech stands, and keeps what is settled."""

    standing: Standing
    settled: list[Verdict] = field(default_factory=list)
    answers: list[Written] = field(default_factory=list)
    """To settling; "written" when there are none left."""
    news: News = "known"
    rephrased: list[Utterance] = field(default_factory=list)
    joined: list[list[SpeechId]] = field(default_factory=list)
    name: SpeechId | None = None
    """Under which several are told together; None: one of them is in other hands."""
    together: dict[SpeechId, Sequence[Told]] = field(default_factory=dict)
    silent: dict[int, list[Unreported]] = field(default_factory=dict)
    shelf: dict[tuple[ChatId, SpeechId], Kept] = field(default_factory=dict)
    """What was given up."""

    async def begin(self, fact: Fact, said: Utterance, lease: timedelta, *, gather: timedelta) -> Standing:
        return self.standing

    async def join(self, facts: Sequence[Fact], token: str, said: Utterance, lease: timedelta) -> SpeechId | None:
        self.joined.append([fact.speech_id for fact in facts])
        return self.name

    async def told_under(self, chat: ChatId, speech: SpeechId) -> Sequence[Told]:
        return self.together.get(speech, ())

    async def settle(self, fact: Fact, token: str, verdict: Verdict) -> Written:
        self.settled.append(verdict)
        return self.answers.pop(0) if self.answers else "written"

    async def rephrase(self, fact: Fact, token: str, said: Utterance) -> bool:
        self.rephrased.append(said)
        return True

    async def evidence(
        self, chat: ChatId, speech: SpeechId, sid: str, status: str, code: int | None, *, told_under: SpeechId
    ) -> News:
        return self.news

    async def overdue(self, partition: int, bus_made_at: datetime | None = None) -> Sequence[Unreported]:
        return self.silent.pop(partition, [])

    async def forget(self, chat: ChatId) -> None: ...

    async def forgive(self, chat: ChatId, speech: SpeechId) -> None: ...

    async def keep(self, chat: ChatId, speech: SpeechId, body: bytes, code: int | None) -> None:
        self.shelf[chat, speech] = Kept(code, body)

    async def given_up(self, partition: int) -> Sequence[tuple[ChatId, SpeechId]]:
        return [each for each in self.shelf if partition_of(each[0]) == partition]

    async def kept(self, chat: ChatId, speech: SpeechId) -> Kept | None:
        return self.shelf.get((chat, speech))

    async def let_go(self, chat: ChatId, speech: SpeechId) -> None:
        self.shelf.pop((chat, speech), None)


@dataclass
class OnePhone:
    """Gives one verdict, and has sent what `sent_as` says."""

    verdict: Verdict = field(default_factory=lambda: Sent("SM9"))
    sent_as: Sequence[str] = ()
    said: list[Utterance] = field(default_factory=list)
    senders: list[str] = field(default_factory=list)
    typed: list[str] = field(default_factory=list)
    stands: tuple[str, int | None] = ("delivered", None)

    @property
    def texts(self) -> list[str]:
        return [said.text for said in self.said]

    async def send(
        self, chat: ChatId, sender: str, said: Utterance, *, speech: SpeechId, reminder: str | None
    ) -> Verdict:
        self.said.append(said)
        self.senders.append(sender)
        return self.verdict

    async def status(self, sid: str) -> tuple[str, int | None]:
        return self.stands

    async def show_typing(self, message: str) -> None:
        self.typed.append(message)

    async def find(self, chat: ChatId, sender: str, said: Utterance, *, since: datetime) -> Sequence[str]:
        return self.sent_as


@dataclass
class OnePace:
    """Gives these turns, then always the next moment; remembers who was slowed down."""

    turns: list[Slot | NotYet] = field(default_factory=list)
    slowed: list[timedelta | None] = field(default_factory=list)
    asked: list[bool] = field(default_factory=list)
    within: list[timedelta] = field(default_factory=list)
    recovered: list[str] = field(default_factory=list)
    is_away: bool = False
    on_turn: Callable[[], object] = lambda: None
    late: list[float] = field(default_factory=list)

    async def turn(self, sender: str, *, is_urgent: bool, within: timedelta) -> Slot | NotYet:
        self.asked.append(is_urgent)
        self.within.append(within)
        self.on_turn()
        return self.turns.pop(0) if self.turns else Slot(time.monotonic(), slack=5)

    def woke(self, late: float) -> None:
        self.late.append(late)

    async def slow_down(self, sender: str, asked: timedelta | None) -> timedelta:
        self.slowed.append(asked)
        return timedelta(milliseconds=400)

    async def recover(self, sender: str) -> None:
        self.recovered.append(sender)
        if self.is_away:
            raise StoreUnavailable("away")


@dataclass
class Outbox:
    """A bus that remembers."""

    sent: list[Message] = field(default_factory=list)
    ids: list[str | None] = field(default_factory=list)
    parked: list[tuple[Message, str]] = field(default_factory=list)
    parked_again: list[tuple[str, str]] = field(default_factory=list)
    """Subject, and why."""

    async def send(self, message: Message, *, dedupe_id: str | None = None) -> bool:
        self.sent.append(message)
        self.ids.append(dedupe_id)
        return True

    async def park(self, message: Message, *, why: str) -> None:
        self.parked.append((message, why))

    async def park_again(self, subject: str, body: bytes, *, why: str, once: str) -> None:
        self.parked_again.append((subject, why))

    @property
    def kinds(self) -> list[type[Message]]:
        return [type(message) for message in self.sent]


@dataclass
class Stage:
    """A voice, and everything that it works with."""

    standing: Standing = field(default_factory=lambda: Go("t", NOON))
    phone: OnePhone = field(default_factory=OnePhone)
    clock: SetClock = field(default_factory=SetClock)
    outbox: Outbox = field(default_factory=Outbox)
    pace: OnePace = field(default_factory=OnePace)
    journal: OneJournal = field(init=False)
    voice: Voice = field(init=False)

    def __post_init__(self) -> None:
        self.journal = OneJournal(self.standing)
        self.voice = Voice(self.journal, self.phone, self.pace, self.outbox, self.clock, SETTLE)
