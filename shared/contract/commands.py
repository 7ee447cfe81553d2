"""What ingress asks of the scheduler: imperative, one owner, may be refused. `words` are always the person's own."""

from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from shared.contract.identity import CommandId, Language
from shared.contract.message import Message, Moment, Value


class Command(Message):
    """What every command carries: who said what, when, in which language (None when the words do not tell)."""

    stream: ClassVar[str] = "COMMANDS"
    lane: ClassVar[str] = "command"

    command_id: CommandId
    sender: str
    """The number of ours that the person wrote to, as Twilio addresses it; answers leave from it."""
    words: str
    language: Language | None = None
    said_at: Moment
    reply_to: str | None = None
    """The message of ours that this one answers: Twilio's MessageSid, or the speech id that a button carried."""

    @property
    def dedupe_id(self) -> str:
        return self.command_id


class Target(Value):
    """Names reminders: a position in the list shown last, an id, words of the text, or all of them."""

    by: Literal["index", "id", "words", "all"]
    value: str = ""


class Targeted(Command):
    """A command about reminders. Without targets it means the one that was answered, or spoken of last."""

    targets: tuple[Target, ...] = ()


class Welcome(Command):
    """Asks the scheduler to greet the chat, and to write again to one that had opted out."""

    kind: Literal["welcome"] = "welcome"


class StopWriting(Command):
    """Asks for silence: nothing more is written to the chat until it starts again."""

    kind: Literal["stop_writing"] = "stop_writing"


class ShowHelp(Command):
    """Asks for what one can say."""

    kind: Literal["show_help"] = "show_help"


class AddReminder(Command):
    """Asks the scheduler to hold `task` until the time that was said. Without a task, a time for what is spoken of."""

    kind: Literal["add_reminder"] = "add_reminder"
    task: str
    reading: dict[str, Any]
    """What `shared.language` read, in its own notation; who does not know its version reads `words` again."""


class ListReminders(Command):
    """Asks for page `page` of what is pending, or was done, or speaks of `about`."""

    kind: Literal["list_reminders"] = "list_reminders"
    page: int = Field(default=1, ge=1)
    which: Literal["pending", "done"] = "pending"
    about: str = ""
    more: bool = False
    """The page after the one that was shown last, of the same list."""
    reading: dict[str, Any] | None = None
    """The days that are asked about, where they were named."""


class DeleteReminders(Targeted):
    """Asks the scheduler to forget the reminders that the targets name."""

    kind: Literal["delete_reminders"] = "delete_reminders"


class FinishReminders(Targeted):
    """Asks to mark what the targets name as done; of a series, this occurrence."""

    kind: Literal["finish_reminders"] = "finish_reminders"


class SnoozeReminders(Targeted):
    """Asks to be told again later: at the time that was read, or after a short while."""

    kind: Literal["snooze_reminders"] = "snooze_reminders"
    reading: dict[str, Any] | None = None


class EditReminder(Targeted):
    """Asks to change the time or repeat that was read, or the text, of one reminder."""

    kind: Literal["edit_reminder"] = "edit_reminder"
    reading: dict[str, Any] | None = None
    text: str = ""


class SkipReminders(Targeted):
    """Asks to leave out the next occurrence of a series."""

    kind: Literal["skip_reminders"] = "skip_reminders"


class PauseReminders(Targeted):
    """Asks to be told nothing of what the targets name, until it is resumed."""

    kind: Literal["pause_reminders"] = "pause_reminders"
    reading: dict[str, Any] | None = None
    """Until when, where that was said."""


class ResumeReminders(Targeted):
    """Asks to go on with what was paused."""

    kind: Literal["resume_reminders"] = "resume_reminders"


class ExplainReminder(Targeted):
    """Asks for the history of a reminder."""

    kind: Literal["explain_reminder"] = "explain_reminder"


class UndoLast(Command):
    """Asks to take back the last change."""

    kind: Literal["undo_last"] = "undo_last"


class SetZone(Command):
    """Asks the scheduler to read and show times in the zone that `zone` names, as typed or found at a shared place."""

    kind: Literal["set_zone"] = "set_zone"
    zone: str
    for_a_while: bool = False
    """Until when was said too: "I am in Tbilisi until friday"."""


class SetLanguage(Command):
    """Asks to be answered in `wanted`, whatever is written; empty asks which there are, `auto` follows the words."""

    kind: Literal["set_language"] = "set_language"
    wanted: str = ""


class ExportAll(Command):
    """Asks for everything that is kept of the chat."""

    kind: Literal["export_all"] = "export_all"
    link: str = ""
    """The address at which the door will hand it out; its last part is a secret."""


class ForgetPerson(Command):
    """Asks to erase everything that is kept of the chat."""

    kind: Literal["forget_person"] = "forget_person"


class TakeMedia(Command):
    """Tells of something that is not text: `voice`, `image`, `sticker`, `contact`."""

    kind: Literal["take_media"] = "take_media"
    media: str


class TakeAnswer(Command):
    """Asks the scheduler to take the words as the answer to the open question, if there is one."""

    kind: Literal["take_answer"] = "take_answer"
    choice: int | None = None
    """The number of the ready answer, 1 for the first, when the words are a number."""


AnyCommand = Annotated[
    Welcome
    | StopWriting
    | ShowHelp
    | AddReminder
    | ListReminders
    | DeleteReminders
    | FinishReminders
    | SnoozeReminders
    | EditReminder
    | SkipReminders
    | PauseReminders
    | ResumeReminders
    | ExplainReminder
    | UndoLast
    | SetZone
    | SetLanguage
    | ExportAll
    | ForgetPerson
    | TakeMedia
    | TakeAnswer,
    Field(discriminator="kind"),
]
