"""What happens when a reminder's moment comes."""

from dataclasses import replace
from datetime import datetime

from services.scheduler.domain.chat import Profile, Reminder
from services.scheduler.domain.naming import fire_id
from shared.contract import ChatId, ReminderDue


def fire(chat: ChatId, profile: Profile, reminder: Reminder, now: datetime) -> tuple[Reminder, ReminderDue]:
    """Return the reminder as it is while its message is on the way, and the fact that its moment has come."""
    speech = fire_id(reminder.uid, reminder.version, reminder.occurrence)
    fact = ReminderDue(
        chat=chat,
        speech_id=speech,
        sender=profile.sender,
        language=profile.language,
        at=now,
        reminder=reminder.view(),
        heard_at=profile.heard_at,
    )
    return replace(reminder, firing=speech), fact
