"""What the clock knows of one chat, and how one command changes it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from shared.contract import ChatId, Command, Fact, Language, ReminderId, ReminderView, SpeechId

ENGLISH = Language("en")
QUESTION_STAYS_OPEN = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Reminder:
    """Wall time and zone are what was meant; `due_at` is derived from them and may move with the zone database."""

    id: ReminderId
    uid: str
    """Unique among all chats, and tells nothing of the person: fire ids are made of it."""
    text: str
    wall: datetime
    """The local time that was meant, without a zone."""
    zone: str
    due_at: datetime
    made_at: datetime
    version: int = 1
    occurrence: int = 0
    firing: SpeechId | None = None
    """Set while the moment's message is on its way: too late to take it back."""

    def view(self, *, index: int | None = None) -> ReminderView:
        return ReminderView(id=self.id, text=self.text, due_at=self.due_at, zone=self.zone, index=index)


@dataclass(frozen=True, slots=True)
class Offer:
    """What one ready answer does: set a reminder, choose a zone, drop reminders, or what its words say."""

    words: str = ""
    task: str = ""
    due_at: datetime | None = None
    zone: str | None = None
    drop: tuple[ReminderId, ...] = ()


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """A question that waits for a number. Answers after `until` are not taken."""

    offers: tuple[Offer, ...]
    until: datetime


@dataclass(frozen=True, slots=True)
class Profile:
    """What holds for the whole chat."""

    zone: str | None = None
    language: Language = ENGLISH
    sender: str = ""
    heard_at: datetime | None = None
    shown: tuple[ReminderId, ...] = ()
    """The list shown last, in order: index 1 is its first."""
    next_number: int = 0
    question: OpenQuestion | None = None


@dataclass(frozen=True, slots=True)
class Chat:
    """One chat as it was loaded. `revision` rises with every change: a change to an older one is refused."""

    id: ChatId
    revision: int = 0
    profile: Profile = field(default_factory=Profile)
    reminders: Mapping[ReminderId, Reminder] = field(default_factory=dict)

    def pending(self) -> Sequence[Reminder]:
        """Return what still waits for its moment, soonest first."""
        waiting = (reminder for reminder in self.reminders.values() if reminder.firing is None)
        return sorted(waiting, key=lambda reminder: (reminder.due_at, reminder.id))


@dataclass(frozen=True, slots=True)
class Change:
    """What one command does to one chat: all of it, or nothing."""

    chat: ChatId
    revision: int
    profile: Profile
    put: tuple[Reminder, ...] = ()
    drop: tuple[ReminderId, ...] = ()
    facts: tuple[Fact, ...] = ()


def heard(command: Command, chat: Chat) -> Profile:
    """Return the profile after a person wrote: their language, our number, and the moment. An open question closes."""
    profile = chat.profile
    latest = max(profile.heard_at or command.said_at, command.said_at)
    return replace(
        profile,
        language=command.language or profile.language,
        sender=command.sender,
        heard_at=latest,
        question=None,
    )
