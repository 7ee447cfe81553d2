"""Everything that is kept of a person, as they may have it."""

from datetime import datetime, timedelta

from services.scheduler.domain.chat import Chat, Fate, Spoken
from services.scheduler.domain.reminder import Reminder
from shared.contract import Everything, KeptReminder, SentMessage

OPEN_FOR = timedelta(minutes=10)
"""How long a link opens anything."""


def everything(chat: Chat, now: datetime) -> Everything:
    """Return all that is kept of the chat: what comes first, then what is over."""
    pending = chat.pending()
    over = [reminder for reminder in chat.reminders.values() if not reminder.is_alive]
    over.sort(key=lambda reminder: reminder.told_at or reminder.due_at, reverse=True)
    question = chat.profile.question
    return Everything(
        person=chat.id,
        at=now,
        zone=chat.profile.zone,
        language=chat.profile.language,
        opted_out=chat.profile.is_stopped,
        last_wrote_at=chat.profile.heard_at,
        question=question.draft.words if question and question.draft else "",
        reminders=tuple(_kept(reminder) for reminder in (*pending, *over)),
        messages=tuple(_sent(spoken, chat) for spoken in chat.spoken),
    )


def _sent(spoken: Spoken, chat: Chat) -> SentMessage:
    fate = chat.fates.get(spoken.speech, Fate())
    return SentMessage(
        sid=spoken.sid,
        at=spoken.at,
        reminders=spoken.ids,
        failed_at=fate.failed_at,
        delivered_at=fate.delivered_at,
        read_at=fate.read_at,
    )


def _kept(reminder: Reminder) -> KeptReminder:
    return KeptReminder(
        id=reminder.id,
        uid=reminder.uid,
        text=reminder.text,
        state=reminder.state.value,
        due_at=reminder.due_at,
        zone=reminder.zone,
        made_at=reminder.made_at,
        told_at=reminder.told_at,
        rule=reminder.rule.to_json() if reminder.rule else None,
        words=reminder.words,
        history=reminder.log,
    )
