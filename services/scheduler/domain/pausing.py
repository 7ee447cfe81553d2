"""Pause and resume: quiet until somebody says so, or until the moment that was named."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from services.scheduler.domain.adding import reading_of
from services.scheduler.domain.asking import ask, ask_which, nothing_named
from services.scheduler.domain.chat import Change, Chat, Draft
from services.scheduler.domain.finishing import UNDO, or_ask
from services.scheduler.domain.reminder import Reminder, State
from services.scheduler.domain.replies import Reply
from services.scheduler.domain.targets import Named, meant
from shared.contract import (
    Choice,
    LimitReached,
    PauseReminders,
    RemindersPaused,
    RemindersResumed,
    ReminderView,
    ResumeReminders,
)
from shared.language import Ask, At, Intent, resolve, zone_of
from shared.language.when import Time

A_MOMENT = timedelta(seconds=1)


def pause(command: PauseReminders, reply: Reply) -> Change:
    """Keep quiet about these until they are resumed, or until the time that was said."""
    named = meant(command, reply, wanted=lambda reminder: reminder.is_waiting)
    if command.reading is None:
        return or_ask(named, "pause", reply) or pause_these(named.found, reply, named.missing)
    reading = reading_of(command.reading, "")
    ids = tuple(reminder.id for reminder in named.found)
    draft = Draft("pause", "", command.words, command.said_at, reading, ids)
    if named.unclear:
        return ask_which(named.unclear, "pause", reply, draft=draft)
    return settle_pause(draft, reply, missing=named.missing)


def settle_pause(draft: Draft, reply: Reply, *, missing: Sequence[str] = ()) -> Change:
    """Keep quiet about what the draft is about, once it is certain until when."""
    reminders = [reply.chat.reminders[id_] for id_ in draft.ids if id_ in reply.chat.reminders]
    if not reminders:
        return nothing_named(missing, reply)
    zone = zone_of(reply.profile.zone or reminders[0].zone)
    draft = replace(draft, task=", ".join(reminder.text for reminder in reminders[:3]))
    reading = replace(draft.reading, intent=Intent.ADD, task=draft.task)
    match resolve(reading, zone=zone, now=draft.said_at):
        case At(at=at):
            return pause_until(reminders, at, reply, missing, whole_days=names_days(reading.time))
        case Ask() as question:
            return ask(replace(draft, reading=reading), question, reply)
    return pause_these(reminders, reply, missing)


def names_days(time: Time | None) -> bool:
    """Say whether no hour was said: "until friday" is over when friday begins."""
    return time is not None and not (time.clocks or time.part) and time.delay is None


def pause_these(reminders: Sequence[Reminder], reply: Reply, missing: Sequence[str] = ()) -> Change:
    """Keep quiet about these until they are resumed."""
    paused = tuple(replace(reminder, state=State.PAUSED).noted("paused", reply.now) for reminder in reminders)
    choices = tuple(Choice(words=f"/resume {reminder.id}", does="resume") for reminder in paused[:1])
    return reply.with_fact(
        RemindersPaused,
        paused=tuple(reminder.view() for reminder in paused),
        missing=tuple(missing),
        choices=(*choices, UNDO),
        put=paused,
        undo="pause",
    )


def pause_until(
    reminders: Sequence[Reminder],
    at: datetime,
    reply: Reply,
    missing: Sequence[str] = (),
    *,
    whole_days: bool = False,
) -> Change:
    """Leave out what would come before `at`; a single one comes then. `whole_days`: series come back on that day."""
    if at - reply.now > reply.limits.horizon:
        return reply.with_fact(LimitReached, limit="horizon", allowed=reply.limits.horizon_years)
    quiet = tuple(_quiet_until(reminder, at, reply, whole_days=whole_days) for reminder in reminders)
    return reply.with_fact(
        RemindersPaused,
        paused=tuple(reminder.view() for reminder in quiet if not reminder.is_waiting),
        returning=tuple(_full(reminder) for reminder in quiet if reminder.is_waiting),
        missing=tuple(missing),
        choices=(UNDO,),
        put=quiet,
        undo="pause",
    )


def _quiet_until(paused: Reminder, at: datetime, reply: Reply, *, whole_days: bool) -> Reminder:
    # What was paused before, for longer perhaps, is paused anew.
    reminder = resumed(paused, reply.now) if _is_silent(paused) else paused
    later: datetime | None = max(reminder.due_at, at)
    if reminder.rule and reminder.due_at < at:
        day = at.astimezone(zone_of(reminder.zone)).replace(hour=0, minute=0, second=0, microsecond=0)
        later = reminder.after(max((day if whole_days else at) - A_MOMENT, reply.now))
    if later is None:  # a series that ends before then
        return replace(reminder, state=State.PAUSED).noted("paused", reply.now)
    return replace(reminder, state=State.WAITING).renewed().at(later).noted("silenced", reply.now, moment=later)


def resume(command: ResumeReminders, reply: Reply) -> Change:
    """Go on with what was paused."""
    named = meant(command, reply, wanted=_is_silent)
    if not named.found and not named.unclear and not command.targets:
        paused = _paused(reply.chat)
        named = Named(found=paused) if len(paused) == 1 else Named(unclear=paused)
    return or_ask(named, "resume", reply) or resume_these(named.found, reply, named.missing)


def _paused(chat: Chat) -> list[Reminder]:
    return [reminder for reminder in chat.pending() if _is_silent(reminder)]


def resume_these(reminders: Sequence[Reminder], reply: Reply, missing: Sequence[str] = ()) -> Change:
    """Have these wait for their next moments."""
    left = tuple(resumed(reminder, reply.now) for reminder in reminders)
    return reply.with_fact(
        RemindersResumed,
        resumed=tuple(_full(reminder) for reminder in left if reminder.is_waiting),
        over=tuple(reminder.view() for reminder in left if not reminder.is_waiting),
        missing=tuple(missing),
        put=left,
        undo="resume",
    )


def resumed(reminder: Reminder, now: datetime) -> Reminder:
    """Return it waiting for its next moment ahead; a single one whose moment has passed is over."""
    if reminder.is_waiting:
        sooner = reminder.after(now) if _is_silent_for_now(reminder) else None
        return reminder.renewed().at(sooner).noted("resumed", now) if sooner else reminder
    # While it was paused nobody followed its zone.
    going = replace(reminder.derived(), state=State.WAITING).renewed().noted("resumed", now)
    if going.due_at > now:
        return going
    later = going.after(now)
    return going.at(later) if later else replace(going, state=State.TOLD, is_open=True, told_at=reminder.due_at)


def _is_silent(reminder: Reminder) -> bool:
    return reminder.state is State.PAUSED or _is_silent_for_now(reminder)


def _is_silent_for_now(reminder: Reminder) -> bool:
    """Say whether it waits for the moment at which its silence ends."""
    silences = [event.moment for event in reminder.log if event.what == "silenced"]
    return bool(reminder.is_waiting and silences and silences[-1] == reminder.due_at)


def _full(reminder: Reminder) -> ReminderView:
    return reminder.view(full=True)
