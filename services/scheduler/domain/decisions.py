"""What the clock decides: a command and a chat in, a change out. A refusal is an answer, not an exception."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from services.scheduler.domain import settling
from services.scheduler.domain.adding import add, reading_of
from services.scheduler.domain.answering import take_as_answer
from services.scheduler.domain.chat import Change, Chat
from services.scheduler.domain.deleting import delete
from services.scheduler.domain.editing import edit
from services.scheduler.domain.explaining import explain
from services.scheduler.domain.finishing import finish, skip
from services.scheduler.domain.limits import Limits
from services.scheduler.domain.listing import show
from services.scheduler.domain.merging import has_time
from services.scheduler.domain.pausing import pause, resume
from services.scheduler.domain.replies import Reply
from services.scheduler.domain.snoozing import snooze, snooze_until, snooze_which
from services.scheduler.domain.targets import is_one_message, spoken_of
from services.scheduler.domain.undoing import undo
from shared.contract import (
    AddReminder,
    AnyCommand,
    Command,
    DeleteReminders,
    EditReminder,
    ExplainReminder,
    ExportAll,
    FinishReminders,
    ForgetPerson,
    LimitReached,
    ListReminders,
    NothingUnderstood,
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
    UndoLast,
    Welcome,
)
from shared.language import Intent, Reading, read


def decide(command: AnyCommand, chat: Chat, now: datetime, limits: Limits) -> Change:
    """Return what `command` does to `chat`, the answer included."""
    reply = Reply(command, chat, now, limits)
    return _before_all(command, reply) or take_as_answer(command, reply) or OBEY[type(command)](command, reply)


def _before_all(command: AnyCommand, reply: Reply) -> Change | None:
    """Return what goes before any meaning: an opt-out, silence, and limits of what can be read."""
    if isinstance(command, StopWriting):
        return settling.stop(command, reply)
    if reply.profile.is_stopped and not isinstance(command, Welcome | ForgetPerson) and not _confirms_forgetting(reply):
        return reply.in_silence()
    if reply.profile.today > reply.limits.day:
        return _told_once(reply, reply.profile.today, "day", reply.limits.day)
    if reply.profile.messages > reply.limits.pace:
        return _told_once(reply, reply.profile.messages, "pace", reply.limits.pace)
    if len(command.words) > reply.limits.words:
        return reply.with_fact(LimitReached, limit="words", allowed=reply.limits.words)
    return None


def _confirms_forgetting(reply: Reply) -> bool:
    question = reply.chat.profile.question
    return question is not None and question.reason == "forget_me"


def _told_once(reply: Reply, written: int, limit: str, allowed: int) -> Change:
    """Say once a minute, or a day, that it is too much, and then nothing: every answer costs, and a bot would go on."""
    if written > allowed + 1:
        return reply.in_silence()
    return reply.with_fact(LimitReached, limit=limit, allowed=allowed)


def take_new(command: AddReminder, reply: Reply) -> Change:
    """Add a reminder; a time alone is when to come back with what was told, where something was."""
    reading = reading_of(command.reading, command.words)
    if command.task or not has_time(reading):
        return add(command, reading, reply)
    return _told_again(reading, reply) or add(command, reading, reply)


def take_change(command: EditReminder, reply: Reply) -> Change:
    """Change a reminder; "no, tomorrow", of what was just told, is when to come back with it."""
    reading = reading_of(command.reading, "")
    if not command.targets and has_time(reading) and not any(other.is_alive for other in spoken_of(reply)):
        return _told_again(reading, reply) or edit(command, reply)
    return edit(command, reply)


def take_words(command: TakeAnswer, reply: Reply) -> Change:
    """Take "10 min" as when to come back with what was told; other words that ask nothing are not understood."""
    reading = read(command.words)
    again = _told_again(reading, reply) if has_time(reading) else None
    return again or _courtesy(reading, reply) or reply.with_fact(NothingUnderstood, text=command.words)


def _courtesy(reading: Reading, reply: Reply) -> Change | None:
    """Return a kind word for one that asks for nothing. Whoever greets for the first time gets to know us."""
    if reading.intent is Intent.GREETING and reply.profile.zone is None:
        return settling.greet(reply)
    kind = COURTESIES.get(reading.intent)
    if kind is None or reading.number is not None or reading.time:
        return None
    return reply.with_fact(NothingUnderstood, text=reading.words, courtesy=kind)


def _told_again(reading: Reading, reply: Reply) -> Change | None:
    told = [other for other in spoken_of(reply, told_first=True) if other.is_open or reply.command.reply_to]
    if reply.command.reply_to and told and not is_one_message(told, reply):
        return snooze_which(reading, told, reply)
    return snooze_until(reading, told, reply) if told else None


COURTESIES = {Intent.GREETING: "greeting", Intent.THANKS: "thanks", Intent.ANSWER: "fine"}

OBEY: Mapping[type[Command], Callable[[Any, Reply], Change]] = {
    Welcome: settling.welcome,
    StopWriting: settling.stop,
    ShowHelp: settling.help_asked,
    AddReminder: take_new,
    ListReminders: show,
    DeleteReminders: delete,
    FinishReminders: finish,
    SnoozeReminders: snooze,
    EditReminder: take_change,
    SkipReminders: skip,
    PauseReminders: pause,
    ResumeReminders: resume,
    ExplainReminder: explain,
    UndoLast: undo,
    SetZone: settling.set_zone,
    SetLanguage: settling.set_language,
    ExportAll: settling.export,
    ForgetPerson: settling.forget,
    TakeMedia: settling.take_media,
    TakeAnswer: take_words,
}
"""One verb a command."""
