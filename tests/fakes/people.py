"""What people say, with everything filled in that a test is not about."""

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from itertools import count
from typing import Any

from services.ingress.domain.exports import link
from services.ingress.domain.hearing import understand
from services.ingress.domain.webhooks import Heard
from services.scheduler.domain.chat import Chat, Profile
from services.scheduler.domain.naming import unique_id
from services.scheduler.domain.reminder import Reminder
from shared.contract import AnyCommand, ChatId, CommandId, ExportAll, ReminderId
from tests.fakes.clock import NOON

ANNA = ChatId("whatsapp:+4915112345678")
BORIS = ChatId("whatsapp:+79161234567")
NUDGE = "whatsapp:+14155238886"

_numbers = count(1)


def a_sid() -> CommandId:
    """Return a MessageSid that was not used before."""
    return CommandId(f"SM{next(_numbers):032x}")


def said(words: str, *, chat: ChatId = ANNA, at: datetime = NOON, sid: CommandId | None = None) -> AnyCommand:
    """Return the command that ingress makes of `words`."""
    heard = Heard(command_id=sid or a_sid(), chat=chat, sender=NUDGE, account=None, body=words)
    return linked(understand(heard, sender=NUDGE, said_at=at))


def linked(command: AnyCommand) -> AnyCommand:
    """Return the command as the door sends it."""
    if isinstance(command, ExportAll):
        secret = b64encode(sha256(command.chat.encode()).digest(), b"-_").decode().rstrip("=")
        return command.model_copy(update={"link": link("https://nudge.example.org", command.chat, secret)})
    return command


def a_reminder(id_: str = "k1", *, due_at: datetime = NOON, text: str = "tea", **changes: Any) -> Reminder:
    """Return a reminder in UTC."""
    tea = Reminder(
        id=ReminderId(id_),
        uid=unique_id(CommandId(f"made {id_}")),
        text=text,
        wall=due_at.replace(tzinfo=None),
        zone="UTC",
        due_at=due_at,
        made_at=NOON,
    )
    return replace(tea, **changes)


def a_chat(*reminders: Reminder, chat: ChatId = ANNA, profile: Mapping[str, Any] | None = None) -> Chat:
    """Return a chat that holds these reminders."""
    known = replace(Profile(sender=NUDGE, heard_at=NOON), **(profile or {}))
    return Chat(chat, profile=known, reminders={reminder.id: reminder for reminder in reminders})
