"""After a guess that was said aloud: a ready answer, or a time alone, sets right what was just saved."""

from dataclasses import replace

from services.scheduler.domain.adding import reading_of
from services.scheduler.domain.chat import QUESTION_STAYS_OPEN, Change, Draft, Offer, OpenQuestion
from services.scheduler.domain.editing import set_once, settle_edit
from services.scheduler.domain.merging import has_time, of_number
from services.scheduler.domain.replies import Reply
from shared.contract import AddReminder, AnyCommand, TakeAnswer
from shared.language import At, Reading, read


def correct(command: AnyCommand, question: OpenQuestion, reply: Reply) -> Change | None:
    """Return what the command does to the guess; None when it is about something else."""
    draft = question.draft
    reminder = reply.chat.reminders.get(draft.ids[0]) if draft and draft.ids else None
    if draft is None or reminder is None or command.said_at > question.until or told_since(question, reply):
        return None
    if offer := _offer(command, question):
        return set_once(reminder, At(offer.due_at or reminder.due_at, offer.zone or reminder.zone), draft, reply)
    reading = _reading(command)
    return settle_edit(_timed(draft, reading), reply) if reading and has_time(reading) else None


def _offer(command: AnyCommand, question: OpenQuestion) -> Offer | None:
    """Return the ready answer of that number, unless it was tapped under another message."""
    match command:
        case TakeAnswer(choice=int(number)) if 1 <= number <= len(question.offers):
            return question.offers[number - 1] if command.reply_to in {None, question.asked_by} else None
    return None


def told_since(question: OpenQuestion, reply: Reply) -> bool:
    """Say whether something was told after the question: a time alone is about that, then."""
    asked_at = question.until - QUESTION_STAYS_OPEN
    told = (reminder.told_at for reminder in reply.chat.reminders.values() if reminder.is_open)
    return any(at > asked_at for at in told if at)


def _reading(command: AnyCommand) -> Reading | None:
    match command:
        case TakeAnswer(choice=int(number)):
            return of_number(number)
        case TakeAnswer(words=words):
            return read(words)
        case AddReminder(task=""):
            return reading_of(command.reading, command.words)
    return None


def _timed(draft: Draft, said: Reading) -> Draft:
    before = draft.reading
    return replace(draft, reading=replace(before, time=said.time, language=said.language or before.language))
