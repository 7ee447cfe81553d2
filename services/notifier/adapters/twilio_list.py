"""Reading Twilio's list of messages: which of them say a certain thing to a certain person."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from services.notifier.domain.utterances import Utterance, is_said_by
from services.notifier.ports import Missed
from shared.contract import ChatId

Listed = Mapping[str, Any]


def saying_this(
    messages: Iterable[Listed], chat: ChatId, sender: str, said: Utterance, *, since: datetime
) -> Sequence[Listed]:
    """Return the messages that say this, from this sender to this person, made since then."""
    return [
        message
        for message in messages
        if (message.get("to"), message.get("from")) == (chat, sender)
        and str(message.get("direction", "")).startswith("outbound")
        and isinstance(message.get("sid"), str)
        and is_said_by(said.text, said.marks, str(message.get("body")))
        and made_at(message) >= since
    ]


def made_at(message: Listed) -> datetime:
    """Return when Twilio made the message."""
    try:
        return parsedate_to_datetime(str(message.get("date_created"))).astimezone(UTC)
    except ValueError:
        return datetime.min.replace(tzinfo=UTC)


def is_inbound(message: Listed) -> bool:
    return message.get("direction") == "inbound" and isinstance(message.get("sid"), str)


def missed(message: Listed) -> Missed:
    """Return an inbound message of the list."""
    return Missed(
        sid=str(message["sid"]),
        chat=ChatId(str(message.get("from"))),
        sender=str(message.get("to")),
        body=str(message.get("body") or ""),
        media=str(message.get("num_media") or "0"),
        sent_at=made_at(message),
    )
