"""Asking: what the person could mean, as ready answers that a number, a tap, or the words themselves, choose."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC

from services.scheduler.domain.chat import QUESTION_STAYS_OPEN, Change, Draft, Offer, OpenQuestion
from services.scheduler.domain.reminder import Reminder
from services.scheduler.domain.replies import Reply
from shared.contract import Choice, NothingSpokenOf, QuestionAsked, ReminderId
from shared.language import Ask, Option, Reason, ZoneUnknown

MOST_CHOICES = 4
WHICH_ONE = "which_one"


def ask(draft: Draft, question: Ask, reply: Reply, *, about: str = "") -> Change:
    """Ask what the language could not settle about the time of `draft`."""
    options = question.options[:MOST_CHOICES]
    offers = [offer_of(option, draft) for option in options]
    choices = [choice_of(option) for option in options]
    about = draft.task or about
    return put_question(
        str(question.reason), choices, offers, reply, about=about, doubtful=tuple(question.about), draft=draft
    )


def ask_zone(words: str, unknown: ZoneUnknown, reply: Reply, draft: Draft | None = None) -> Change:
    """Ask which zone was meant; near matches are the ready answers."""
    reason = Reason.AMBIGUOUS_ZONE if unknown.several else Reason.UNKNOWN_ZONE
    return put_zones(str(reason), unknown.near, reply, doubtful=(words,), draft=draft)


def put_zones(
    reason: str,
    zones: Sequence[str],
    reply: Reply,
    *,
    doubtful: tuple[str, ...] = (),
    draft: Draft | None = None,
) -> Change:
    """Ask for the person's zone with these as ready answers."""
    near = zones[:MOST_CHOICES]
    choices = [Choice(words=f"/timezone {zone}", zone=zone) for zone in near]
    offers = [Offer("zone", zone=zone) for zone in near]
    about = draft.task if draft else ""
    return put_question(reason, choices, offers, reply, about=about, doubtful=doubtful, draft=draft)


def ask_which(candidates: Sequence[Reminder], verb: str, reply: Reply, *, draft: Draft | None = None) -> Change:
    """Ask which of several reminders `verb` (`delete`, `done` …) is about."""
    some = candidates[:MOST_CHOICES]
    choices = [choice_of_one(reminder.id, f"/{verb} {reminder.id}", reply) for reminder in some]
    offers = [Offer(verb, ids=(reminder.id,)) for reminder in some]
    return put_question(WHICH_ONE, choices, offers, reply, draft=draft)


def choice_of_one(id_: ReminderId, words: str, reply: Reply) -> Choice:
    """Return a reminder as a ready answer; one that is gone meanwhile is no more than its id."""
    reminder = reply.chat.reminders.get(id_)
    if reminder is None:
        return Choice(words=words, text=id_)
    return Choice(words=words, text=reminder.text, due_at=reminder.due_at, zone=reminder.zone)


def nothing_named(missing: Sequence[str], reply: Reply) -> Change:
    """Say that there is nothing that the command could be about."""
    return reply.with_fact(NothingSpokenOf, missing=tuple(missing))


def put_question(
    reason: str,
    choices: Sequence[Choice],
    offers: Sequence[Offer],
    reply: Reply,
    *,
    about: str = "",
    doubtful: tuple[str, ...] = (),
    draft: Draft | None = None,
) -> Change:
    """Say the question and keep it open for an answer."""
    until = reply.now + QUESTION_STAYS_OPEN
    question = OpenQuestion(reason, tuple(offers), until, about, draft, reply.speech)
    return reply.with_fact(
        QuestionAsked,
        reason=reason,
        about=about,
        doubtful=doubtful,
        choices=tuple(choices),
        profile=replace(reply.profile, question=question),
    )


def ask_again(question: OpenQuestion, reply: Reply) -> Change:
    """Say that the answer did not answer, and leave the question as it is."""
    return reply.with_fact(
        QuestionAsked,
        reason="again",
        about=question.about,
        choices=tuple(_ready_answer(number, question, reply) for number in range(1, len(question.offers) + 1)),
        profile=replace(reply.profile, question=replace(question, asked_by=reply.speech)),
    )


def _ready_answer(number: int, question: OpenQuestion, reply: Reply) -> Choice:
    offer = question.offers[number - 1]
    if question.reason == WHICH_ONE:
        return choice_of_one(offer.ids[0], str(number), reply)
    rule = offer.rule.to_json() if offer.rule else None
    return Choice(words=str(number), due_at=offer.due_at, zone=offer.zone, rule=rule, does=offer.does)


def offer_of(option: Option, draft: Draft) -> Offer:
    """Return what an option of the language does for the draft."""
    if option.task:  # another one than the draft's
        return Offer("words", words=option.words)
    if option.at is not None:
        return Offer(draft.act, due_at=option.at.astimezone(UTC), zone=option.zone, ids=draft.ids)
    if option.rule is not None:
        return Offer(draft.act, rule=option.rule, zone=option.zone, ids=draft.ids)
    return Offer("words", words=option.words)


def choice_of(option: Option) -> Choice:
    rule = option.rule.to_json() if option.rule else None
    return Choice(words=option.words, text=option.task, due_at=option.at, zone=option.zone, rule=rule)
