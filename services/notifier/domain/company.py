"""Who is told together: what waits for one person becomes one message where it can."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain

from services.notifier.domain.templates import buttons
from services.notifier.domain.whatsapp import MOST_CHARACTERS, MOST_CHARACTERS_WITH_BUTTONS
from services.notifier.domain.wording import say
from shared.contract import AnyFact, PersonForgotten, ReminderDue, ReminderView, WritingStopped

MOST_REMINDERS = 20
MOST_ANSWERS = 4
MOST_TASK_CHARACTERS = 600
"""Of all reminders' texts: a template has room for so many, should the window be closed."""

DIGEST_FROM = timedelta(hours=1)
"""Whatever is later than this waits a moment for everything else that is: one message tells all of it."""

GATHERING = timedelta(seconds=3)

_LAST_WORDS = (WritingStopped, PersonForgotten)


@dataclass(frozen=True, slots=True)
class Company:
    """Several speeches to one person as one message."""

    facts: tuple[AnyFact, ...]
    """All that are told, the one in hand first."""
    parts: tuple[AnyFact, ...]
    """What the message says: the answers, then one reminder that speaks of all."""


def time_to_gather(fact: AnyFact, now: datetime) -> timedelta:
    """Return how long to wait for company: nothing, unless it is so late that a moment more is no matter."""
    is_late = isinstance(fact, ReminderDue) and now - fact.reminder.due_at >= DIGEST_FROM
    return GATHERING if is_late else timedelta(0)


def company_of(fact: AnyFact, waiting: Iterable[AnyFact], *, now: datetime) -> Company | None:
    """Return the fact together with what else fits into its message; None when nothing does."""
    chosen: list[AnyFact] = [fact]
    for other in sorted(waiting, key=_when):
        if _go_together([*chosen, other], now):
            chosen.append(other)
    return Company(tuple(chosen), _parts(chosen)) if len(chosen) > 1 else None


def _when(fact: AnyFact) -> datetime:
    return fact.reminder.due_at if isinstance(fact, ReminderDue) else fact.at


def _go_together(facts: Sequence[AnyFact], now: datetime) -> bool:
    first, last = facts[0], facts[-1]
    are_alike = (first.sender, first.language) == (last.sender, last.language)
    if not are_alike or any(isinstance(fact, _LAST_WORDS) for fact in facts):
        return False
    views = _views(facts)
    if len(views) > MOST_REMINDERS or sum(len(view.text) for view in views) > MOST_TASK_CHARACTERS:
        return False
    parts = _parts(facts)
    # Whoever taps a button, or answers with a number, must not answer two questions at once.
    if len(parts) - bool(views) > MOST_ANSWERS or sum(bool(part.choices) for part in parts) > 1:
        return False
    most = MOST_CHARACTERS_WITH_BUTTONS if any(part.choices for part in parts) else MOST_CHARACTERS
    return len(told(parts, now=now)) < most


def told(parts: Sequence[AnyFact], *, now: datetime) -> str:
    """Return the text that says all of these."""
    return "\n\n".join(say(part, now=now) for part in parts)


def _views(facts: Iterable[AnyFact]) -> Sequence[ReminderView]:
    """Return the reminders that are told, the earliest first; of one that came due several times, the latest."""
    told = chain.from_iterable((fact.reminder, *fact.others) for fact in facts if isinstance(fact, ReminderDue))
    latest = {(view.id, view.text): view for view in sorted(told, key=lambda view: view.due_at)}
    return sorted(latest.values(), key=lambda view: view.due_at)


def _parts(facts: Sequence[AnyFact]) -> tuple[AnyFact, ...]:
    answers = sorted((fact for fact in facts if not isinstance(fact, ReminderDue)), key=_when)
    reminders = sorted((fact for fact in facts if isinstance(fact, ReminderDue)), key=_when)
    return (*answers, _merged(reminders)) if reminders else tuple(answers)


def _merged(reminders: Sequence[ReminderDue]) -> ReminderDue:
    first, views = reminders[0], _views(reminders)
    ids = [*dict.fromkeys(view.id for view in views)]
    heard = [fact.heard_at for fact in reminders if fact.heard_at is not None]
    return first.model_copy(
        update={
            "reminder": views[0],
            "others": tuple(views[1:]),
            "concerns": tuple(ids),
            "choices": tuple(buttons(" ".join(ids))) if first.choices else (),
            "heard_at": max(heard) if len(heard) == len(reminders) else None,
        }
    )
