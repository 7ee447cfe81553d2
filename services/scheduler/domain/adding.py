"""Adding a reminder: understood in full, or asked about. Never guessed."""

from dataclasses import replace
from datetime import UTC, datetime

from services.scheduler.domain.asking import ask, ask_once_instead
from services.scheduler.domain.chat import Change, Offer, Reminder
from services.scheduler.domain.limits import Limits
from services.scheduler.domain.naming import short_id, unique_id
from services.scheduler.domain.replies import Reply
from shared.contract import AddReminder, LimitReached, NothingUnderstood, ReminderAdded
from shared.language import Ask, At, Every, Nothing, Reading, read, resolve, zone_of


def add(command: AddReminder, reply: Reply, limits: Limits) -> Change:
    """Keep the task until its time, ask what is missing, or say which limit is in the way."""
    if len(command.task) > limits.text:
        return reply.with_fact(LimitReached, limit="text", allowed=limits.text)
    return _resolve(command.task, _reading(command), reply, limits)


def add_words(words: str, reply: Reply, limits: Limits) -> Change:
    """Do what the words of a ready answer say, as if the person had typed them."""
    reading = read(words)
    return _resolve(reading.task, reading, reply, limits)


def add_offered(offer: Offer, due_at: datetime, reply: Reply, limits: Limits) -> Change:
    """Keep what a ready answer offered."""
    zone = offer.zone or reply.profile.zone or "UTC"
    return _keep(offer.task, due_at, zone, reply, limits)


def _resolve(task: str, reading: Reading, reply: Reply, limits: Limits) -> Change:
    zone = zone_of(reply.profile.zone) if reply.profile.zone else None
    # Times count from when the person wrote, however long the message was on its way.
    match resolve(reading, zone=zone, now=reply.command.said_at):
        case At() as meant:
            return _keep(task, meant.at, meant.zone, reply, limits, assumed=meant.assumed)
        case Every() as series:
            return ask_once_instead(task, series, reply)
        case Ask() as question:
            return ask(task, question, reply)
        case Nothing():
            return reply.with_fact(NothingUnderstood, text=reply.command.words)


def _keep(task: str, at: datetime, zone: str, reply: Reply, limits: Limits, *, assumed: tuple[str, ...] = ()) -> Change:
    if len(reply.chat.reminders) >= limits.pending:
        return reply.with_fact(LimitReached, limit="pending", allowed=limits.pending)
    if at - reply.now > limits.horizon:
        return reply.with_fact(LimitReached, limit="horizon", allowed=limits.horizon_years)
    reminder = Reminder(
        id=short_id(reply.profile.next_number),
        uid=unique_id(reply.command.command_id),
        text=task,
        wall=at.astimezone(zone_of(zone)).replace(tzinfo=None, fold=0),
        zone=zone,
        due_at=at.astimezone(UTC),
        made_at=reply.now,
    )
    profile = replace(reply.profile, next_number=reply.profile.next_number + 1)
    return reply.with_fact(ReminderAdded, reminder=reminder.view(), assumed=assumed, profile=profile, put=(reminder,))


def _reading(command: AddReminder) -> Reading:
    try:
        return Reading.from_json(command.reading)
    except (ValueError, KeyError, TypeError):
        # Written by another version of the language: what the person typed is still there.
        return read(command.words)
