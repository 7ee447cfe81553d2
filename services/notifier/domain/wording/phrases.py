"""The pieces of which messages are put together: a reminder's name, its moment, its rule, a number of things."""

from datetime import datetime

from services.notifier.domain import times
from services.notifier.domain.whatsapp import bold, plain, shortened
from services.notifier.domain.wording.catalogue import Catalogue, Forms
from shared.contract import ReminderView
from shared.language import Rule, say_rule

SHORT_TEXT = 60
"""Characters of a reminder's text beside others: ten of them, with their times and repeats, still fit one message."""


def task(view: ReminderView, *, most: int = SHORT_TEXT) -> str:
    return bold(shortened(view.text, most))


def when(view: ReminderView, words: Catalogue, now: datetime) -> str:
    return times.when(view.due_at, view.zone, words.language, now=now, seconds=to_the_second(view))


def to_the_second(view: ReminderView) -> bool:
    """Say whether it is a series of times that were said with their seconds."""
    return any(not str(at).endswith(":00") for at in (view.rule or {}).get("times", ()))


def moment(at: datetime, zone: str, words: Catalogue, now: datetime, *, seconds: bool = False) -> str:
    """Return day and hour without the city, or today's hour alone."""
    clock = times.clock(at, zone, seconds=seconds)
    if times.days_ahead(at, zone, now=now) == 0:
        return clock
    return f"{times.day(at, zone, words.language, now=now)}, {clock}"


def opening(text: str) -> str:
    """Return the text as a sentence, or a line, begins with it: Russian weekdays are small elsewhere."""
    return text[:1].upper() + text[1:]


def ahead(view: ReminderView, words: Catalogue, now: datetime) -> str:
    return times.ahead(view.due_at - now, words.language)


def rule(view: ReminderView, words: Catalogue) -> str:
    """Return the repeat in words; empty for a reminder that comes once, or a rule of a newer version."""
    if view.rule is None:
        return ""
    try:
        return say_rule(Rule.from_json(view.rule), words.language)
    except (ValueError, KeyError, TypeError):
        return ""


def count(number: int, forms: Forms, words: Catalogue) -> str:
    return times.plural(number, forms, words.language).format(number=number)


def names(texts: tuple[str, ...]) -> str:
    return ", ".join(plain(shortened(text, 30)) for text in texts[:10])
