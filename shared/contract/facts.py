"""What the scheduler tells the notifier to say: past tense, cannot be refused. Facts hold values; words come later."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from shared.contract.identity import Language, ReminderId, SpeechId
from shared.contract.message import Message, Moment, Value


class ReminderView(Value):
    """A reminder as a person sees it. `zone` is the IANA key (or `UTC+03:00`) in which its time is shown."""

    id: ReminderId
    text: str
    due_at: Moment
    zone: str
    index: int | None = None
    """Its position in the list that this fact shows."""


class Fact(Message):
    """What every fact carries: whom it concerns, in which language, and when it became true."""

    stream: ClassVar[str] = "SPEECH"
    lane: ClassVar[str] = "speech.reply"

    speech_id: SpeechId
    sender: str
    language: Language
    at: Moment

    @property
    def dedupe_id(self) -> str:
        return self.speech_id


class PersonWelcomed(Fact):
    """A person met Nudge. `zone` is theirs when it is known; else `likely` are the zones of their number."""

    kind: Literal["person_welcomed"] = "person_welcomed"
    zone: str | None = None
    likely: tuple[str, ...] = ()


class HelpAsked(Fact):
    """A person asked what they can say. `zone` makes the examples theirs."""

    kind: Literal["help_asked"] = "help_asked"
    zone: str | None = None


class ReminderAdded(Fact):
    """A reminder is kept safe."""

    kind: Literal["reminder_added"] = "reminder_added"
    reminder: ReminderView
    assumed: tuple[str, ...] = ()


class RemindersListed(Fact):
    """The person saw this page of what is pending; its indexes stay valid until the next list."""

    kind: Literal["reminders_listed"] = "reminders_listed"
    reminders: tuple[ReminderView, ...]
    total: int
    page: int = 1
    pages: int = 1


class RemindersDeleted(Fact):
    """These are gone; `too_late` were being sent already; `missing` are the names that named nothing."""

    kind: Literal["reminders_deleted"] = "reminders_deleted"
    deleted: tuple[ReminderView, ...] = ()
    too_late: tuple[ReminderView, ...] = ()
    missing: tuple[str, ...] = ()


class ZoneChanged(Fact):
    """Times are read and shown in `zone` from now on."""

    kind: Literal["zone_changed"] = "zone_changed"
    zone: str


class Choice(Value):
    """A ready answer: sending `words` back does what it offers. What it offers is a moment, a zone, or in the words."""

    words: str
    text: str = ""
    """Of the reminder that it is about, where that differs from choice to choice."""
    due_at: Moment | None = None
    zone: str | None = None


class QuestionAsked(Fact):
    """Nothing was saved, because something was missing or could be read in two ways."""

    kind: Literal["question_asked"] = "question_asked"
    reason: str
    """A `shared.language.Reason`, or `delete_all`. An unknown one is asked in general words."""
    about: str = ""
    """The task that the question is about."""
    doubtful: tuple[str, ...] = ()
    """The words that could not be settled."""
    choices: tuple[Choice, ...] = ()


class LimitReached(Fact):
    """Nothing was saved, because it would go over a limit of this house."""

    kind: Literal["limit_reached"] = "limit_reached"
    limit: Literal["pending", "text", "horizon", "words"]
    allowed: int
    """Reminders, characters, years or characters."""


class NothingUnderstood(Fact):
    """The words named nothing that Nudge does. `text` is empty for a message without words."""

    kind: Literal["nothing_understood"] = "nothing_understood"
    text: str = ""


class ReminderDue(Fact):
    """The moment has come: someone should tell the person. `speech_id` is the fire id."""

    lane: ClassVar[str] = "speech.due"

    kind: Literal["reminder_due"] = "reminder_due"
    reminder: ReminderView
    heard_at: Moment | None = None
    """When the person last wrote: inside 24 hours WhatsApp lets anything be said."""


AnyFact = Annotated[
    PersonWelcomed
    | HelpAsked
    | ReminderAdded
    | RemindersListed
    | RemindersDeleted
    | ZoneChanged
    | QuestionAsked
    | LimitReached
    | NothingUnderstood
    | ReminderDue,
    Field(discriminator="kind"),
]
