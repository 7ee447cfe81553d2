"""Editing: another time, another repeat, another text. What was not said stays as it was."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

from services.scheduler.domain.adding import comes_too_often, is_elapsed, reading_of
from services.scheduler.domain.asking import ask, ask_which, nothing_named, put_question
from services.scheduler.domain.chat import Change, Draft
from services.scheduler.domain.naming import short_id, unique_id
from services.scheduler.domain.reminder import Reminder, State, wall_of
from services.scheduler.domain.replies import Reply
from services.scheduler.domain.targets import meant
from shared.contract import EditReminder, LimitReached, ReminderEdited
from shared.language import Ask, At, Every, Intent, Nothing, Reading, Rule, moves_by, resolve, zone_of
from shared.language.days import shifted
from shared.language.when import Clock, Date, Shift, Time


def edit(command: EditReminder, reply: Reply) -> Change:
    """Change one reminder as the words say, or ask what is missing."""
    named = meant(command, reply, wanted=lambda reminder: reminder.is_alive)
    draft = _draft(command, named.found, reply)
    if named.unclear or len(named.found) > 1:
        return ask_which(named.unclear or named.found, "edit", reply, draft=draft)
    if not named.found:
        return nothing_named(named.missing, reply)
    return settle_edit(draft, reply)


def _draft(command: EditReminder, found: list[Reminder], reply: Reply) -> Draft:
    reading = reading_of(command.reading, "") if command.reading else Reading(command.words, None, Intent.EDIT)
    ids = tuple(reminder.id for reminder in found[:1])
    return Draft("edit", command.text, command.words, reply.command.said_at, reading, ids)


def settle_edit(draft: Draft, reply: Reply) -> Change:
    """Make the change that the draft has come to; its task is the new text, if there is one."""
    reminder = reply.chat.reminders.get(draft.ids[0]) if draft.ids else None
    if reminder is None:
        return nothing_named((), reply)
    reading = draft.reading
    if reading.time is None:
        return _with_text(reminder, draft, reply)
    return _with_time(reminder, reading, draft, reply)


def _with_text(reminder: Reminder, draft: Draft, reply: Reply) -> Change:
    if not draft.task:
        return put_question("edit_what", [], [], reply, about=reminder.text, draft=replace(draft, ids=(reminder.id,)))
    if len(draft.task) > reply.limits.text:
        return reply.with_fact(LimitReached, limit="text", allowed=reply.limits.text)
    return _changed(reminder, replace(reminder, text=draft.task), (), reply)


def _with_time(reminder: Reminder, reading: Reading, draft: Draft, reply: Reply) -> Change:
    time = reading.time or Time()
    if moves_by(draft.words) and (there := _moved_by(reminder, time, reply.now)):
        time, reading = there, replace(reading, time=there)
        draft = replace(draft, reading=reading)
    if reminder.rule and _is_clock_alone(time):
        time = replace(time, day=_same_day(reminder, reply.now))
    whole = replace(
        reading, intent=Intent.ADD, task=draft.task or reminder.text, time=_filled(time, reminder, reply.now)
    )
    match resolve(whole, zone=zone_of(reminder.zone), now=draft.said_at):
        case At() as once:
            return set_once(reminder, once, draft, reply)
        case Every() as series:
            return set_series(reminder, series, draft, reply)
        case Ask() as question:
            return ask(replace(draft, ids=(reminder.id,)), question, reply, about=reminder.text)
        case Nothing():
            return put_question("edit_what", [], [], reply, about=reminder.text, draft=draft)


def _moved_by(reminder: Reminder, far: Time, now: datetime) -> Time | None:
    """Return where a reminder comes to lie that moves so far from its own time; None when that is no span."""
    if far.clocks or far.part or far.repeat or not (far.delay or isinstance(far.day, Shift)):
        return None
    is_back = (far.delay or 0) < 0
    begin = reminder.due_at if is_back else max(reminder.due_at, now)
    there = (begin + timedelta(seconds=far.delay or 0)).astimezone(zone_of(reminder.zone))
    day = shifted(there.date(), far.day) if isinstance(far.day, Shift) else there.date()
    return Time(day=Date(day.day, day.month, day.year), clocks=(Clock(there.hour, there.minute, there.second),))


def _is_clock_alone(time: Time) -> bool:
    return bool(time.clocks or time.part) and time.day is None and time.delay is None and time.repeat is None


def _filled(time: Time, reminder: Reminder, now: datetime) -> Time:
    """Return the time with what was not said taken from the reminder: its day, or its hour."""
    if time.repeat is not None or time.delay is not None:
        return time
    if time.day is not None and not time.clocks and not time.part:
        return replace(time, clocks=(Clock(reminder.wall.hour, reminder.wall.minute),))
    if _is_clock_alone(time):
        return replace(time, day=_same_day(reminder, now))
    return time


def _same_day(reminder: Reminder, now: datetime) -> Date | None:
    """Return the reminder's own day, unless it is behind."""
    day = reminder.wall.date()
    return Date(day.day, day.month, day.year) if day >= now.astimezone(zone_of(reminder.zone)).date() else None


