"""What is known of each speech, and who may send it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, Protocol

from services.notifier.domain.utterances import Utterance
from services.notifier.domain.verdicts import Verdict
from shared.contract import AnyFact, ChatId, Fact, ReminderId, SpeechId

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


@dataclass(frozen=True, slots=True)
class Kept:
    """A speech that was given up: with which code of Twilio's, and the fact as it was said."""

    code: int | None
    body: bytes


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

    async def overdue(self, partition: int, bus_made_at: datetime | None = None) -> Sequence[Unreported]:
        """Take messages of which nobody has reported an end for too long; for a while nobody else gets them.

        When the bus is another than the last time, it was lost, and reports with it: then nobody waits any longer.
        """
        ...

    async def forget(self, chat: ChatId) -> None:
        """Let go of what was written to a person, and within minutes of their number."""
        ...

    async def forgive(self, chat: ChatId, speech: SpeechId) -> None:
        """Let a speech that was given up be sent after all: an operator asks for it."""
        ...

    async def keep(self, chat: ChatId, speech: SpeechId, body: bytes, code: int | None) -> None:
        """Keep what was given up until it is sent after all or let go of: the bus may be lost with what is parked."""
        ...

    async def given_up(self, partition: int) -> Sequence[tuple[ChatId, SpeechId]]:
        """Return which speeches are kept."""
        ...

    async def kept(self, chat: ChatId, speech: SpeechId) -> Kept | None:
        """Return one of them; None when it is kept no more."""
        ...

    async def let_go(self, chat: ChatId, speech: SpeechId) -> None:
        """Keep it no longer: nobody wants it sent."""
        ...
