"""What the scheduler tells the notifier to say: past tense, cannot be refused. Facts hold values; words come later."""

from typing import Annotated, Any, ClassVar, Literal

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
    rule: dict[str, Any] | None = None
    """Its repeat, as `shared.language.Rule` writes it."""
    then: tuple[Moment, ...] = ()
    """The moments after `due_at`, where a series is shown in full."""
    paused: bool = False
    done_at: Moment | None = None


class Choice(Value):
    """A ready answer: sending `words` back does what it offers. What it offers is a moment, a zone, or in the words."""

    words: str
    text: str = ""
    """Of the reminder that it is about, where that differs from choice to choice."""
    due_at: Moment | None = None
    zone: str | None = None
    rule: dict[str, Any] | None = None
    does: str = ""
    """What it does, where no value tells: `yes`, `done`, `snooze_10` … The notifier has a short label for each."""


class Fact(Message):
    """What every fact carries: whom it concerns, in which language, and when it became true."""

    stream: ClassVar[str] = "SPEECH"
    lane: ClassVar[str] = "speech.reply"

    speech_id: SpeechId
    sender: str
    language: Language
    at: Moment
    concerns: tuple[ReminderId, ...] = ()
    """The reminders that the message is about: whoever answers it means these."""
    choices: tuple[Choice, ...] = ()
    """Ready answers, the likeliest first."""
    dropped: str = ""
    """The task of an open question that was let go of, because something else was said."""

    @property
    def dedupe_id(self) -> str:
        return self.speech_id


class PersonWelcomed(Fact):
    """A person met Nudge, or is back. `zone` is theirs when known; else `likely` are the zones of their number."""

    kind: Literal["person_welcomed"] = "person_welcomed"
    zone: str | None = None
    likely: tuple[str, ...] = ()
    back: bool = False
    """They had opted out. `waiting` reminders go on."""
    waiting: int = 0


class WritingStopped(Fact):
    """A person opted out: this is the last message until they start again. `waiting` reminders are kept, silent."""

    kind: Literal["writing_stopped"] = "writing_stopped"
    waiting: int = 0


class HelpAsked(Fact):
    """A person asked what they can say. `zone` makes the examples theirs."""

    kind: Literal["help_asked"] = "help_asked"
    zone: str | None = None


class ReminderAdded(Fact):
    """A reminder is kept safe."""

    kind: Literal["reminder_added"] = "reminder_added"
    reminder: ReminderView
    assumed: tuple[str, ...] = ()
    """What was not said, in the words of `shared.language`; the choices hold the other reading."""
    zone_set: bool = False
    """The person's zone became known with this answer."""


class RemindersListed(Fact):
    """The person saw this page; its indexes stay valid until the next list."""

    kind: Literal["reminders_listed"] = "reminders_listed"
    reminders: tuple[ReminderView, ...]
    total: int
    page: int = 1
    pages: int = 1
    which: Literal["pending", "done"] = "pending"
    about: str = ""
    """The words that all of them hold."""
    of_days: bool = False
    """Only what comes on the days that were asked about."""


class RemindersDeleted(Fact):
    """These are gone; `too_late` had been sent already; `missing` are the names that named nothing."""

    kind: Literal["reminders_deleted"] = "reminders_deleted"
    deleted: tuple[ReminderView, ...] = ()
    too_late: tuple[ReminderView, ...] = ()
    missing: tuple[str, ...] = ()
    count: int = 0
    """How many are gone, where there are more than are named."""
    series: int = 0
    """How many of those gone would have come back."""
    ended: int | None = None
    """How many moments were still to come of the one series that is gone; None when without end."""


class RemindersFinished(Fact):
    """These occurrences are done. The views of series show when they come back."""

    kind: Literal["reminders_finished"] = "reminders_finished"
    done: tuple[ReminderView, ...] = ()
    missing: tuple[str, ...] = ()


class RemindersSnoozed(Fact):
    """These come again at the moments that the views show; a series goes on beside its child."""

    kind: Literal["reminders_snoozed"] = "reminders_snoozed"
    reminders: tuple[ReminderView, ...] = ()
    missing: tuple[str, ...] = ()


class ReminderEdited(Fact):
    """A reminder was changed."""

    kind: Literal["reminder_edited"] = "reminder_edited"
    old: ReminderView
    new: ReminderView
    assumed: tuple[str, ...] = ()


class RemindersSkipped(Fact):
    """One occurrence is left out: `skipped`; `next` shows when the series goes on, `ended` that it was the last."""

    kind: Literal["reminders_skipped"] = "reminders_skipped"
    skipped: tuple[ReminderView, ...] = ()
    next: tuple[ReminderView, ...] = ()
    ended: tuple[ReminderView, ...] = ()
    single: tuple[ReminderView, ...] = ()
    """Not series: there is nothing to skip to."""
    missing: tuple[str, ...] = ()


class RemindersPaused(Fact):
    """These stay silent until they are resumed; `returning` come back by themselves, when their views say."""

    kind: Literal["reminders_paused"] = "reminders_paused"
    paused: tuple[ReminderView, ...] = ()
    returning: tuple[ReminderView, ...] = ()
    missing: tuple[str, ...] = ()


