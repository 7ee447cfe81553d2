"""Why: what was typed, how it was read, and all that happened since."""

from services.scheduler.domain.asking import ask_which, nothing_named
from services.scheduler.domain.chat import Change, Spoken
from services.scheduler.domain.reminder import Reminder
from services.scheduler.domain.replies import Reply
from services.scheduler.domain.targets import meant
from shared.contract import Event, ExplainReminder, ReminderExplained

MOST_TOLD = 12


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
    sent = [_as_event(spoken) for spoken in reply.chat.spoken if _told(spoken, reminder)]
    events = sorted((*reminder.log, *sent), key=lambda event: event.at)
    return reply.with_fact(
        ReminderExplained,
        reminder=reminder.view(full=True),
        words=reminder.words,
        state=reminder.state.value,
        events=tuple(events[-MOST_TOLD:]),
        concerns=(reminder.id,),
    )


def _told(spoken: Spoken, reminder: Reminder) -> bool:
    """Say whether this message told the reminder's moment, and was no answer."""
    return reminder.id in spoken.ids and not spoken.speech.startswith("re.")


def _as_event(spoken: Spoken) -> Event:
    return Event(what="refused" if spoken.refused else "sent", at=spoken.at)
