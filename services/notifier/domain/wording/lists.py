"""Lists, a page a message, by day; and the history of one reminder."""

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby

from services.notifier.domain import times
from services.notifier.domain.whatsapp import MOST_CHARACTERS, bold, plain, shortened
from services.notifier.domain.wording import phrases
from services.notifier.domain.wording.catalogue import Catalogue
from shared.contract import Event, ReminderExplained, RemindersListed, ReminderView

WIDTHS = (60, 40, 20)
"""Characters of a text in a list: the widest with which the page fits a message."""
NEAR_DAYS = 2
"""Today and tomorrow are called so."""


def listed(fact: RemindersListed, words: Catalogue) -> str:
    if not fact.reminders:
        return _nothing(fact, words)
    pages = (_page(fact, words, most) for most in WIDTHS)
    return next((page for page in pages if len(page) < MOST_CHARACTERS), _page(fact, words, WIDTHS[-1]))


def _page(fact: RemindersListed, words: Catalogue, most: int) -> str:
    """Return the page with texts and repeats of `most` characters."""
    lines = [_heading(fact, words)]
    for day, views in groupby(fact.reminders, key=lambda view: _day(view, words, fact)):
        lines += [f"_{day}_", *(_line(view, words, most) for view in views)]
    if fact.pages > 1:
        lines.append(words.more.format(page=fact.page, pages=fact.pages))
    return "\n".join(lines)


def _nothing(fact: RemindersListed, words: Catalogue) -> str:
    if fact.about:
        return words.nothing_about.format(words=plain(shortened(fact.about, phrases.SHORT_TEXT)))
    if fact.of_days:
        return words.nothing_then
    return words.nothing_done if fact.which == "done" else words.nothing_listed


def _heading(fact: RemindersListed, words: Catalogue) -> str:
    if fact.about:
        return words.listed_about.format(words=plain(shortened(fact.about, phrases.SHORT_TEXT)), total=fact.total)
    return (words.listed_done if fact.which == "done" else words.listed).format(total=fact.total)


def _day(view: ReminderView, words: Catalogue, fact: RemindersListed) -> str:
    if view.paused:
        return words.paused_list
    moment = view.done_at or view.due_at
    ahead = times.days_ahead(moment, view.zone, now=fact.at)
    if 0 <= ahead < NEAR_DAYS:
        return (words.today, words.tomorrow)[ahead]
    return phrases.opening(times.day(moment, view.zone, words.language, now=fact.at))


def _line(view: ReminderView, words: Catalogue, most: int) -> str:
    text = plain(shortened(view.text, most))
    seconds = view.done_at is None and phrases.to_the_second(view)
    time = times.clock(view.done_at or view.due_at, view.zone, seconds=seconds)
    rule = phrases.rule(view, words)
    repeat = "\n   " + words.repeat_mark.format(rule=shortened(rule, most)) if rule else ""
    return f"{view.index}. {time} {text} ({view.id}) · {times.city(view.zone, words.language)}{repeat}"


def explained(fact: ReminderExplained, words: Catalogue) -> str:
    view = fact.reminder
    lines = [words.why.format(task=bold(shortened(view.text, 200)), id=view.id)]
    if fact.words:
        lines.append(words.why_words.format(words=plain(shortened(fact.words, 200))))
    rule, when = phrases.rule(view, words), phrases.when(view, words, fact.at)
    lines.append(words.why_state[fact.state].format(when=f"{rule} · {when}" if rule else when))
    return "\n".join([*lines, *_events(fact.events, view.zone, words, fact.at)])


def _events(events: Sequence[Event], zone: str, words: Catalogue, now: datetime) -> list[str]:
    return [
        "• "
        + words.why_event.get(event.what, words.why_event[""]).format(
            at=phrases.moment(event.at, zone, words, now),
            moment=phrases.moment(event.moment, zone, words, now) if event.moment else "",
            text=plain(shortened(event.text, 30)),
            what=event.what,
        )
        for event in events
    ]
