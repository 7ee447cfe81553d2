"""Lists: what is pending, what was done, what speaks of something; a page at a time."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta, tzinfo
from math import ceil

from services.scheduler.domain.adding import reading_of
from services.scheduler.domain.chat import Change, Listing
from services.scheduler.domain.reminder import Reminder, State
from services.scheduler.domain.replies import Reply
from shared.contract import Choice, ListReminders, RemindersListed
from shared.language import span_of, zone_of

PAGE = 10
"""Reminders a list message: ten with long texts still fit what WhatsApp shows."""


def show(command: ListReminders, reply: Reply) -> Change:
    """Show one page. From now on an index means a position in this list."""
    before = reply.chat.profile.listing
    wanted = replace(before, page=before.page + 1) if command.more else _asked(command, reply)
    found = _found(wanted, reply)
    pages = max(1, ceil(len(found) / PAGE))
    page = min(wanted.page, pages)
    first = (page - 1) * PAGE
    views = tuple(
        reminder.view(index=index) for index, reminder in enumerate(found[first : first + PAGE], start=first + 1)
    )
    listing = replace(wanted, ids=tuple(reminder.id for reminder in found), page=page)
    return reply.with_fact(
        RemindersListed,
        reminders=views,
        total=len(found),
        page=page,
        pages=pages,
        which=wanted.which,
        about=wanted.about,
        of_days=wanted.days is not None,
        choices=(Choice(words="/more", does="more"),) if page < pages else (),
        profile=replace(reply.profile, listing=listing),
    )


def _asked(command: ListReminders, reply: Reply) -> Listing:
    return Listing(page=command.page, which=command.which, about=command.about, days=_days(command, reply))


def _days(command: ListReminders, reply: Reply) -> tuple[date, date] | None:
    time_said = reading_of(command.reading, command.words).time if command.reading else None
    today = command.said_at.astimezone(_zone(reply)).date()
    return span_of(time_said.day, today) if time_said and time_said.day else None


def _zone(reply: Reply) -> tzinfo:
    return zone_of(reply.profile.zone or "UTC")


def _found(wanted: Listing, reply: Reply) -> Sequence[Reminder]:
    if wanted.which == "done":
        done = [reminder for reminder in reply.chat.reminders.values() if reminder.state is State.DONE]
        return sorted(done, key=lambda reminder: reminder.log[-1].at if reminder.log else reminder.due_at, reverse=True)
    if wanted.days:
        return _of_days(wanted.days, reply)
    words = wanted.about.casefold()
    return [reminder for reminder in reply.chat.pending() if words in reminder.text.casefold()]


def _of_days(days: tuple[date, date], reply: Reply) -> Sequence[Reminder]:
    """Return what comes on these days; of a series, the first time that it does."""
    first, last = (datetime.combine(day, time(), _zone(reply)) for day in (days[0], days[1] + timedelta(days=1)))
    found = (_between(reminder, first, last) for reminder in reply.chat.pending() if reminder.is_waiting)
    return sorted((reminder for reminder in found if reminder), key=lambda each: (each.due_at, each.made_at, each.id))


def _between(reminder: Reminder, first: datetime, end: datetime) -> Reminder | None:
    if reminder.due_at >= first:
        return reminder if reminder.due_at < end else None
    later = reminder.after(first - timedelta(microseconds=1))
    return reminder.at(later) if later and later < end else None
