"""What is said about reminders: saved, moved, done, put off, taken back."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from services.notifier.domain import times
from services.notifier.domain.whatsapp import bold, plain, shortened
from services.notifier.domain.wording import phrases, series
from services.notifier.domain.wording.catalogue import Catalogue
from shared.contract import (
    ChangeUndone,
    Choice,
    ReminderAdded,
    ReminderDue,
    ReminderEdited,
    RemindersDeleted,
    RemindersFinished,
    RemindersPaused,
    RemindersResumed,
    RemindersSkipped,
    RemindersSnoozed,
    ReminderView,
)

LATE_FROM = times.A_MINUTE
"""From here on a reminder says that it is late."""
AWAY_FROM = timedelta(hours=1)
"""What is later than this is told as one digest."""
MOST_TOLD = 8
"""Reminders that one answer speaks of by name."""


def added(fact: ReminderAdded, words: Catalogue) -> str:
    view = fact.reminder
    lines = [words.zone_set.format(city=times.city(view.zone, words.language))] if fact.zone_set else []
    lines.append(_saved(view, words, fact.at))
    lines += series.notes(view, words, fact.at)
    lines += [_assumed(name, view, words) for name in fact.assumed]
    others = [choice for choice in fact.choices if choice.due_at]
    lines += [_other(number, choice, words, fact.at) for number, choice in enumerate(others, start=1)]
    return "\n".join(lines)


def _saved(view: ReminderView, words: Catalogue, now: datetime) -> str:
    values = {"task": bold(view.text), "id": view.id, "when": phrases.when(view, words, now)}
    rule = phrases.rule(view, words)
    if not rule:
        values["when"] = phrases.opening(values["when"])
        return words.added.format(**values, ahead=phrases.ahead(view, words, now))
    if not view.then:
        return words.first_only.format(**values, rule=rule)
    later = phrases.moment(view.then[0], view.zone, words, now, seconds=phrases.to_the_second(view))
    then = words.then.format(day=later)
    return words.added_series.format(**values, rule=rule, then=then)


def _assumed(name: str, view: ReminderView, words: Catalogue) -> str:
    what, _, word = name.partition(":")
    sentence = words.assumed.get(what, words.assumed[""])
    return sentence.format(time=times.clock(view.due_at, view.zone), word=plain(shortened(word, 30)))


def _other(number: int, choice: Choice, words: Catalogue, now: datetime) -> str:
    assert choice.due_at is not None  # noqa: S101 - who calls has looked
    when = phrases.moment(choice.due_at, choice.zone or "UTC", words, now)
    return words.other_reading.format(when=when, number=number)


def edited(fact: ReminderEdited, words: Catalogue) -> str:
    old, new = fact.old, fact.new
    values = {"task": phrases.task(new), "id": new.id}
    if old.id != new.id:
        ahead = phrases.ahead(new, words, fact.at)
        return words.moved_out.format(
            **values, old=_full(old, words, fact.at), new=_full(new, words, fact.at), ahead=ahead
        )
    lines = []
    if old.text != new.text:
        lines.append(
            words.edited_text.format(id=new.id, old=phrases.task(old, most=200), new=phrases.task(new, most=900))
        )
    if (old.rule, old.due_at, old.zone) != (new.rule, new.due_at, new.zone) or not lines:
        lines.append(_retimed(fact, words))
    return "\n".join([*lines, *(_assumed(name, new, words) for name in fact.assumed)])


def _retimed(fact: ReminderEdited, words: Catalogue) -> str:
    old, new = fact.old, fact.new
    values = {
        "task": phrases.task(new),
        "id": new.id,
        "old": _full(old, words, fact.at),
        "new": _full(new, words, fact.at),
    }
    if old.rule or new.rule:
        return words.edited_rule.format(**values)
    return words.edited_time.format(**values, ahead=phrases.ahead(new, words, fact.at))


def _full(view: ReminderView, words: Catalogue, now: datetime) -> str:
    """Return the rule, where there is one, and the next moment."""
    rule, when = phrases.rule(view, words), phrases.when(view, words, now)
    return f"{rule} · {when}" if rule else when


def deleted(fact: RemindersDeleted, words: Catalogue) -> str:
    parts = []
    match fact.deleted:
        case [view]:
            parts.append(_one_deleted(view, fact, words))
        case [_, *_] as several:
            number = max(fact.count, len(several))
            ids = ", ".join(view.id for view in several) + ("…" if number > len(several) else "")
            parts.append(words.deleted_several.format(reminders=phrases.count(number, words.reminders, words), ids=ids))
    parts += [words.too_late.format(task=phrases.task(view)) for view in fact.too_late[:3]]
    parts += missing(fact.missing, words)
    if fact.deleted:
        parts.append(words.undo_hint)
    return "\n".join(parts) or words.kept_all


def _one_deleted(view: ReminderView, fact: RemindersDeleted, words: Catalogue) -> str:
    values = {"task": phrases.task(view), "id": view.id}
    if not fact.series:
        return words.deleted.format(**values, when=phrases.when(view, words, fact.at))
    times_left = phrases.count(fact.ended, words.times, words) if fact.ended else ""
    end = words.series_ended.format(times=times_left) if times_left else words.series_endless
    return f"{words.deleted_series.format(**values, rule=phrases.rule(view, words))} {end}"


def missing(names: tuple[str, ...], words: Catalogue) -> list[str]:
    return [words.missing.format(names=phrases.names(names))] if names else []


def _each(views: Sequence[ReminderView], words: Catalogue, tell: Callable[[ReminderView], str]) -> list[str]:
    """Return a line a reminder; of very many, how many more there are."""
    more = len(views) - MOST_TOLD
    return [*map(tell, views[:MOST_TOLD]), *([words.and_more.format(number=more)] if more > 0 else [])]


def finished(fact: RemindersFinished, words: Catalogue) -> str:
    def tell(view: ReminderView) -> str:
        if view.rule and view.done_at is None:
            return _going(view, words.done_series, phrases.when(view, words, fact.at))
        return _named(view, words.done)

    return "\n".join([*_each(fact.done, words, tell), *missing(fact.missing, words)])


def snoozed(fact: RemindersSnoozed, words: Catalogue) -> str:
    def tell(view: ReminderView) -> str:
        when, ahead = phrases.when(view, words, fact.at), phrases.ahead(view, words, fact.at)
        return words.snoozed.format(task=phrases.task(view), id=view.id, when=when, ahead=ahead)

    return "\n".join([*_each(fact.reminders, words, tell), *missing(fact.missing, words)])


def skipped(fact: RemindersSkipped, words: Catalogue) -> str:
    after = {view.id: view for view in fact.next}

    def tell(view: ReminderView) -> str:
        later, old = after.get(view.id), phrases.moment(view.due_at, view.zone, words, fact.at)
        if later is None:
            return words.skipped_last.format(task=phrases.task(view), id=view.id, old=old)
        new = phrases.when(later, words, fact.at)
        return words.skipped.format(task=phrases.task(view), id=view.id, old=old, new=new)

    lines = _each(fact.skipped, words, tell)
    lines += _each(fact.single, words, lambda view: _named(view, words.nothing_to_skip))
    return "\n".join([*lines, *missing(fact.missing, words)])


def paused(fact: RemindersPaused, words: Catalogue) -> str:
    lines = _each(fact.paused, words, lambda view: _named(view, words.paused))
    lines += _each(fact.returning, words, lambda view: _going(view, words.paused_until, _full(view, words, fact.at)))
    return "\n".join([*lines, *missing(fact.missing, words)])


def resumed(fact: RemindersResumed, words: Catalogue) -> str:
    lines = _each(fact.resumed, words, lambda view: _going(view, words.resumed, _full(view, words, fact.at)))
    lines += _each(fact.over, words, lambda view: _going(view, words.resumed_over, _full(view, words, fact.at)))
    return "\n".join([*lines, *missing(fact.missing, words)])


def undone(fact: ChangeUndone, words: Catalogue) -> str:
    lines = [words.undone.get(fact.what, words.undone["edit"])]
    lines += _each(fact.back, words, lambda view: _going(view, words.is_back, _full(view, words, fact.at)))
    lines += _each(fact.gone, words, lambda view: _named(view, words.is_gone))
    return "\n".join(lines)


def _named(view: ReminderView, sentence: str) -> str:
    return sentence.format(task=phrases.task(view), id=view.id)


def _going(view: ReminderView, sentence: str, when: str) -> str:
    return sentence.format(task=phrases.task(view), id=view.id, when=when)


def due(fact: ReminderDue, words: Catalogue, now: datetime) -> str:
    """Tell what is due, and how late where it is late: in one sentence, or line by line where the moments differ."""
    if {view.due_at for view in fact.others} - {fact.reminder.due_at}:
        return _due_apart((fact.reminder, *fact.others), words, now)
    lines = [words.due.format(task=bold(fact.reminder.text), id=fact.reminder.id)]
    if fact.others:
        views = (fact.reminder, *fact.others)
        lines = [words.due_several.format(number=len(views))]
        lines += [_due_on_time(view) for view in views]
    late = now - fact.reminder.due_at
    if late >= LATE_FROM:
        sentence = words.due_late_several if fact.others else words.due_late
        time = phrases.moment(fact.reminder.due_at, fact.reminder.zone, words, now)
        lines.append(sentence.format(time=time, late=times.how_long(late, words.language)))
    return "\n".join(lines)


def _due_apart(views: Sequence[ReminderView], words: Catalogue, now: datetime) -> str:
    """Tell several that were due at different moments; after a long silence as what it is."""
    was_away = now - min(view.due_at for view in views) >= AWAY_FROM
    lines = [words.due_away if was_away else words.due_several.format(number=len(views))]
    for view in views:
        time = phrases.moment(view.due_at, view.zone, words, now)
        is_late = now - view.due_at >= LATE_FROM
        told = words.due_late_one.format(task=bold(shortened(view.text, 900)), id=view.id, time=time)
        lines.append(told if is_late else _due_on_time(view))
    return "\n".join([*lines, words.due_away_end] if was_away else lines)


def _due_on_time(view: ReminderView) -> str:
    return f"• {bold(shortened(view.text, 900))} ({view.id})"
