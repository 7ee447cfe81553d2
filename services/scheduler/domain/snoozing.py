"""Snoozing: told again later. A series never moves, its child comes instead."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from services.scheduler.domain.adding import pure_delay, reading_of
from services.scheduler.domain.asking import ask, ask_which, nothing_named
from services.scheduler.domain.chat import Change, Draft
from services.scheduler.domain.editing import child_of
from services.scheduler.domain.reminder import Reminder, State
from services.scheduler.domain.replies import Reply
from services.scheduler.domain.targets import meant
from shared.contract import Choice, LimitReached, RemindersSnoozed, SnoozeReminders, Target
from shared.language import Ask, At, Every, Intent, Nothing, Reading, Reason, resolve, zone_of
from shared.language.when import Time

MOST_MINUTES = 24 * 60
SHORT_WHILE = timedelta(minutes=10)
"""What "later" means when nobody says how much."""


def snooze(command: SnoozeReminders, reply: Reply) -> Change:
    """Tell what the targets name again, at the time that was said or after a short while."""
    reading = reading_of(command.reading, "") if command.reading else Reading(command.words, None, Intent.SNOOZE)
    if minutes := _minutes(command, reply):
        command = command.model_copy(update={"targets": ()})
        reading = replace(reading, targets=(), time=Time(delay=minutes * 60))
    named = meant(command, reply, wanted=lambda reminder: reminder.state is not State.DONE, told_first=True)
    draft = _draft(reading, list(named.found), reply)
    if named.unclear:
        return ask_which(named.unclear, "snooze", reply, draft=draft)
    if not named.found:
        return nothing_named(named.missing, reply)
    return settle_snooze(draft, reply, missing=named.missing)


def _minutes(command: SnoozeReminders, reply: Reply) -> int:
    """Return the minutes that a number alone means: "snooze 20" where the list has no number 20."""
    match command.targets:
        case [Target(by="index", value=value)] if len(reply.chat.profile.listing.ids) < int(value) <= MOST_MINUTES:
            return int(value)
    return 0


def snooze_until(reading: Reading, reminders: Sequence[Reminder], reply: Reply) -> Change:
    """Take words that are only a time, after something was told, as when to tell it again."""
    return settle_snooze(_draft(reading, reminders, reply), reply)


def snooze_which(reading: Reading, reminders: Sequence[Reminder], reply: Reply) -> Change:
    """Ask which of these is to be told again at the time that was said."""
    return ask_which(reminders, "snooze", reply, draft=_draft(reading, (), reply))


def _draft(reading: Reading, reminders: Sequence[Reminder], reply: Reply) -> Draft:
    ids = tuple(reminder.id for reminder in reminders)
    return Draft("snooze", _named(reminders), reply.command.words, reply.command.said_at, reading, ids)


def _named(reminders: Sequence[Reminder]) -> str:
    return ", ".join(reminder.text for reminder in reminders[:3])


def settle_snooze(draft: Draft, reply: Reply, *, missing: Sequence[str] = ()) -> Change:
    """Snooze what the draft is about, once its time is certain."""
    reminders = [reply.chat.reminders[id_] for id_ in draft.ids if id_ in reply.chat.reminders]
    if not reminders:
        return nothing_named(missing, reply)
    # While it was asked which one was meant, nobody knew what it is called.
    draft, reading = replace(draft, task=draft.task or _named(reminders)), draft.reading
    if reading.time is None and not reading.unread:
        return put_off(reminders, reply.now + SHORT_WHILE, reply, missing=missing, elapsed=True)
    return _until(reading, reminders, draft, reply, missing)


def _until(
    reading: Reading, reminders: Sequence[Reminder], draft: Draft, reply: Reply, missing: Sequence[str]
) -> Change:
    zone = zone_of(reply.profile.zone or reminders[0].zone)
    whole = replace(reading, intent=Intent.ADD, task=draft.task)
    match resolve(whole, zone=zone, now=draft.said_at):
        case At(at=at):
            after = pure_delay(reading.time)
            return put_off(reminders, at, reply, missing=missing, after=after, elapsed=after is not None)
        case Ask() as question:
            return ask(replace(draft, reading=whole), question, reply)
        case Every() | Nothing():
            return ask(draft, Ask(Reason.NO_TIME), reply)


def put_off(
    reminders: Sequence[Reminder],
    at: datetime,
    reply: Reply,
    *,
    missing: Sequence[str] = (),
    after: timedelta | None = None,
    elapsed: bool = False,
) -> Change:
    """Tell these again at `at`; what still waits is put off by `after`, counted from its own moment.

    `elapsed`: the person said how long from now, not when.
    """
    if at - reply.now > reply.limits.horizon:
        return reply.with_fact(LimitReached, limit="horizon", allowed=reply.limits.horizon_years)
    put: list[Reminder] = []
    told: list[Reminder] = []
    for reminder in reminders:
        if reminder.rule is not None:
            told.append(child_of(reminder, at, reminder.zone, reply, number=len(put), elapsed=elapsed))
            put.append(replace(reminder, is_open=False).noted("snoozed", reply.now, moment=at.astimezone(UTC)))
        elif after and reminder.is_alive and reminder.due_at > reply.now:
            told.append(_again(reminder, reminder.due_at + after, reply, elapsed=reminder.elapsed))
        else:
            told.append(_again(reminder, at, reply, elapsed=elapsed))
    children = sum(reminder.rule is not None for reminder in reminders)
    return reply.with_fact(
        RemindersSnoozed,
        reminders=tuple(reminder.view() for reminder in told),
        missing=tuple(missing),
        choices=(Choice(words="/undo", does="undo"),),
        put=(*told, *put),
        concerns=tuple(reminder.id for reminder in told),
        undo="snooze",
        profile=replace(reply.profile, next_number=reply.profile.next_number + children),
    )


def _again(reminder: Reminder, at: datetime, reply: Reply, *, elapsed: bool) -> Reminder:
    later = replace(reminder, state=State.WAITING, is_open=False).renewed().at(at, elapsed=elapsed)
    return later.noted("snoozed", reply.now, moment=later.due_at)
