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

    @property
    def dedupe_id(self) -> str:
        return self.command_id


class Welcome(Command):
    """Asks the scheduler to greet the chat and to ask for or confirm its time zone."""

    kind: Literal["welcome"] = "welcome"


class ShowHelp(Command):
    """Asks for what one can say."""

    kind: Literal["show_help"] = "show_help"


class AddReminder(Command):
    """Asks the scheduler to hold `task` until the time that was said."""

    kind: Literal["add_reminder"] = "add_reminder"
    task: str
    reading: dict[str, Any]
    """What `shared.language` read, in its own notation; who does not know its version reads `words` again."""


class ListReminders(Command):
    """Asks for page `page` of everything pending."""

    kind: Literal["list_reminders"] = "list_reminders"
    page: int = Field(default=1, ge=1)


class Target(Value):
    """Names reminders: a position in the list shown last, an id, words of the text, or all of them."""

    by: Literal["index", "id", "words", "all"]
    value: str = ""


class DeleteReminders(Command):
    """Asks the scheduler to forget the reminders that the targets name."""

    kind: Literal["delete_reminders"] = "delete_reminders"
    targets: tuple[Target, ...]


class SetZone(Command):
    """Asks the scheduler to read and show times in the zone that `zone` names, as typed."""

    kind: Literal["set_zone"] = "set_zone"
    zone: str


class TakeAnswer(Command):
    """Asks the scheduler to take the words as the answer to the open question, if there is one."""

    kind: Literal["take_answer"] = "take_answer"
    choice: int | None = None
    """The number of the ready answer, 1 for the first, when the words are a number."""


AnyCommand = Annotated[
    Welcome | ShowHelp | AddReminder | ListReminders | DeleteReminders | SetZone | TakeAnswer,
    Field(discriminator="kind"),
]
