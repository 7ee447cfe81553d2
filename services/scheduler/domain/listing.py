"""Lists: what is pending, what was done, what speaks of something; a page at a time."""

from collections.abc import Sequence
from dataclasses import replace
from math import ceil

from services.scheduler.domain.chat import Change, Listing
from services.scheduler.domain.reminder import Reminder, State
from services.scheduler.domain.replies import Reply
from shared.contract import Choice, ListReminders, RemindersListed

PAGE = 10
"""Reminders a list message: ten with long texts still fit what WhatsApp shows."""


def show(command: ListReminders, reply: Reply) -> Change:
    """Show one page. From now on an index means a position in this list."""
    before = reply.chat.profile.listing
    wanted = Listing(page=before.page + 1, which=before.which, about=before.about) if command.more else _asked(command)
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
        choices=(Choice(words="/more", does="more"),) if page < pages else (),
        profile=replace(reply.profile, listing=listing),
    )


def _asked(command: ListReminders) -> Listing:
    return Listing(page=command.page, which=command.which, about=command.about)


def _found(wanted: Listing, reply: Reply) -> Sequence[Reminder]:
    if wanted.which == "done":
        done = [reminder for reminder in reply.chat.reminders.values() if reminder.state is State.DONE]
        return sorted(done, key=lambda reminder: reminder.log[-1].at if reminder.log else reminder.due_at, reverse=True)
    words = wanted.about.casefold()
    return [reminder for reminder in reply.chat.pending() if words in reminder.text.casefold()]
