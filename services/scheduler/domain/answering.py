"""Answers: what a message does for the open question. An answer fills in only what was missing."""

from dataclasses import replace
from datetime import datetime

from services.scheduler.domain.adding import reading_of
from services.scheduler.domain.asking import WHICH_ONE, ask_again
from services.scheduler.domain.chat import Change, Draft, Offer, OpenQuestion
from services.scheduler.domain.choosing import choose, dropped, settle
from services.scheduler.domain.correcting import correct, told_since
from services.scheduler.domain.merging import has_time, merged, of_number
from services.scheduler.domain.replies import Reply
from services.scheduler.domain.settling import zone_named
from services.scheduler.domain.targets import find
from shared.contract import (
    AddReminder,
    AnyCommand,
    Choice,
    Command,
    DeleteReminders,
    EditReminder,
    QuestionDropped,
    SetZone,
    TakeAnswer,
    Targeted,
)
from shared.language import Intent, Reading, read, zone_of

YES = frozenset("1 yes yep yeah y ok okay sure да ага ок конечно давай".split())  # noqa: SIM905 - a row of words
NO = frozenset(["2", "no", "nope", "n", "no thanks", "нет", "неа", "не надо", "нет спасибо"])
DROPPING = frozenset(
    (
        *("cancel", "never", "never mind", "nevermind", "forget it", "nothing", "no", "nope"),
        *("отмена", "отмени", "никогда", "не надо", "неважно", "забудь", "забей", "нет", "ничего"),
    )
)
ZONE_REASONS = frozenset({"zone", "no_zone", "unknown_zone", "ambiguous_zone"})
TASK_REASONS = frozenset({"no_task", "edit_what"})
YES_NO_REASONS = frozenset({"delete_all", "forget_me", "move_along"})


def take_as_answer(command: AnyCommand, reply: Reply) -> Change | None:  # noqa: C901, PLR0911 - a table
    """Return what the command does as an answer to the open question; None when it is something else."""
    question = reply.chat.profile.question
    if question is None:
        return None
    if question.is_about_a_guess:
        return correct(command, question, reply.answering())
    if command.said_at > question.until or _is_for_another(command, question):
        return _too_late(command, question, reply)
    if _drops(command, question):
        return dropped(question, reply.answering())
    match command:
        case TakeAnswer(choice=int(number)) if 1 <= number <= len(question.offers):
            return choose(question.offers[number - 1], question, reply.answering())
        case TakeAnswer():
            return _words(command, question, reply.answering())
        case Targeted() if question.reason in TASK_REASONS and question.draft and _names_nothing(command, reply):
            return settle(replace(question.draft, task=command.words.strip()), reply.answering())
        case EditReminder(targets=(), text="") if question.draft is not None and not command.reply_to:
            reading = reading_of(command.reading, "")
            return _with_time(question, question.draft, reading, reply.answering()) if has_time(reading) else None
        case SetZone(zone=str(place)) if question.reason in ZONE_REASONS and place:
            return zone_named(place, reply.answering(), question.draft)
        case AddReminder(task="") if question.draft is not None:
            reading = reading_of(command.reading, command.words)
            return _with_time(question, question.draft, reading, reply.answering()) if has_time(reading) else None
    return None


def _names_nothing(command: Targeted, reply: Reply) -> bool:
    """Say whether a command without a slash names words that no reminder has: "skip lunch" may be a task."""
    is_by_words = bool(command.targets) and all(target.by == "words" for target in command.targets)
    if not is_by_words or command.words.lstrip().startswith("/"):
        return False
    named = find(command.targets, reply.chat, wanted=lambda _: True)
    return not (named.found or named.unclear)


def _is_for_another(command: Command, question: OpenQuestion) -> bool:
    """Say whether a button was tapped that stands under an older question."""
    under = command.reply_to or ""
    return under.startswith("re.") and question.asked_by != under


