"""Deleting: by id, by the position in the list shown last, by words of the text; all of them after a yes."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from services.scheduler.domain.asking import MOST_CHOICES, put_question
from services.scheduler.domain.chat import Change, Chat, Offer, Reminder
from services.scheduler.domain.replies import Reply
from shared.contract import Choice, DeleteReminders, ReminderId, RemindersDeleted, Target


def delete(command: DeleteReminders, reply: Reply) -> Change:
    """Delete what the targets name, and say what they did not name."""
    if any(target.by == "all" for target in command.targets):
        return _ask_about_all(reply)
    if not command.targets:
        return put_question("nothing_named", [], [], reply)
    named = _named(command.targets, reply.chat)
    if named.unclear:
        return _ask_which(named.unclear, reply)
    return _delete(named.found, named.missing, reply)


def delete_offered(ids: Sequence[ReminderId], reply: Reply) -> Change:
    """Delete what a ready answer offered to delete."""
    return _delete([reply.chat.reminders[id_] for id_ in ids if id_ in reply.chat.reminders], [], reply)


@dataclass(slots=True)
class _Named:
    found: list[Reminder] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    unclear: list[Reminder] = field(default_factory=list)
    """Several that the same words name."""


def _named(targets: Sequence[Target], chat: Chat) -> _Named:
    named = _Named()
    for target in targets:
        match _candidates(target, chat):
            case []:
                named.missing.append(target.value)
            case [reminder]:
                if reminder not in named.found:
                    named.found.append(reminder)
            case several:
                named.unclear.extend(several)
    return named


def _candidates(target: Target, chat: Chat) -> list[Reminder]:
    match target.by:
        case "id":
            return _by_id(ReminderId(target.value.lower()), chat)
        case "index":
            return _by_index(int(target.value), chat)
        case _:
            words = target.value.casefold()
            return [reminder for reminder in chat.pending() if words in reminder.text.casefold()]


def _by_id(id_: ReminderId, chat: Chat) -> list[Reminder]:
    reminder = chat.reminders.get(id_)
    return [reminder] if reminder else []


def _by_index(index: int, chat: Chat) -> list[Reminder]:
    shown = chat.profile.shown
    return _by_id(shown[index - 1], chat) if 1 <= index <= len(shown) else []


def _delete(reminders: Sequence[Reminder], missing: Sequence[str], reply: Reply) -> Change:
    deleted = [reminder for reminder in reminders if reminder.firing is None]
    too_late = [reminder for reminder in reminders if reminder.firing is not None]
    return reply.with_fact(
        RemindersDeleted,
        deleted=tuple(reminder.view() for reminder in deleted),
        too_late=tuple(reminder.view() for reminder in too_late),
        missing=tuple(missing),
        drop=tuple(reminder.id for reminder in deleted),
    )


def _ask_about_all(reply: Reply) -> Change:
    ids = tuple(reminder.id for reminder in reply.chat.pending())
    if not ids:
        return _delete([], [], reply)
    choices = [Choice(words="1"), Choice(words="2")]
    return put_question("delete_all", choices, [Offer(drop=ids), Offer()], reply, about=str(len(ids)))


def _ask_which(candidates: Sequence[Reminder], reply: Reply) -> Change:
    some = candidates[:MOST_CHOICES]
    choices = [
        Choice(words=f"/delete {reminder.id}", text=reminder.text, due_at=reminder.due_at, zone=reminder.zone)
        for reminder in some
    ]
    offers = [Offer(drop=(reminder.id,)) for reminder in some]
    return put_question("which_one", choices, offers, reply)
