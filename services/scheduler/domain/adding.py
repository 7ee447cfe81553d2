"""Adding a reminder: understood in full, or asked about. Never guessed."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from services.scheduler.domain.asking import ask, put_zones
from services.scheduler.domain.chat import (
    ENGLISH,
    GUESSED,
    QUESTION_STAYS_OPEN,
    Change,
    Draft,
    Offer,
    OpenQuestion,
)
from services.scheduler.domain.limits import times_a_day
from services.scheduler.domain.naming import short_id, unique_id
from services.scheduler.domain.reminder import Reminder, wall_of
from services.scheduler.domain.replies import Reply
from services.scheduler.domain.zones import likely_zones
from shared.contract import AddReminder, Choice, Language, LimitReached, NothingUnderstood, ReminderAdded
from shared.language import Ask, At, Every, Intent, Nothing, Reading, Reason, Rule, read, resolve, zone_of
from shared.language.when import Time

MORNING, EVENING_HOUR = "morning", 19
EDIT_WORDS: Mapping[Language, str] = {
    ENGLISH: "/edit {id} to {time} in {zone}",
    Language("ru"): "/изменить {id} на {time} в {zone}",
}
"""People read these words, and may type them: they are in their language."""
MOST_WORDS = 300
"""Of what was typed, as a reminder keeps it."""
HALF_A_DAY = timedelta(hours=12)


def add(command: AddReminder, reading: Reading, reply: Reply) -> Change:
    """Keep the task until its time, ask what is missing, or say which limit is in the way."""
    return settle_add(draft_of(command.task, reading, reply), reply)


def add_words(words: str, reply: Reply) -> Change:
    """Do what the words of a ready answer say, as if the person had typed them."""
    reading = read(words)
    return settle_add(draft_of(reading.task, reading, reply), reply)


def draft_of(task: str, reading: Reading, reply: Reply) -> Draft:
    return Draft("add", task, reply.command.words, reply.command.said_at, reading)


def reading_of(packed: dict[str, Any] | None, words: str) -> Reading:
    """Return the reading that came with a command; one of another version is read anew."""
    try:
        return Reading.from_json(packed)
    except (ValueError, KeyError, TypeError):
        return read(words)


def pure_delay(time: Time | None) -> timedelta | None:
    """Return how much real time was asked for, where nothing of the calendar was."""
    is_pure = time is not None and time.delay is not None and time.day is None
    return timedelta(seconds=time.delay or 0) if time and is_pure else None


def is_elapsed(draft: Draft) -> bool:
    """Say whether the draft counts in real time from when it was said."""
    return pure_delay(draft.reading.time) is not None


def settle_add(draft: Draft, reply: Reply, *, zone_set: bool = False) -> Change:  # noqa: PLR0911 - a table
    """Resolve the draft for the person's zone: it is kept, or the next question is asked."""
    if len(draft.task) > reply.limits.text:
        return reply.with_fact(LimitReached, limit="text", allowed=reply.limits.text)
    zone = zone_of(reply.profile.zone) if reply.profile.zone else None
    reading = replace(draft.reading, task=draft.task)
    # Times count from when the person wrote, however long the message was on its way.
    match resolve(reading, zone=zone, now=draft.said_at):
        case At() as once:
            return keep(draft, once, reply, zone_set=zone_set)
        case Every() as series:
            return keep(draft, series, reply, zone_set=zone_set)
        case Ask(reason=Reason.NO_ZONE):
            return put_zones("no_zone", likely_zones(reply.chat.id), reply, draft=draft)
        case Ask(reason=Reason.NO_TIME) if not draft.task:
            return ask(draft, Ask(Reason.NO_TASK), reply)
        case Ask() as question:
            return ask(draft, question, reply)
        case Nothing():
            return reply.with_fact(NothingUnderstood, text=reply.command.words)


def keep(draft: Draft, meant: At | Every, reply: Reply, *, zone_set: bool = False) -> Change:
    """Keep the reminder, unless it goes over a limit."""
    first = meant.at if isinstance(meant, At) else meant.first
    if sum(reminder.is_alive for reminder in reply.chat.reminders.values()) >= reply.limits.pending:
        return reply.with_fact(LimitReached, limit="pending", allowed=reply.limits.pending)
    if first - reply.now > reply.limits.horizon:
        return reply.with_fact(LimitReached, limit="horizon", allowed=reply.limits.horizon_years)
    if isinstance(meant, Every) and comes_too_often(meant.rule, reply):
        return reply.with_fact(LimitReached, limit="repeats", allowed=reply.limits.repeats)
    reminder = _made(draft, meant, first, reply)
    others = _other_readings(reminder, meant, reply.profile.language)
    question = _correctable(reminder, others, reply) if meant.assumed else None
    return reply.with_fact(
        ReminderAdded,
        reminder=reminder.view(full=True),
        assumed=meant.assumed,
        choices=(*others, Choice(words="/undo", does="undo")),
        profile=replace(reply.profile, next_number=reply.profile.next_number + 1, question=question),
        put=(reminder,),
        undo="add",
        zone_set=zone_set,
    )


def comes_too_often(rule: Rule, reply: Reply, *, instead_of: Reminder | None = None) -> bool:
    """Tell whether all series together would come more often a day than this house sends."""
    others = (each.rule for each in reply.chat.reminders.values() if each.is_alive and each is not instead_of)
    return times_a_day((rule, *others)) > reply.limits.repeats


def _made(draft: Draft, meant: At | Every, first: datetime, reply: Reply) -> Reminder:
    zone = meant.zone
    reminder = Reminder(
        id=short_id(reply.profile.next_number),
        uid=unique_id(reply.command.command_id),
        text=draft.task,
        wall=wall_of(first, zone),
        zone=zone,
        due_at=first.astimezone(UTC),
        made_at=reply.now,
        rule=meant.rule if isinstance(meant, Every) else None,
        words=draft.words[:MOST_WORDS],
        elapsed=isinstance(meant, At) and is_elapsed(draft),
    )
    return reminder.noted("added", reply.now, moment=reminder.due_at)


def _correctable(reminder: Reminder, others: Sequence[Choice], reply: Reply) -> OpenQuestion:
    """Return what lets a ready answer, or a time alone, correct the guess."""
    offers = tuple(Offer("edit", due_at=other.due_at, zone=other.zone, ids=(reminder.id,)) for other in others)
    reading = Reading(reply.command.words, reply.profile.language, Intent.EDIT)
    draft = Draft("edit", "", reply.command.words, reply.command.said_at, reading, (reminder.id,))
    return OpenQuestion(GUESSED, offers, reply.now + QUESTION_STAYS_OPEN, reminder.text, draft, reply.speech)


def _other_readings(reminder: Reminder, meant: At | Every, language: Language) -> tuple[Choice, ...]:
    """Return the other moments that a guess left open, each as the words that would set it."""
    if isinstance(meant, Every):
        return ()
    local = reminder.wall
    others = []
    if MORNING in meant.assumed:
        others.append(local + HALF_A_DAY)
    if "default_hour" in meant.assumed:
        others.append(local.replace(hour=EVENING_HOUR))
    return tuple(_at(reminder, other, language) for other in others if other != local)


def _at(reminder: Reminder, local: datetime, language: Language) -> Choice:
    form = EDIT_WORDS.get(language, EDIT_WORDS[ENGLISH])
    words = form.format(id=reminder.id, time=f"{local:%Y-%m-%d %H:%M}", zone=reminder.zone)
    moment = local.replace(tzinfo=zone_of(reminder.zone)).astimezone(UTC)
    return Choice(words=words, due_at=moment, zone=reminder.zone)
