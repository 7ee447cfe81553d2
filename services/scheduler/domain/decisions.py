"""What the clock decides: a command and a chat in, a change out. A refusal is an answer, not an exception."""

from dataclasses import replace
from datetime import datetime
from math import ceil

from services.scheduler.domain.adding import add, add_offered, add_words
from services.scheduler.domain.asking import ask_zone
from services.scheduler.domain.chat import Change, Chat, Offer
from services.scheduler.domain.deleting import delete, delete_offered
from services.scheduler.domain.limits import Limits
from services.scheduler.domain.replies import Reply
from services.scheduler.domain.zones import likely_zones
from shared.contract import (
    AddReminder,
    AnyCommand,
    DeleteReminders,
    HelpAsked,
    LimitReached,
    ListReminders,
    NothingUnderstood,
    PersonWelcomed,
    RemindersListed,
    SetZone,
    ShowHelp,
    TakeAnswer,
    Welcome,
    ZoneChanged,
)
from shared.language import ZoneFound, find_zone

PAGE = 10
"""Reminders a list message: ten with long texts still fit what WhatsApp shows."""


def decide(command: AnyCommand, chat: Chat, now: datetime, limits: Limits) -> Change:  # noqa: PLR0911 - a table
    """Return what `command` does to `chat`, the answer included."""
    reply = Reply(command, chat, now)
    if len(command.words) > limits.words:
        return reply.with_fact(LimitReached, limit="words", allowed=limits.words)
    match command:
        case Welcome():
            return welcome(command, reply)
        case ShowHelp():
            return reply.with_fact(HelpAsked, zone=reply.profile.zone)
        case AddReminder():
            return add(command, reply, limits)
        case ListReminders():
            return show(command, reply)
        case DeleteReminders():
            return delete(command, reply)
        case SetZone():
            return set_zone(command, reply)
        case TakeAnswer():
            return take_answer(command, reply, limits)


def welcome(_command: Welcome, reply: Reply) -> Change:
    """Greet; ask for the zone unless it is known. A number's zones are proposed, never assumed."""
    zone = reply.profile.zone
    return reply.with_fact(PersonWelcomed, zone=zone, likely=() if zone else likely_zones(reply.chat.id))


def show(command: ListReminders, reply: Reply) -> Change:
    """Show one page of what is pending. From now on an index means a position in this list."""
    pending = reply.chat.pending()
    pages = max(1, ceil(len(pending) / PAGE))
    page = min(command.page, pages)
    first = (page - 1) * PAGE
    views = tuple(
        reminder.view(index=index) for index, reminder in enumerate(pending[first : first + PAGE], start=first + 1)
    )
    profile = replace(reply.profile, shown=tuple(reminder.id for reminder in pending))
    return reply.with_fact(
        RemindersListed, reminders=views, total=len(pending), page=page, pages=pages, profile=profile
    )


def set_zone(command: SetZone, reply: Reply) -> Change:
    """Read and show times in the named zone from now on; ask when the name is not known."""
    found = find_zone(command.zone)
    if not isinstance(found, ZoneFound):
        return ask_zone(command.zone, found, reply)
    return _zone_chosen(found.key, reply)


def take_answer(command: TakeAnswer, reply: Reply, limits: Limits) -> Change:
    """Do what the chosen ready answer offers, while its question is open."""
    match _offer_chosen(command, reply):
        case None:
            return reply.with_fact(NothingUnderstood, text=command.words)
        case Offer(due_at=datetime() as due_at) as offer:
            return add_offered(offer, due_at, reply, limits)
        case Offer(words=str(words)) if words:
            return add_words(words, reply, limits)
        case Offer(zone=str(zone)):
            return _zone_chosen(zone, reply)
        case Offer(drop=drop):
            return delete_offered(drop, reply)


def _offer_chosen(command: TakeAnswer, reply: Reply) -> Offer | None:
    question = reply.chat.profile.question
    if question is None or command.choice is None or command.said_at > question.until:
        return None
    if not 1 <= command.choice <= len(question.offers):
        return None
    return question.offers[command.choice - 1]


def _zone_chosen(zone: str, reply: Reply) -> Change:
    return reply.with_fact(ZoneChanged, zone=zone, profile=replace(reply.profile, zone=zone))
