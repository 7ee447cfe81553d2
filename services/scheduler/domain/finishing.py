"""Done, skip: what a person says of an occurrence without changing what comes after it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from services.scheduler.domain.asking import ask_which, nothing_named
from services.scheduler.domain.chat import Change
from services.scheduler.domain.reminder import Reminder, State
from services.scheduler.domain.replies import Reply
from services.scheduler.domain.targets import Named, meant
from shared.contract import (
    Choice,
    FinishReminders,
    RemindersFinished,
    RemindersSkipped,
    SkipReminders,
)

UNDO = Choice(words="/undo", does="undo")


def finish(command: FinishReminders, reply: Reply) -> Change:
    """Complete what was told, or what is named before its moment."""
    named = meant(command, reply, wanted=lambda reminder: reminder.state is not State.DONE, told_first=True)
    return or_ask(named, "done", reply) or finish_these(named.found, reply, named.missing)


def skip(command: SkipReminders, reply: Reply) -> Change:
    """Leave out the next occurrence of a series."""
    named = meant(command, reply, wanted=lambda reminder: reminder.is_alive)
    return or_ask(named, "skip", reply) or skip_these(named.found, reply, named.missing)


def or_ask(named: Named, verb: str, reply: Reply) -> Change | None:
    """Ask which of several is meant, or say that there is none; None when it is clear."""
    if named.unclear:
        return ask_which(named.unclear, verb, reply)
    return None if named.found else nothing_named(named.missing, reply)


def finish_these(reminders: Sequence[Reminder], reply: Reply, missing: Sequence[str] = ()) -> Change:
    done = tuple(done_with(reminder, reply.now) for reminder in reminders)
    return reply.with_fact(
        RemindersFinished,
        done=tuple(reminder.view() for reminder in done),
        missing=tuple(missing),
        choices=(UNDO,),
        put=done,
        undo="done",
    )


def done_with(reminder: Reminder, now: datetime) -> Reminder:
    """Return it with this occurrence completed: the one that was told, else the next; a single one is over."""
    marked = replace(reminder.noted("done", now), is_open=False)
    if reminder.rule is None or reminder.state is State.TOLD:
        return replace(marked, state=State.DONE)
    return marked if reminder.is_open else _past_next(marked)


def _past_next(reminder: Reminder) -> Reminder:
    later = reminder.after(reminder.due_at)
    gone = replace(reminder, occurrence=reminder.occurrence + 1)
    return gone.at(later) if later else replace(gone, state=State.DONE)


def skip_these(reminders: Sequence[Reminder], reply: Reply, missing: Sequence[str] = ()) -> Change:
    series = [reminder for reminder in reminders if reminder.rule]
    left = [_past_next(reminder.noted("skipped", reply.now, moment=reminder.due_at)) for reminder in series]
    return reply.with_fact(
        RemindersSkipped,
        skipped=tuple(reminder.view() for reminder in series),
        next=tuple(reminder.view(full=True) for reminder in left if reminder.is_alive),
        ended=tuple(reminder.view() for reminder in left if not reminder.is_alive),
        single=tuple(reminder.view() for reminder in reminders if not reminder.rule),
        missing=tuple(missing),
        choices=(UNDO,) if left else (),
        put=tuple(left),
        undo="skip" if left else "",
    )
