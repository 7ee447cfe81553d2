"""What a link to somebody's data opens: asked by the door, answered by the clock, kept on no stream."""

from hashlib import sha256
from typing import Any, Literal

from shared.contract.facts import Event
from shared.contract.identity import ChatId, Language, ReminderId
from shared.contract.message import Moment, Value

EXPORTS = "scheduler.export"
"""Where the door asks; any scheduler answers."""

File = Literal["calendar", "everything"]
FILES: tuple[File, ...] = ("calendar", "everything")


def key_of_link(link: str) -> str:
    """Return what is stored of a link: who reads the store cannot open it."""
    return sha256(link.rpartition("/")[2].encode()).hexdigest()


class ExportWanted(Value):
    """Asks what a link opens; with `file`, to take that one, which can be done once."""

    partition: int
    key: str
    file: File | None = None


class KeptReminder(Value):
    """One reminder with all that is known of it."""

    id: ReminderId
    uid: str
    text: str
    state: str
    due_at: Moment
    zone: str
    made_at: Moment
    told_at: Moment | None = None
    rule: dict[str, Any] | None = None
    words: str = ""
    """What the person typed."""
    history: tuple[Event, ...] = ()


class SentMessage(Value):
    """One message of ours that went out, by Twilio's name for it."""

    sid: str
    at: Moment
    reminders: tuple[ReminderId, ...] = ()
    failed_at: Moment | None = None
    delivered_at: Moment | None = None
    read_at: Moment | None = None


class Everything(Value):
    """All that is kept of one person."""

    v: int = 1
    person: ChatId
    at: Moment
    zone: str | None = None
    language: Language = Language("en")
    opted_out: bool = False
    last_wrote_at: Moment | None = None
    question: str = ""
    """The words of an open question's task."""
    reminders: tuple[KeptReminder, ...] = ()
    messages: tuple[SentMessage, ...] = ()


class ExportOpened(Value):
    """What a link opens: nothing, the files that are left of it, or all that is kept, when a file was taken."""

    left: tuple[str, ...] = ()
    language: Language = Language("en")
    everything: Everything | None = None
