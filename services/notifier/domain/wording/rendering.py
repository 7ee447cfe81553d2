"""How a fact becomes a message: one function a kind."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from services.notifier.domain import times
from services.notifier.domain.whatsapp import bold, shortened
from services.notifier.domain.wording import lists, phrases, questions, reminders
from services.notifier.domain.wording.catalogue import Catalogue
from shared.contract import (
    AnyFact,
    ChangeUndone,
    ExportAsked,
    Fact,
    HelpAsked,
    LanguageChanged,
    LimitReached,
    NothingSpokenOf,
    NothingUnderstood,
    PersonForgotten,
    PersonWelcomed,
    QuestionAsked,
    QuestionDropped,
    ReminderAdded,
    ReminderDue,
    ReminderEdited,
    ReminderExplained,
    RemindersDeleted,
    RemindersFinished,
    RemindersListed,
    RemindersMoved,
    RemindersPaused,
    RemindersResumed,
    RemindersSkipped,
    RemindersSnoozed,
    WritingStopped,
    ZoneChanged,
)
from shared.language import zone_of


def render(fact: AnyFact, words: Catalogue, *, now: datetime) -> str:
    """Return the fact in the catalogue's words."""
    if isinstance(fact, ReminderDue):
        return reminders.due(fact, words, now)
    message = RENDERERS[type(fact)](fact, words)
    if fact.dropped:
        message += "\n\n" + words.question_let_go.format(task=bold(shortened(fact.dropped, 80)))
    return message


def _welcome(fact: PersonWelcomed, words: Catalogue) -> str:
    parts = [words.welcome_back if fact.back else words.welcome]
    if fact.back and fact.waiting:
        parts.append(words.back_waiting.format(reminders=phrases.count(fact.waiting, words.reminders, words)))
    return "\n\n".join([*parts, _clock(fact, words)])


def _clock(fact: PersonWelcomed, words: Catalogue) -> str:
    if fact.zone:
        city = times.city(fact.zone, words.language)
        return words.zone_known.format(city=city, time=times.clock(fact.at, fact.zone))
    match fact.likely:
        case []:
            return words.ask_zone
        case [zone]:
            return words.propose_zone.format(city=times.city(zone, words.language))
    return "\n".join([words.propose_zones, *questions.numbered(fact, words), words.answer_by_number])


def _stopped(fact: WritingStopped, words: Catalogue) -> str:
    kept = words.stopped_waiting.format(reminders=phrases.count(fact.waiting, words.reminders, words))
    return f"{words.stopped} {kept}" if fact.waiting else words.stopped


def _help(fact: HelpAsked, words: Catalogue) -> str:
    zone = fact.zone or words.example_zone
    tomorrow = (fact.at + timedelta(days=1)).astimezone(zone_of(zone))
    return words.help.format(add=words.example_task.format(date=tomorrow.strftime("%Y-%m-%d"), zone=zone))


def _zone(fact: ZoneChanged, words: Catalogue) -> str:
    here = times.clock(fact.at, fact.zone)
    changed = words.zone_changed.format(city=times.city(fact.zone, words.language), zone=fact.zone, time=here)
    if fact.back:
        changed += "\n" + words.zone_back.format(zone=fact.back)
    if not fact.staying:
        return changed
    asked = words.zone_staying.format(reminders=phrases.count(fact.staying, words.reminders, words))
    return "\n".join([changed, asked, *questions.numbered(fact, words)])


def _moved(fact: RemindersMoved, words: Catalogue) -> str:
    if not fact.moved:
        return words.stayed
    number = phrases.count(max(fact.count, len(fact.moved)), words.reminders, words)
    return words.moved.format(city=times.city(fact.zone, words.language), reminders=number)


def _language(fact: LanguageChanged, words: Catalogue) -> str:
    return words.language_follows if fact.follows else words.language_set


def _not_understood(fact: NothingUnderstood, words: Catalogue) -> str:
    if fact.media:
        return words.media.get(fact.media, words.media[""])
    if fact.courtesy in words.courtesy:
        return words.courtesy[fact.courtesy]
    return words.not_understood if fact.text.strip() else words.no_words


def _spoken_of(fact: NothingSpokenOf, words: Catalogue) -> str:
    return "\n".join(reminders.missing(fact.missing, words)) or words.nothing_spoken_of


def _limit(fact: LimitReached, words: Catalogue) -> str:
    return words.limits[fact.limit].format(allowed=fact.allowed)


def _export(fact: ExportAsked, words: Catalogue) -> str:
    return words.export_link.format(link=fact.link) if fact.link else words.export


def _forgotten(_fact: PersonForgotten, words: Catalogue) -> str:
    return words.forgotten


RENDERERS: Mapping[type[Fact], Callable[[Any, Catalogue], str]] = {
    PersonWelcomed: _welcome,
    WritingStopped: _stopped,
    HelpAsked: _help,
    ReminderAdded: reminders.added,
    RemindersListed: lists.listed,
    RemindersDeleted: reminders.deleted,
    RemindersFinished: reminders.finished,
    RemindersSnoozed: reminders.snoozed,
    ReminderEdited: reminders.edited,
    RemindersSkipped: reminders.skipped,
    RemindersPaused: reminders.paused,
    RemindersResumed: reminders.resumed,
    ReminderExplained: lists.explained,
    ChangeUndone: reminders.undone,
    ZoneChanged: _zone,
    RemindersMoved: _moved,
    LanguageChanged: _language,
    QuestionAsked: questions.question,
    QuestionDropped: questions.dropped,
    LimitReached: _limit,
    NothingUnderstood: _not_understood,
    NothingSpokenOf: _spoken_of,
    ExportAsked: _export,
    PersonForgotten: _forgotten,
}
"""Every kind but the moment itself, whose words depend on when it is told."""
