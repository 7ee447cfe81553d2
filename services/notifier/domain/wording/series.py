"""What the nights on which clocks change do to a series, said when it is saved. Short months its rule names itself."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from services.notifier.domain import times
from services.notifier.domain.wording import phrases
from services.notifier.domain.wording.catalogue import Catalogue
from shared.contract import ReminderView
from shared.language import Rule, next_after, zone_of
from shared.language.moments import Gap, place

A_YEAR = timedelta(days=366)
NIGHT_ENDS = 5
"""Clocks change in the small hours only: no other series is looked through."""


def notes(view: ReminderView, words: Catalogue, now: datetime) -> Iterator[str]:
    """Yield what is to be known of a series beside its rule; nothing for most."""
    try:
        rule = Rule.from_json(view.rule) if view.rule else None
    except (ValueError, KeyError, TypeError):
        return
    if rule is None:
        return
    if rule.elapsed:
        yield from _shift(view, words, now)
    else:
        yield from _skipped_hour(rule, view, words, now)


def _shift(view: ReminderView, words: Catalogue, now: datetime) -> Iterator[str]:
    zone = zone_of(view.zone)
    shown = [moment.astimezone(zone) for moment in (view.due_at, *view.then)]
    changed = next((at for at in shown if at.utcoffset() != shown[0].utcoffset()), None)
    if changed:
        yield words.clock_shift.format(day=phrases.opening(times.day(changed, view.zone, words.language, now=now)))


def _skipped_hour(rule: Rule, view: ReminderView, words: Catalogue, now: datetime) -> Iterator[str]:
    """Yield when within a year the series meets an hour that the clocks jump over: it comes right after."""
    zone = zone_of(rule.zone)
    for time in rule.times:
        if time.hour >= NIGHT_ENDS:
            continue
        day = view.due_at.astimezone(zone).date()
        for ahead in range(A_YEAR.days):
            there = place(datetime.combine(day + timedelta(days=ahead), time), zone)
            if isinstance(there, Gap) and _comes_at(rule, after := there.after.astimezone(UTC)):
                told = times.day(after, view.zone, words.language, now=now)
                yield words.clock_gap.format(day=phrases.opening(told), time=times.clock(after, view.zone))
                break


def _comes_at(rule: Rule, moment: datetime) -> bool:
    found = next_after(rule, moment - timedelta(seconds=1))
    return found is not None and found.astimezone(UTC) == moment
