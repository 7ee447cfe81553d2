"""What a ready answer does once it is chosen, and what a draft does once nothing is missing."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from services.scheduler.domain.adding import add_words, keep, settle_add
from services.scheduler.domain.chat import Change, Draft, Offer, OpenQuestion
from services.scheduler.domain.deleting import delete_these
from services.scheduler.domain.editing import set_once, set_series, settle_edit
from services.scheduler.domain.explaining import explain_this
from services.scheduler.domain.finishing import finish_these, skip_these
from services.scheduler.domain.pausing import names_days, pause_these, pause_until, resume_these, settle_pause
from services.scheduler.domain.reminder import Reminder
from services.scheduler.domain.replies import Reply
from services.scheduler.domain.settling import forgotten, move, set_language, zone_chosen
from services.scheduler.domain.snoozing import put_off, settle_snooze
from shared.contract import Command, QuestionDropped, RemindersDeleted, SetLanguage
from shared.language import At, Every, next_after

OfThese = Callable[[Sequence[Reminder], Reply], Change]
VERBS: Mapping[str, OfThese] = {
    "delete": delete_these,
    "done": finish_these,
    "skip": skip_these,
    "pause": pause_these,
    "resume": resume_these,
}


def settle(draft: Draft, reply: Reply) -> Change:
    """Do what the draft has come to."""
    match draft.act:
        case "add":
            return settle_add(draft, reply)
        case "edit":
            return settle_edit(draft, reply)
        case "snooze":
            return settle_snooze(draft, reply)
        case "pause":
            return settle_pause(draft, reply)


def choose(offer: Offer, question: OpenQuestion, reply: Reply) -> Change:  # noqa: C901, PLR0911 - a table
    """Do what a ready answer offers."""
    reminders = [reply.chat.reminders[id_] for id_ in offer.ids if id_ in reply.chat.reminders]
    draft = replace(question.draft, ids=offer.ids or question.draft.ids) if question.draft else None
    match offer.does:
        case "add" | "edit" | "snooze" | "pause" if draft and (offer.due_at or offer.rule):
            return _at_offered(offer, draft, reminders, reply)
        case "edit" | "snooze" | "pause" if draft:
            return settle(draft, reply)
        case "zone":
            return zone_chosen(offer.zone or "UTC", reply, draft)
        case "words":
            return add_words(offer.words, reply)
        case "why" if reminders:
            return explain_this(reminders[0], reply)
        case "move":
            return move(offer.ids, offer.zone or "UTC", reply)
        case "stay":
            return move((), offer.zone or "UTC", reply)
        case "language":
            return set_language(SetLanguage(**_frame(reply.command), wanted=offer.words), reply)
        case "forget":
            return forgotten(reply)
        case verb if verb in VERBS and reminders:
            return VERBS[verb](reminders, reply)
    if question.reason == "delete_all":
        return reply.with_fact(RemindersDeleted)
    return dropped(question, reply)


def _frame(command: Command) -> dict[str, object]:
    return command.model_dump(include=set(Command.model_fields))


def _at_offered(offer: Offer, draft: Draft, reminders: Sequence[Reminder], reply: Reply) -> Change:
    meant = _meant(offer, reply)
    if draft.act == "snooze" and offer.due_at:
        return put_off(reminders, offer.due_at, reply)
    if draft.act == "pause" and offer.due_at:
        return pause_until(reminders, offer.due_at, reply, whole_days=names_days(draft.reading.time))
    if draft.act == "edit" and reminders:
        if isinstance(meant, At):
            return set_once(reminders[0], meant, draft, reply)
        return set_series(reminders[0], meant, draft, reply)
    return keep(draft, meant, reply)


def _meant(offer: Offer, reply: Reply) -> At | Every:
    if offer.rule:
        return Every(offer.rule, offer.rule.zone, next_after(offer.rule, reply.now) or reply.now)
    return At(offer.due_at or reply.now, offer.zone or reply.profile.zone or "UTC")


def dropped(question: OpenQuestion, reply: Reply) -> Change:
    """Ask no longer."""
    return reply.with_fact(QuestionDropped, about=question.about if question.draft else "")
