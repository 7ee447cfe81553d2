"""What happens when a reminder's moment comes: one message a person, and what is left of the reminder."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from functools import lru_cache

from services.scheduler.domain.chat import Profile
from services.scheduler.domain.naming import bundle_id, fire_id
from services.scheduler.domain.reminder import Reminder, State
from shared.contract import ChatId, Choice, Event, ReminderDue, ReminderId

MOST_TOGETHER = 8
MOST_CHARACTERS = 900
"""Of all texts in one message: as many as the longest text of one reminder."""


def fire(chat: ChatId, profile: Profile, reminder: Reminder, now: datetime) -> tuple[Reminder, ReminderDue]:
    """Return what is left of the reminder, and the fact that its moment has come."""
    view = reminder.view()
    fact = ReminderDue(
        chat=chat,
        speech_id=fire_id(reminder.uid, reminder.version, reminder.occurrence),
        sender=profile.sender,
        language=profile.language,
        at=now,
        concerns=(reminder.id,),
        choices=_choices((reminder.id,)),
        reminder=view,
        heard_at=profile.heard_at,
    )
    return left_of(reminder, now), fact


def left_of(reminder: Reminder, now: datetime) -> Reminder:
    """Return the reminder once it is told: a series waits for its next moment ahead, whatever it missed until now."""
    later = reminder.after(max(reminder.due_at, now))
    told = replace(
        reminder,
        # Nothing is told before its moment: a clock that says so is behind, and what was told last would not be known.
        log=reminder.log_with(Event(what="told", at=max(now, reminder.due_at), moment=reminder.due_at)),
        told_at=reminder.due_at,
        is_open=True,
        occurrence=reminder.occurrence + 1,
        state=reminder.state if later else State.TOLD,
    )
    return told.at(later) if later else told


def together(facts: Sequence[ReminderDue]) -> Sequence[ReminderDue]:
    """Return, for each of these, the message that tells it: what is due at the same moment for one chat is one.

    What is merely overdue together is not: after a crash the company would be another, and somebody told twice.
    """
    companies: dict[tuple[ChatId, datetime], list[list[ReminderDue]]] = {}
    for fact in facts:
        bundles = companies.setdefault((fact.chat, fact.reminder.due_at), [])
        mine = next((bundle for bundle in bundles if _fits(bundle, fact)), None)
        if mine is None:
            bundles.append([fact])
        else:
            mine.append(fact)
    merged = {
        fact.speech_id: told
        for bundles in companies.values()
        for bundle in bundles
        for told in [_merged(bundle)]
        for fact in bundle
    }
    return [merged[fact.speech_id] for fact in facts]


def _fits(bundle: Sequence[ReminderDue], fact: ReminderDue) -> bool:
    characters = sum(len(other.reminder.text) for other in (*bundle, fact))
    return len(bundle) < MOST_TOGETHER and characters <= MOST_CHARACTERS


def _merged(bundle: Sequence[ReminderDue]) -> ReminderDue:
    first, *rest = bundle
    if not rest:
        return first
    views = [fact.reminder for fact in bundle]
    return first.model_copy(
        update={
            "speech_id": bundle_id([fact.speech_id for fact in bundle]),
            "others": tuple(views[1:]),
            "concerns": tuple(view.id for view in views),
            "choices": _choices(tuple(view.id for view in views)),
        }
    )


@lru_cache(maxsize=1024)
def _choices(concerned: tuple[ReminderId, ...]) -> tuple[Choice, ...]:
    ids = " ".join(concerned)
    return (
        Choice(words=f"/done {ids}", does="done"),
        Choice(words=f"/snooze {ids} in 10 min", does="snooze_10"),
        Choice(words=f"/snooze {ids} in 1 h", does="snooze_60"),
    )