class RemindersResumed(Fact):
    """These go on, at the moments that the views show; `over` had their moment while they were silent."""

    kind: Literal["reminders_resumed"] = "reminders_resumed"
    resumed: tuple[ReminderView, ...] = ()
    over: tuple[ReminderView, ...] = ()
    missing: tuple[str, ...] = ()


class Event(Value):
    """One thing that happened to a reminder: `added`, `told`, `sent`, `snoozed` … and when."""

    what: str
    at: Moment
    moment: Moment | None = None
    """The moment that it was about."""
    text: str = ""


class ReminderExplained(Fact):
    """The history of a reminder: the words, what was read, and what happened."""

    kind: Literal["reminder_explained"] = "reminder_explained"
    reminder: ReminderView
    words: str = ""
    state: Literal["waiting", "paused", "told", "done"] = "waiting"
    events: tuple[Event, ...] = ()


class ChangeUndone(Fact):
    """The last change is taken back: `back` are as they were, `gone` are no more. `left` more can be taken back."""

    kind: Literal["change_undone"] = "change_undone"
    what: str = ""
    """Empty when there was nothing to take back."""
    back: tuple[ReminderView, ...] = ()
    gone: tuple[ReminderView, ...] = ()
    left: int = 0


class ZoneChanged(Fact):
    """Times are read and shown in `zone` from now on; `staying` reminders keep theirs, unless they are moved."""

    kind: Literal["zone_changed"] = "zone_changed"
    zone: str
    staying: int = 0
    back: str = ""
    """The zone before, where the new one was said to be for a while: nobody goes back by themselves."""


class RemindersMoved(Fact):
    """The reminders that were made in another zone moved along, or stayed (`moved` is empty)."""

    kind: Literal["reminders_moved"] = "reminders_moved"
    zone: str
    moved: tuple[ReminderView, ...] = ()
    count: int = 0


class LanguageChanged(Fact):
    """Answers are in this language from now on, or again in that of the last message (`follows`)."""

    kind: Literal["language_changed"] = "language_changed"
    follows: bool = False


class QuestionAsked(Fact):
    """Nothing was saved, because something was missing or could be read in two ways."""

    kind: Literal["question_asked"] = "question_asked"
    reason: str
    """A `shared.language.Reason`, or one of the scheduler's own. An unknown one is asked in general words."""
    about: str = ""
    """The task that the question is about."""
    doubtful: tuple[str, ...] = ()
    """The words that could not be settled."""


class QuestionDropped(Fact):
    """The open question is closed and nothing was saved. `late`: its time had run out before the answer came."""

    kind: Literal["question_dropped"] = "question_dropped"
    about: str = ""
    late: bool = False


class LimitReached(Fact):
    """Nothing was saved, because it would go over a limit of this house."""

    kind: Literal["limit_reached"] = "limit_reached"
    limit: Literal["pending", "text", "horizon", "words", "pace", "day", "repeats"]
    allowed: int
    """Reminders, characters, years, characters, messages a minute, messages a day, or times a day that series come."""


class NothingUnderstood(Fact):
    """The words named nothing that Nudge does. `text` is empty for a message without words."""

    kind: Literal["nothing_understood"] = "nothing_understood"
    text: str = ""
    media: str = ""
    """What came instead of words: `voice`, `image`, `sticker` …"""
    courtesy: str = ""
    """What was said that asks for nothing: `greeting`, `thanks`, or `fine` for a yes or a no to no question."""


class NothingSpokenOf(Fact):
    """A command such as "done" came alone, and there is no reminder that it could mean."""

    kind: Literal["nothing_spoken_of"] = "nothing_spoken_of"
    missing: tuple[str, ...] = ()


class ExportAsked(Fact):
    """A person asked for everything that is kept of them."""

    kind: Literal["export_asked"] = "export_asked"
    link: str = ""


class PersonForgotten(Fact):
    """Everything that was kept of the person is erased."""

    kind: Literal["person_forgotten"] = "person_forgotten"


class ReminderDue(Fact):
    """The moment has come: someone should tell the person. `speech_id` is the fire id."""

    lane: ClassVar[str] = "speech.due"

    kind: Literal["reminder_due"] = "reminder_due"
    reminder: ReminderView
    others: tuple[ReminderView, ...] = ()
    """Due together with it, or overdue: one message tells them all."""
    heard_at: Moment | None = None
    """When the person last wrote: inside 24 hours WhatsApp lets anything be said."""


AnyFact = Annotated[
    PersonWelcomed
    | WritingStopped
    | HelpAsked
    | ReminderAdded
    | RemindersListed
    | RemindersDeleted
    | RemindersFinished
    | RemindersSnoozed
    | ReminderEdited
    | RemindersSkipped
    | RemindersPaused
    | RemindersResumed
    | ReminderExplained
    | ChangeUndone
    | ZoneChanged
    | RemindersMoved
    | LanguageChanged
    | QuestionAsked
    | QuestionDropped
    | LimitReached
    | NothingUnderstood
    | NothingSpokenOf
    | ExportAsked
    | PersonForgotten
    | ReminderDue,
    Field(discriminator="kind"),
]
