"""What the voice needs, in its own words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, Protocol

from services.notifier.domain.utterances import Utterance
from services.notifier.domain.verdicts import Verdict
from shared.contract import AnyFact, ChatId, Fact, Message, ReminderId, SpeechId

Form = Literal["", "template", "plain"]
"""How the next post must look, where Twilio has refused another form."""


@dataclass(frozen=True, slots=True)
class Go:
    """Nobody has sent it: post it now, under this token, in this form. `at` is the journal's time."""

    token: str
    at: datetime
    form: Form = ""
    waiting: tuple[AnyFact, ...] = ()
    """What else the person is to be told and waits for its moment: it may be told together with this."""


@dataclass(frozen=True, slots=True)
class Done:
    """It was sent, as `sid`."""

    sid: str


@dataclass(frozen=True, slots=True)
class GivenUp:
    """It was refused for good."""

    code: int | None


@dataclass(frozen=True, slots=True)
class Busy:
    """Somebody is sending it right now."""

    left: timedelta


@dataclass(frozen=True, slots=True)
class Wait:
    """Too early: the person got something a moment ago, or a failed message may be repeated only later."""

    left: timedelta


@dataclass(frozen=True, slots=True)
class Doubtful:
    """It was posted, and what became of it is not known. `attempts` counts such posts; `said` is what was posted."""

    token: str
    posted_at: datetime
    age: timedelta
    attempts: int
    said: Utterance


Standing = Go | Done | GivenUp | Busy | Wait | Doubtful

Written = Literal["written", "known", "lost", "taken", "failed", "double"]
"""Written down; something better is known; another one holds the speech; the message is another speech's; the message
failed, which was dealt with; there are two messages for one speech."""


@dataclass(frozen=True, slots=True)
class Again:
    """The message failed, and the fact is to be said once more: for the `tries`-th time."""

    tries: int
    fact: AnyFact


@dataclass(frozen=True, slots=True)
class Failed:
    """The message failed for good. `fact` is None where the journal no longer holds it."""

    code: int | None
    fact: AnyFact | None


@dataclass(frozen=True, slots=True)
class Arrived:
    """The message arrived; the first to tell so gets the fact. `was_news`: nobody knew that it was sent."""

    was_news: bool
    fact: AnyFact | None


News = Literal["sent", "known", "double"] | Arrived | Again | Failed
"""What a report told: that the message was sent, nothing new, that there are two of it, what came of it."""


@dataclass(frozen=True, slots=True)
class Unreported:
    """A message that was sent, and of which nobody has reported an end."""

    chat: ChatId
    speech: SpeechId
    sid: str
    reminder: ReminderId | None


@dataclass(frozen=True, slots=True)
class Told:
    """One speech that a message tells, and the reminder that it fired, if it did."""

    speech: SpeechId
    reminder: ReminderId | None


class Journal(Protocol):
    """What was done about each speech. Survives a crash at any line; one sender at a time holds a speech."""

    async def begin(self, fact: Fact, said: Utterance, lease: timedelta, *, gather: timedelta) -> Standing:
        """Take the speech for `lease`, or say how it stands. After a lease ran out it is Doubtful: it may be sent.

        A speech that is told to Wait may be taken along by another one to the same person. With `gather` it waits for
        so long the first time, that others may come along.
        """
        ...

    async def join(self, facts: Sequence[Fact], token: str, said: Utterance, lease: timedelta) -> SpeechId | None:
        """Take all of these for one message that says `said`; the first is held already, under `token`.

        Returns the name under which they are told together; None when one of them is in other hands by now.
        """
        ...

    async def told_under(self, chat: ChatId, speech: SpeechId) -> Sequence[Told]:
        """Return the speeches that were told together under this name; nothing for any other name."""
        ...

    async def settle(self, fact: Fact, token: str, verdict: Verdict) -> Written:
        """Write down what became of it. A sid always counts; anything else only from the holder of `token`."""
        ...

    async def rephrase(self, fact: Fact, token: str, said: Utterance) -> bool:
        """Write down what will be said instead. False when another one holds the speech."""
        ...

    async def evidence(
        self, chat: ChatId, speech: SpeechId, sid: str, status: str, code: int | None, *, told_under: SpeechId
    ) -> News:
        """Note what Twilio reports on the message, which told the speech alone or together with others.

        Asked again it answers again.
        """
        ...

    async def overdue(self, partition: int) -> Sequence[Unreported]:
        """Take messages of which nobody has reported an end for too long; for a while nobody else gets them."""
        ...

    async def forgive(self, chat: ChatId, speech: SpeechId) -> None:
        """Let a speech that was given up be sent after all: an operator asks for it."""
        ...


