"""Undo: the last change is taken back, exactly, and then the one before it, for an hour."""

from dataclasses import replace

from services.scheduler.domain.chat import Change, Step
from services.scheduler.domain.reminder import Reminder
from services.scheduler.domain.replies import Reply
from shared.contract import ChangeUndone, Choice, UndoLast


def undo(_command: UndoLast, reply: Reply) -> Change:
    """Put back what the last change touched. What would have come meanwhile comes now, and says that it is late."""
    steps = reply.steps()
    if not steps:
        return reply.with_fact(ChangeUndone)
    last = steps[-1]
    back = tuple(_as_it_was(reminder, reply) for _, reminder in last.before if reminder)
    gone = tuple(reply.chat.reminders[id_] for id_, was in last.before if was is None and id_ in reply.chat.reminders)
    return reply.with_fact(
        ChangeUndone,
        what=last.what,
        back=tuple(reminder.view() for reminder in back),
        gone=tuple(reminder.view() for reminder in gone),
        left=len(steps) - 1,
        choices=(Choice(words="/undo", does="undo"),) if len(steps) > 1 else (),
        profile=replace(reply.profile, steps=steps[:-1]),
        put=back,
        drop=tuple(reminder.id for reminder in gone),
        concerns=tuple(reminder.id for reminder in back),
    )


def _as_it_was(reminder: Reminder, reply: Reply) -> Reminder:
    """Return it as it was, under a version that no message had: what comes now must not be taken for a repeat."""
    now_known = reply.chat.reminders.get(reminder.id, reminder)
    version = max(reminder.version, now_known.version) + 1
    return replace(reminder.derived(), version=version).noted("undone", reply.now)


def what_next(steps: tuple[Step, ...]) -> str:
    """Return what would be taken back next."""
    return steps[-1].what if steps else ""
