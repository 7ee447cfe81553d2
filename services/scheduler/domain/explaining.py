"""Why: what was typed, how it was read, and all that happened since."""

from collections.abc import Sequence

from services.scheduler.domain.asking import ask_which, nothing_named
from services.scheduler.domain.chat import Change, Fate, Spoken
from services.scheduler.domain.reminder import Reminder
from services.scheduler.domain.replies import Reply
from services.scheduler.domain.targets import meant
from shared.contract import Event, ExplainReminder, ReminderExplained

MOST_TOLD = 16
"""Lines of a history: how it began, and the newest. More would not fit a message."""


def explain(command: ExplainReminder, reply: Reply) -> Change:
    """Tell the history of one reminder."""
    named = meant(command, reply, wanted=lambda _: True)
    several = named.unclear or (named.found if len(named.found) > 1 else [])
    if several:
        return ask_which(several, "why", reply)
    if not named.found:
        return nothing_named(named.missing, reply)
    return explain_this(named.found[0], reply)


def explain_this(reminder: Reminder, reply: Reply) -> Change:
    sent = [event for spoken in reply.chat.spoken if _told(spoken, reminder) for event in _events(spoken, reply)]
    events = sorted((*reminder.log, *sent), key=lambda event: event.at)
    if len(events) > MOST_TOLD:
        events = [events[0], *events[-MOST_TOLD + 1 :]]
    return reply.with_fact(
        ReminderExplained,
        reminder=reminder.view(full=True),
        words=reminder.words,
        state=reminder.state.value,
        events=tuple(events),
        concerns=(reminder.id,),
    )


def _told(spoken: Spoken, reminder: Reminder) -> bool:
    """Say whether this message told the reminder's moment, and was no answer."""
    return reminder.id in spoken.ids and not spoken.speech.startswith("re.")


def _events(spoken: Spoken, reply: Reply) -> Sequence[Event]:
    """Return what is known of one message: what was read has arrived, and what arrived in the end did not fail."""
    fate = reply.chat.fates.get(spoken.speech, Fate())
    arrived = fate.delivered_at or fate.read_at
    known = {
        "refused" if spoken.refused else "sent": spoken.at,
        "failed": None if arrived else fate.failed_at,
        "delivered": fate.delivered_at,
        "read": fate.read_at,
    }
    # Twilio reports in any order: nothing arrives before it was sent.
    return [Event(what=what, at=max(at, spoken.at)) for what, at in known.items() if at]
