"""What a person's words ask for: a reading becomes a command."""

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from services.ingress.domain.webhooks import Heard
from shared.contract import (
    AddReminder,
    AnyCommand,
    DeleteReminders,
    EditReminder,
    ExplainReminder,
    ExportAll,
    FinishReminders,
    ForgetPerson,
    Language,
    ListReminders,
    PauseReminders,
    ResumeReminders,
    SetLanguage,
    SetZone,
    ShowHelp,
    SkipReminders,
    SnoozeReminders,
    StopWriting,
    TakeAnswer,
    TakeMedia,
    Target,
    UndoLast,
    Welcome,
)
from shared.language import All, Index, Intent, Reading, ReminderId, Words, read, zone_at
from shared.language.values import Target as Named

MOST_WORDS = 4096
"""Characters: what WhatsApp lets a person type. One more is kept, so that the scheduler can tell and say so."""

MORE = frozenset(["more", "next", "next page", "ещё", "еще", "дальше", "далее"])
DONE_LISTS = frozenset(["done", "finished", "completed", "готово", "сделанное", "сделано", "готовое", "выполненное"])
LIST_WORDS = re.compile(r"\s*[/!\\]?(list|список)\b\s*(.*)", re.IGNORECASE | re.DOTALL)
"""Only the short command takes an argument: longer phrases are the whole message."""
AUTOMATIC = frozenset(["auto", "any", "автоматически", "авто"])

Frame = Mapping[str, Any]


def understand(heard: Heard, *, sender: str, said_at: datetime) -> AnyCommand:
    """Return the command that the words ask for; words that ask for nothing may be an answer."""
    words = heard.body[: MOST_WORDS + 1]
    reading = read("" if len(words) > MOST_WORDS else words)
    frame = {
        "chat": heard.chat,
        "command_id": heard.command_id,
        "sender": sender,
        "words": words,
        "language": Language(reading.language) if reading.language and not heard.is_tap else None,
        "said_at": said_at,
        "reply_to": heard.reply_to,
    }
    return _wordless(heard, frame) or _list(words, reading, frame) or ASKED.get(reading.intent, _answer)(reading, frame)


def _wordless(heard: Heard, frame: Frame) -> AnyCommand | None:
    """Return what a message without words is: a place, or something that is not text."""
    if heard.place is not None:
        zone = zone_at(*heard.place)
        return SetZone(**frame, zone=zone) if zone else TakeMedia(**frame, media="place")
    return TakeMedia(**frame, media=heard.media) if heard.media and not heard.body.strip() else None


def _list(words: str, reading: Reading, frame: Frame) -> ListReminders | None:
    """Return which list the short command asks for: a page, what was done, or what speaks of something."""
    if _plain(words) in MORE:
        return ListReminders(**frame, more=True)
    found = LIST_WORDS.fullmatch(words)
    is_command = found and (words.lstrip()[:1] in "/!\\" or not found[2] or found[2].strip().isdecimal())
    if not found or not is_command or reading.time is not None:
        return None
    said = _plain(found[2])
    if said in MORE:
        return ListReminders(**frame, more=True)
    if said in DONE_LISTS:
        return ListReminders(**frame, which="done")
    if said.isdecimal() and len(said) <= 3:  # noqa: PLR2004 - digits of a page number
        return ListReminders(**frame, page=max(1, int(said)))
    return ListReminders(**frame, about=found[2].strip().strip("\"'«»“”"))


def _plain(words: str) -> str:
    return " ".join(words.casefold().split()).strip(" /.!?")


def _answer(reading: Reading, frame: Frame) -> AnyCommand:
    return TakeAnswer(**frame, choice=reading.number)


def _add(reading: Reading, frame: Frame) -> AnyCommand:
    return AddReminder(**frame, task=reading.task, reading=reading.to_json())


def _edit(reading: Reading, frame: Frame) -> AnyCommand:
    return EditReminder(**frame, targets=_targets(reading), reading=reading.to_json(), text=reading.task)


def _snooze(reading: Reading, frame: Frame) -> AnyCommand:
    return SnoozeReminders(**frame, targets=_targets(reading), reading=reading.to_json())


def _pause(reading: Reading, frame: Frame) -> AnyCommand:
    until = reading.to_json() if reading.time or reading.unread else None
    return PauseReminders(**frame, targets=_targets(reading), reading=until)


def _language(reading: Reading, frame: Frame) -> AnyCommand:
    is_automatic = _plain(reading.words).rpartition(" ")[2] in AUTOMATIC
    return SetLanguage(**frame, wanted="auto" if is_automatic else reading.wanted or "")


def _about(command: Callable[..., AnyCommand]) -> Callable[[Reading, Frame], AnyCommand]:
    return lambda reading, frame: command(**frame, targets=_targets(reading))


def _list_of_days(reading: Reading, frame: Frame) -> AnyCommand:
    return ListReminders(**frame, reading=reading.to_json() if reading.time else None)


def _alone(command: Callable[..., AnyCommand]) -> Callable[[Reading, Frame], AnyCommand]:
    return lambda _, frame: command(**frame)


ASKED: Mapping[Intent, Callable[[Reading, Frame], AnyCommand]] = {
    Intent.START: _alone(Welcome),
    Intent.STOP: _alone(StopWriting),
    Intent.HELP: _alone(ShowHelp),
    Intent.ADD: _add,
    Intent.LIST: _list_of_days,
    Intent.DELETE: _about(DeleteReminders),
    Intent.DONE: _about(FinishReminders),
    Intent.SKIP: _about(SkipReminders),
    Intent.PAUSE: _pause,
    Intent.RESUME: _about(ResumeReminders),
    Intent.WHY: _about(ExplainReminder),
    Intent.EDIT: _edit,
    Intent.SNOOZE: _snooze,
    Intent.UNDO: _alone(UndoLast),
    Intent.ZONE: lambda reading, frame: SetZone(**frame, zone=reading.zone or "", for_a_while=reading.time is not None),
    Intent.LANGUAGE: _language,
    Intent.EXPORT: _alone(ExportAll),
    Intent.FORGET: _alone(ForgetPerson),
}
"""One command an intent; words of any other may be an answer."""


def _targets(reading: Reading) -> tuple[Target, ...]:
    return tuple(_target(named) for named in reading.targets)


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