def set_once(reminder: Reminder, meant: At, draft: Draft, reply: Reply) -> Change:
    """Move the reminder there. Of a series only the next occurrence moves: as a reminder of its own."""
    if meant.at - reply.now > reply.limits.horizon:
        return reply.with_fact(LimitReached, limit="horizon", allowed=reply.limits.horizon_years)
    text = draft.task or reminder.text
    if reminder.rule is None:
        moved = replace(reminder, text=text, zone=meant.zone, state=State.WAITING, is_open=False)
        return _changed(reminder, moved.at(meant.at, elapsed=is_elapsed(draft)), meant.assumed, reply)
    if _keeps_its_days(reminder.rule, draft):
        return _with_hour(reminder, reminder.rule, meant.at, text, reply)
    return _moved_out(reminder, meant, reply, elapsed=is_elapsed(draft))


def _keeps_its_days(rule: Rule, draft: Draft) -> bool:
    """Say whether only an hour was named, so that the whole series changes its hour."""
    time = draft.reading.time
    return not rule.elapsed and time is not None and _is_clock_alone(time)


def _with_hour(reminder: Reminder, rule: Rule, at: datetime, text: str, reply: Reply) -> Change:
    hour = at.astimezone(zone_of(reminder.zone)).time().replace(tzinfo=None)
    start = rule.start.replace(hour=hour.hour, minute=hour.minute, second=hour.second)
    changed = replace(reminder, text=text, rule=replace(rule, times=(hour,), start=start))
    # From the day that comes next on: a day that was told, or skipped, is not told again.
    day = datetime.combine(reminder.wall.date(), time(), zone_of(reminder.zone))
    later = changed.after(max(reply.now, day.astimezone(UTC) - timedelta(seconds=1)))
    return _changed(reminder, changed.at(later), (), reply) if later else nothing_named((), reply)


def set_series(reminder: Reminder, meant: Every, draft: Draft, reply: Reply) -> Change:
    """Let the reminder come back by this rule from now on."""
    if comes_too_often(meant.rule, reply, instead_of=reminder):
        return reply.with_fact(LimitReached, limit="repeats", allowed=reply.limits.repeats)
    again = replace(
        reminder,
        text=draft.task or reminder.text,
        rule=meant.rule,
        zone=meant.rule.zone,
        state=State.WAITING,
        is_open=False,
    )
    return _changed(reminder, again.at(meant.first), meant.assumed, reply)


def _moved_out(reminder: Reminder, meant: At, reply: Reply, *, elapsed: bool) -> Change:
    child = child_of(reminder, meant.at, meant.zone, reply, elapsed=elapsed)
    later = reminder.after(reminder.due_at)
    gone = replace(reminder.renewed(), occurrence=reminder.occurrence + 1).noted("moved", reply.now, moment=meant.at)
    rest = gone.at(later) if later else replace(gone, state=State.DONE)
    profile = replace(reply.profile, next_number=reply.profile.next_number + 1)
    return reply.with_fact(
        ReminderEdited,
        old=reminder.view(),
        new=child.view(full=True),
        assumed=meant.assumed,
        put=(child, rest),
        concerns=(child.id,),
        undo="edit",
        profile=profile,
    )


def child_of(
    reminder: Reminder, at: datetime, zone: str, reply: Reply, *, number: int = 0, elapsed: bool = False
) -> Reminder:
    """Return a reminder of its own for one occurrence of a series, which itself never moves."""
    child = Reminder(
        id=short_id(reply.profile.next_number + number),
        uid=unique_id(reply.command.command_id, number),
        text=reminder.text,
        wall=wall_of(at, zone),
        zone=zone,
        due_at=at.astimezone(UTC),
        made_at=reply.now,
        words=reply.command.words,
        elapsed=elapsed,
    )
    return child.noted("child", reply.now, moment=child.due_at, text=reminder.id)


def _changed(old: Reminder, new: Reminder, assumed: tuple[str, ...], reply: Reply) -> Change:
    kept = new.renewed().noted("edited", reply.now, moment=new.due_at, text=reply.command.words[:80])
    return reply.with_fact(
        ReminderEdited, old=old.view(), new=kept.view(full=True), assumed=assumed, put=(kept,), undo="edit"
    )