def _too_late(command: Command, question: OpenQuestion, reply: Reply) -> Change | None:
    """Tell whoever answers after the question has closed, and offer to begin again."""
    is_answer = isinstance(command, TakeAnswer) and (command.choice is not None or _plain(command.words) in YES | NO)
    if is_answer and _is_for_another(command, question):
        # The newer question goes on waiting.
        profile = replace(reply.profile, question=question)
        return reply.answering().with_fact(QuestionDropped, late=True, profile=profile)
    if not (is_answer or _fills_in(command, question, reply)):
        return None
    again = (Choice(words=question.draft.words, does="again"),) if question.draft else ()
    return reply.with_fact(QuestionDropped, about=question.about, late=True, choices=again)


def _fills_in(command: Command, question: OpenQuestion, reply: Reply) -> bool:
    """Say whether it is a time alone, which nothing but the closed question asked for."""
    if question.draft is None or command.reply_to or told_since(question, reply):
        return False
    match command:
        case AddReminder(task=""):
            return has_time(reading_of(command.reading, command.words))
        case TakeAnswer(words=words):
            return has_time(read(words))
    return False


def _drops(command: AnyCommand, question: OpenQuestion) -> bool:
    if isinstance(command, DeleteReminders) and not command.targets and not command.reply_to:
        return True
    words = _plain(command.words)
    return words in DROPPING and not (question.reason in YES_NO_REASONS and words in NO)


def _words(command: TakeAnswer, question: OpenQuestion, reply: Reply) -> Change | None:  # noqa: PLR0911 - a table
    """Take words, or a number that is no choice, for what the question asked."""
    draft, words = question.draft, _plain(command.words)
    if question.reason in YES_NO_REASONS or (words in YES and len(question.offers) == 1):
        return _yes_or_no(words, question, reply)
    if question.reason in ZONE_REASONS:
        return zone_named(command.words, reply, draft) if words else None
    if chosen := _by_words(words, question, reply):
        return choose(chosen, question, reply)
    if draft is None or not words:
        return ask_again(question, reply) if question.reason == WHICH_ONE and words else None
    reading = of_number(command.choice) if command.choice is not None else read(command.words)
    if reading and has_time(reading):
        return _with_time(question, draft, reading, reply)
    if reading and reading.intent in {Intent.THANKS, Intent.GREETING}:
        return None
    if question.reason in TASK_REASONS and command.choice is None:
        return settle(replace(draft, task=command.words.strip()), reply)
    return ask_again(question, reply)


def _yes_or_no(words: str, question: OpenQuestion, reply: Reply) -> Change:
    if words in YES:
        return choose(question.offers[0], question, reply)
    if words in NO:
        return choose(question.offers[-1], question, reply)
    return ask_again(question, reply)


def _by_words(words: str, question: OpenQuestion, reply: Reply) -> Offer | None:
    """Return the one ready answer whose reminder, or time, these words name."""
    if question.reason == WHICH_ONE:
        found = [offer for offer in question.offers if words and words in _texts(offer, reply)]
    else:
        found = [offer for offer in question.offers if offer.due_at and words == _clock(offer, offer.due_at, reply)]
    return found[0] if len(found) == 1 else None


def _texts(offer: Offer, reply: Reply) -> str:
    named = (reply.chat.reminders.get(id_) for id_ in offer.ids)
    return " ".join(f"{reminder.id} {reminder.text.casefold()}" for reminder in named if reminder)


def _clock(offer: Offer, moment: datetime, reply: Reply) -> str:
    return f"{moment.astimezone(zone_of(offer.zone or reply.profile.zone or 'UTC')):%H:%M}"


def _with_time(question: OpenQuestion, draft: Draft, said: Reading, reply: Reply) -> Change:
    """Fill the draft in with the time that was said, and go on from there."""
    before = draft.reading
    time = merged(before.time, said.time)
    language = before.language or said.language
    timed = replace(draft, reading=replace(before, time=time, unread=said.unread, language=language))
    # Which one was meant is still to be said.
    return ask_again(replace(question, draft=timed), reply) if question.reason == WHICH_ONE else settle(timed, reply)


def _plain(words: str) -> str:
    return " ".join(words.casefold().split()).strip(" .!?/")
