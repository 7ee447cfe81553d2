"""What the voice needs, in its own words."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from services.notifier.domain.verdicts import Verdict
from shared.contract import ChatId, Message, SpeechId


@dataclass(frozen=True, slots=True)
class Go:
    """Nobody has sent it: post it now, under this token. `at` is the journal's time, and the text's."""

    token: str
    at: datetime


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
class Doubtful:
    """It was posted, and what became of it is not known. `attempts` counts such posts."""

    token: str
    posted_at: datetime
    age: timedelta
    attempts: int


Standing = Go | Done | GivenUp | Busy | Doubtful


class Journal(Protocol):
    """What was done about each speech. Survives a crash at any line; one sender at a time holds a speech."""

    async def begin(self, chat: ChatId, speech: SpeechId, lease: timedelta) -> Standing:
        """Take the speech for `lease`, or say how it stands. After a lease ran out it is Doubtful: it may be sent."""
        ...

    async def settle(self, chat: ChatId, speech: SpeechId, token: str, verdict: Verdict) -> bool:
        """Write down what became of it. A sid always counts; anything else only from the holder of `token`."""
        ...

    async def evidence(self, chat: ChatId, speech: SpeechId, sid: str, status: str) -> bool:
        """Note that Twilio reports on the message: it was sent. True when that was not known before."""
        ...


class Phone(Protocol):
    """Writes to people."""

    async def send(self, chat: ChatId, sender: str, text: str, *, speech: SpeechId, reminder: str | None) -> Verdict:
        """Post one message, once. Never raises: what goes wrong is in the verdict."""
        ...

    async def find(self, chat: ChatId, sender: str, text: str, *, since: datetime) -> str | None:
        """Return the sid of a message with this text, written to the person since then; None when there is none.

        Raises Transient when Twilio cannot be asked.
        """
        ...


class Bus(Protocol):
    """Carries messages to the other services."""

    async def send(self, message: Message) -> None:
        """Store the message for good, once an id. Raises Transient when it cannot be stored in time."""
        ...
