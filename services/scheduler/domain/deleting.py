"""Deleting: by id, by the position in the list shown last, by words of the text; all of them after a yes."""

from collections.abc import Sequence

from services.scheduler.domain.asking import ask_which, put_question
from services.scheduler.domain.chat import Change, Offer
from services.scheduler.domain.reminder import Reminder
from services.scheduler.domain.replies import Reply
from services.scheduler.domain.targets import meant
from shared.contract import Choice, DeleteReminders, RemindersDeleted
from shared.language import next_after

MOST_COUNTED = 500
"""Occurrences of a series that are counted before it is said to be endless in practice."""


def delete(command: DeleteReminders, reply: Reply) -> Change:
    """Delete what the targets name, and say what they did not name."""
    if any(target.by == "all" for target in command.targets):
        return _ask_about_all(reply)
    named = meant(command, reply, wanted=lambda reminder: reminder.is_alive)
    # "Delete" alone may have slipped out; "delete that" means what is spoken of.
    is_slip = not command.targets and not command.reply_to and len(command.words.split()) == 1
    if is_slip or not (command.targets or command.reply_to or named.found or named.unclear):
        return put_question("nothing_named", [], [], reply)
    if named.unclear:
        return ask_which(named.unclear, "delete", reply)
    return delete_these(named.found, reply, named.missing)


def delete_these(reminders: Sequence[Reminder], reply: Reply, missing: Sequence[str] = ()) -> Change:
    """Delete these; what has gone out already is said to have."""
    deleted = [reminder for reminder in reminders if reminder.is_alive]
    series = [reminder for reminder in deleted if reminder.rule]
    return reply.with_fact(
        RemindersDeleted,
        deleted=tuple(reminder.view() for reminder in deleted),
        too_late=tuple(reminder.view() for reminder in reminders if not reminder.is_alive),
        missing=tuple(missing),
        count=len(deleted),
        series=len(series),
        ended=_still_to_come(series[0]) if len(deleted) == len(series) == 1 else None,
        choices=(Choice(words="/undo", does="undo"),) if deleted else (),
        drop=tuple(reminder.id for reminder in deleted),
        undo="delete" if deleted else "",
    )


def _still_to_come(reminder: Reminder) -> int | None:
    """Return how many moments the series still had, or None when it had no end, or one too far away to count."""
    rule = reminder.rule
    if rule is None or not (rule.count or rule.until):
        return None
    count, moment = 1, reminder.due_at
    while count < MOST_COUNTED and (later := next_after(rule, moment)):
        count, moment = count + 1, later
    return count if count < MOST_COUNTED else None


def _ask_about_all(reply: Reply) -> Change:
    ids = tuple(reminder.id for reminder in reply.chat.pending())
    if not ids:
        return delete_these([], reply)
    choices = [Choice(words="1", does="delete"), Choice(words="2", does="keep")]
    return put_question("delete_all", choices, [Offer("delete", ids=ids), Offer("keep")], reply, about=str(len(ids)))
