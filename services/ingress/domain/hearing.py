"""What a person's words ask for: a reading becomes a command."""

from datetime import datetime

from services.ingress.domain.webhooks import Heard
from shared.contract import (
    AddReminder,
    AnyCommand,
    DeleteReminders,
    Language,
    ListReminders,
    SetZone,
    ShowHelp,
    TakeAnswer,
    Target,
    Welcome,
)
from shared.language import All, Index, Intent, ReminderId, Words, read
from shared.language.values import Target as Named

MOST_WORDS = 4096
"""Characters: what WhatsApp lets a person type. One more is kept, so that the scheduler can tell and say so."""


def understand(heard: Heard, *, sender: str, said_at: datetime) -> AnyCommand:  # noqa: PLR0911 - a table
    """Return the command that the words ask for; words that ask for nothing may be an answer."""
    words = heard.body[: MOST_WORDS + 1]
    reading = read("" if len(words) > MOST_WORDS else words)
    frame = {
        "chat": heard.chat,
        "command_id": heard.command_id,
        "sender": heard.sender or sender,
        "words": words,
        "language": Language(reading.language) if reading.language else None,
        "said_at": said_at,
    }
    match reading.intent:
        case Intent.START:
            return Welcome(**frame)
        case Intent.HELP:
            return ShowHelp(**frame)
        case Intent.ADD:
            return AddReminder(**frame, task=reading.task, reading=reading.to_json())
        case Intent.LIST:
            return ListReminders(**frame, page=_page(words))
        case Intent.DELETE:
            return DeleteReminders(**frame, targets=tuple(_target(named) for named in reading.targets))
        case Intent.ZONE:
            return SetZone(**frame, zone=reading.zone or "")
        case _:
            return TakeAnswer(**frame, choice=reading.number)


def _page(words: str) -> int:
    last = words.rsplit(maxsplit=1)[-1]
    return max(1, int(last)) if last.isdecimal() and len(last) <= 3 else 1  # noqa: PLR2004 - digits of a page number


def _target(named: Named) -> Target:
    match named:
        case Index(number):
            return Target(by="index", value=str(number))
        case ReminderId(id):
            return Target(by="id", value=id)
        case Words(text):
            return Target(by="words", value=text)
        case All():
            return Target(by="all")