class Phone(Protocol):
    """Writes to people."""

    async def send(
        self, chat: ChatId, sender: str, said: Utterance, *, speech: SpeechId, reminder: str | None
    ) -> Verdict:
        """Post one message, once. Never raises: what goes wrong is in the verdict."""
        ...

    async def status(self, sid: str) -> tuple[str, int | None]:
        """Return where the message stands, and its error code. Raises Transient when Twilio cannot be asked."""
        ...

    async def show_typing(self, message: str) -> None:
        """Show the person who sent `message` that an answer is on its way. Never raises."""
        ...

    async def find(self, chat: ChatId, sender: str, said: Utterance, *, since: datetime) -> Sequence[str]:
        """Return the sids of messages that say this, written to the person since then, oldest first.

        Raises Transient when Twilio cannot be asked.
        """
        ...


@dataclass(frozen=True, slots=True)
class Slot:
    """The moment in `wait` is taken: post then."""

    wait: timedelta


@dataclass(frozen=True, slots=True)
class NotYet:
    """No moment is near enough; ask again in `wait`."""

    wait: timedelta


class Pace(Protocol):
    """How fast each sender may post, all notifiers together. Raises StoreUnavailable."""

    async def turn(self, sender: str, *, is_urgent: bool) -> Slot | NotYet:
        """Take the next moment. What is urgent may take one further ahead, so it never waits behind the rest."""
        ...

    async def slow_down(self, sender: str, asked: timedelta | None) -> timedelta:
        """Let the sender pause, for as long as Twilio asked and longer each time. Returns the pause."""
        ...


class ContentStore(Protocol):
    """The contents that the account keeps at Twilio. Every question raises Transient when it cannot be asked."""

    async def find(self, name: str) -> str | None:
        """Return the sid of the content of that name; None when there is none."""
        ...

    async def create(self, definition: Mapping[str, object]) -> str:
        """Create it and return its sid."""
        ...

    async def submit(self, sid: str, name: str) -> None:
        """Ask WhatsApp to approve it as a utility template."""
        ...

    async def approval(self, sid: str) -> tuple[str, str]:
        """Return the status of the approval, `unsubmitted` before it was asked for, and why it was rejected."""
        ...


class ContentMemory(Protocol):
    """What all notifiers remember of the contents. Raises StoreUnavailable."""

    async def recall(self, name: str) -> str | None:
        """Return the sid that was kept."""
        ...

    async def may_create(self, name: str) -> bool:
        """Tell whether it is this notifier's turn to create it; for a minute nobody else's."""
        ...

    async def keep(self, name: str, sid: str) -> None: ...


@dataclass(frozen=True, slots=True)
class Missed:
    """A message that a person sent, as Twilio lists it."""

    sid: str
    chat: ChatId
    sender: str
    body: str
    media: str
    sent_at: datetime


class Inbox(Protocol):
    """What Twilio has received for us."""

    async def received(self, sender: str, *, since: datetime) -> Sequence[Missed]:
        """Return what people wrote to this number of ours since then, oldest first.

        Raises Transient when Twilio cannot be asked.
        """
        ...


class Door(Protocol):
    """Our own front door."""

    async def ring(self, message: Missed) -> bool:
        """Bring the message in as Twilio would. True when it was taken, or refused for good. Never raises."""
        ...


class SweepMemory(Protocol):
    """What all notifiers remember of sweeping. Raises StoreUnavailable."""

    async def lead(self) -> bool:
        """Tell whether it is this notifier that sweeps."""
        ...

    async def since(self) -> datetime | None:
        """Return until when was swept; None before the first time."""
        ...

    async def swept(self, until: datetime) -> None: ...

    async def unknown(self, sids: Sequence[str]) -> Sequence[str]:
        """Return those that were not brought in by a sweep, in the same order."""
        ...

    async def remember(self, sid: str) -> None: ...


Decision = Literal["replayed", "dropped"]


@dataclass(frozen=True, slots=True)
class ParkedMessage:
    """A message that could not be handled, as it was, and why."""

    sequence: int
    at: datetime | None
    stream: str
    subject: str
    consumer: str
    attempts: int
    why: str
    body: bytes


class ParkedMessages(Protocol):
    """What waits for an operator. Raises BusUnavailable."""

    async def waiting(self) -> Sequence[ParkedMessage]:
        """Return what nobody has decided about, oldest first."""
        ...

    async def settle(self, sequence: int, decision: Decision) -> None:
        """Note what was decided: it waits no more."""
        ...

    async def publish_again(self, message: ParkedMessage) -> None:
        """Put it where it came from, once."""
        ...


class Bus(Protocol):
    """Carries messages to the other services."""

    async def send(self, message: Message, *, dedupe_id: str | None = None) -> bool:
        """Store the message for good, once an id; False: it was there. Raises Transient when it cannot be in time."""
        ...

    async def park(self, message: Message, *, why: str) -> None:
        """Store the message for an operator, for good and once. Raises Transient as `send` does."""
        ...
