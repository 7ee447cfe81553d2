"""What the clock knows of one chat, and how one command changes it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Literal

from services.scheduler.domain.reminder import Reminder
from shared.contract import ChatId, Command, Fact, Language, ReminderId, SpeechId
from shared.language import Reading, Rule

ENGLISH = Language("en")
QUESTION_STAYS_OPEN = timedelta(minutes=15)

Act = Literal["add", "edit", "snooze", "pause"]


@dataclass(frozen=True, slots=True)
class Offer:
    """What one ready answer does. Which values it holds follows from `does`."""

    does: str = "nothing"
    """`add`, `edit`, `snooze`, `zone`, `words`, `delete` … or `nothing`."""
    words: str = ""
    due_at: datetime | None = None
    zone: str | None = None
    rule: Rule | None = None
    ids: tuple[ReminderId, ...] = ()


@dataclass(frozen=True, slots=True)
class Draft:
    """What was understood of a command before the question: an answer fills in what was missing."""

    act: Act
    task: str
    words: str
    said_at: datetime
    reading: Reading
    ids: tuple[ReminderId, ...] = ()
    """The reminders to edit, snooze or pause."""


GUESSED = "guessed"


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """A question that waits for an answer. After `until` it is closed."""

    reason: str
    offers: tuple[Offer, ...]
    until: datetime
    about: str = ""
    draft: Draft | None = None
    asked_by: str = ""
    """The id of the message that asked: a button under another one does not answer this."""

    @property
    def is_about_a_guess(self) -> bool:
        """What it is about is saved already, and stays as it is unless somebody says otherwise."""
        return self.reason == GUESSED


@dataclass(frozen=True, slots=True)
class Listing:
    """The list shown last, in order: index 1 is its first."""

    ids: tuple[ReminderId, ...] = ()
    page: int = 1
    which: Literal["pending", "done"] = "pending"
    about: str = ""
    days: tuple[date, date] | None = None
    """The first and the last, where only what comes on these was asked for."""


@dataclass(frozen=True, slots=True)
class Step:
    """One change that can be taken back: the reminders that it touched, as they were. None was not there."""

    what: str
    at: datetime
    before: tuple[tuple[ReminderId, Reminder | None], ...]


@dataclass(frozen=True, slots=True)
class Spoken:
    """One message of ours that went out, and the reminders that it was about."""

    sid: str
    speech: SpeechId
    at: datetime
    ids: tuple[ReminderId, ...] = ()
    refused: bool = False


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of a message of ours: the first time of each."""

    failed_at: datetime | None = None
    delivered_at: datetime | None = None
    read_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Profile:
    """What holds for the whole chat."""

    zone: str | None = None
    language: Language = ENGLISH
    language_fixed: bool = False
    sender: str = ""
    heard_at: datetime | None = None
    listing: Listing = field(default_factory=Listing)
    next_number: int = 0
    question: OpenQuestion | None = None
    steps: tuple[Step, ...] = ()
    """What can be taken back, the latest last."""
    focus: tuple[ReminderId, ...] = ()
    """What was spoken of last."""
    focus_at: datetime | None = None
    is_stopped: bool = False
    minute: datetime | None = None
    """The minute whose messages are counted."""
    messages: int = 0
    day: datetime | None = None
    """The day whose messages are counted."""
    today: int = 0


@dataclass(frozen=True, slots=True)
class Chat:
    """One chat as it was loaded. `revision` rises with every change: a change to an older one is refused."""

    id: ChatId
    revision: int = 0
    profile: Profile = field(default_factory=Profile)
    reminders: Mapping[ReminderId, Reminder] = field(default_factory=dict)
    spoken: tuple[Spoken, ...] = ()
    """Our last messages, oldest first."""
    fates: Mapping[SpeechId, Fate] = field(default_factory=dict)
    """What became of the last of those that told a reminder's moment."""

    def pending(self) -> Sequence[Reminder]:
        """Return what still waits for its moment, soonest first; what is paused comes last."""
        alive = (reminder for reminder in self.reminders.values() if reminder.is_alive)
        return sorted(alive, key=lambda each: (not each.is_waiting, each.due_at, each.made_at, each.id))


@dataclass(frozen=True, slots=True)
class Change:
    """What one command does to one chat: all of it, or nothing. `erase` leaves nothing of the chat."""

    chat: ChatId
    revision: int
    profile: Profile
    put: tuple[Reminder, ...] = ()
    drop: tuple[ReminderId, ...] = ()
    facts: tuple[Fact, ...] = ()
    erase: bool = False
    export_key: str = ""
    """Of the link that opens what is kept of the chat, from now on and for a while."""

    def is_indexed(self, reminder: Reminder) -> bool:
        """Say whether the reminder will come by itself: nothing does in a chat that has opted out."""
        return reminder.is_waiting and not self.profile.is_stopped

    def made_to(self, chat: Chat) -> Chat:
        """Return the chat as it is after the change."""
        if self.erase:
            return Chat(chat.id)
        kept = {id_: reminder for id_, reminder in chat.reminders.items() if id_ not in self.drop}
        kept |= {reminder.id: reminder for reminder in self.put}
        return replace(chat, revision=self.revision + 1, profile=self.profile, reminders=kept)


def heard(command: Command, chat: Chat) -> Profile:
    """Return the profile after a person wrote: their language, our number, and the moment. An open question closes."""
    profile = chat.profile
    latest = max(profile.heard_at or command.said_at, command.said_at)
    # The minute in which it was written: what waited for us together was not written too fast.
    minute = command.said_at.replace(second=0, microsecond=0)
    day = minute.replace(hour=0, minute=0)
    return replace(
        profile,
        language=profile.language if profile.language_fixed else command.language or profile.language,
        sender=command.sender,
        heard_at=latest,
        question=None,
        minute=minute,
        messages=profile.messages + 1 if profile.minute == minute else 1,
        day=day,
        today=profile.today + 1 if profile.day == day else 1,
    )
