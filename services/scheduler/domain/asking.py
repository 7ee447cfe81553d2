"""Asking: what the person could mean, as ready answers that a number, or the words themselves, choose."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC

from services.scheduler.domain.chat import QUESTION_STAYS_OPEN, Change, Offer, OpenQuestion
from services.scheduler.domain.replies import Reply
from shared.contract import Choice, QuestionAsked
from shared.language import Ask, Every, Option, ZoneUnknown

MOST_CHOICES = 4


def ask(task: str, question: Ask, reply: Reply) -> Change:
    """Ask what the language could not settle about the time of `task`."""
    options = question.options[:MOST_CHOICES]
    offers = [_offer(task, option) for option in options]
    return put_question(
        str(question.reason), _choices(options), offers, reply, about=task, doubtful=tuple(question.about)
    )


def ask_zone(words: str, unknown: ZoneUnknown, reply: Reply) -> Change:
    """Ask which zone was meant; near matches are the ready answers."""
    near = unknown.near[:MOST_CHOICES]
    choices = [Choice(words=f"/timezone {zone}", zone=zone) for zone in near]
    reason = "ambiguous_zone" if unknown.several else "unknown_zone"
    return put_question(reason, choices, [Offer(zone=zone) for zone in near], reply, doubtful=(words,))


def ask_once_instead(task: str, series: Every, reply: Reply) -> Change:
    """Offer the first moment of a series as a single reminder."""
    offer = Offer(task=task, due_at=series.first.astimezone(UTC), zone=series.zone)
    choice = Choice(words="1", due_at=series.first, zone=series.zone)
    return put_question("only_once", [choice], [offer], reply, about=task)


def put_question(
    reason: str,
    choices: Sequence[Choice],
    offers: Sequence[Offer],
    reply: Reply,
    *,
    about: str = "",
    doubtful: tuple[str, ...] = (),
) -> Change:
    """Say the question and keep it open: a number answers it, anything else closes it."""
    question = OpenQuestion(tuple(offers), reply.now + QUESTION_STAYS_OPEN) if offers else None
    return reply.with_fact(
        QuestionAsked,
        reason=reason,
        about=about,
        doubtful=doubtful,
        choices=tuple(choices),
        profile=replace(reply.profile, question=question),
    )


def _offer(task: str, option: Option) -> Offer:
    if option.at is None:
        return Offer(words=option.words)
    return Offer(task=task, due_at=option.at.astimezone(UTC), zone=option.zone)


def _choices(options: Sequence[Option]) -> list[Choice]:
    return [Choice(words=option.words, due_at=option.at, zone=option.zone) for option in options]
