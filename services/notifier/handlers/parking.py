"""What an operator does about parked messages: look, send again, drop."""

import hashlib
import hmac
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ValidationError

from services.notifier.handlers.voice import Voice
from services.notifier.ports import Journal, ParkedMessage, ParkedMessages
from shared.contract import ChatId, Command, ReminderId, SpeechId, SpeechRefused
from shared.runtime.errors import Permanent


@dataclass(frozen=True, slots=True)
class Parking:
    """What the verbs work with. `key` hides who it was: without it nobody can tell a number from its hash."""

    messages: ParkedMessages
    journal: Journal
    key: str
    may_ask: bool = True
    """Whether commands may be sent again: the notifier must not ask, only an operator may."""


class Whose(BaseModel):
    """As much of a parked speech as has to be read to tell that it was parked."""

    class Reminder(BaseModel):
        id: ReminderId

    chat: ChatId
    speech_id: SpeechId
    reminder: Reminder | None = None


async def report_parked(body: bytes, *, voice: Voice) -> None:
    """Tell the scheduler that the speech will not be sent: it would say it again and again."""
    try:
        whose = Whose.model_validate_json(body)
    except ValidationError:
        return  # nobody can say whose it was
    await voice.journal.keep(whose.chat, whose.speech_id, body, None)
    await voice.bus.send(
        SpeechRefused(
            chat=whose.chat,
            speech_id=whose.speech_id,
            reminder=whose.reminder.id if whose.reminder else None,
            at=voice.clock.now(),
        )
    )


async def list_parked(parking: Parking) -> Sequence[dict[str, Any]]:
    """Return why, when and whom, oldest first, of all that waits for a decision."""
    return [described(message, parking.key) for message in await parking.messages.waiting()]


async def show_parked(sequence: int, parking: Parking) -> dict[str, Any] | None:
    """Return all that is known of one, what it says included; None when it does not wait."""
    message = await _find(sequence, parking)
    return described(message, parking.key) | {"body": _decoded(message)} if message else None


async def replay(sequence: int, parking: Parking) -> bool:
    """Send it again, as if it had never been parked. False when it does not wait; Permanent when it is not ours to."""
    message = await _find(sequence, parking)
    if message is None:
        return False
    if message.stream == Command.stream and not parking.may_ask:
        raise Permanent(f"A command is sent again by hand: ./task parked -- replay {sequence}")
    body = _decoded(message)
    if message.stream == "SPEECH" and isinstance(body, dict):
        await parking.journal.forgive(ChatId(body["chat"]), SpeechId(body["speech_id"]))
    await parking.messages.publish_again(message)
    await parking.messages.settle(sequence, "replayed")
    return True


async def drop(sequence: int, parking: Parking) -> bool:
    """Let it rest for good. False when it does not wait."""
    message = await _find(sequence, parking)
    if message is None:
        return False
    body = _decoded(message)
    if message.stream == "SPEECH" and isinstance(body, dict):
        await parking.journal.let_go(ChatId(body["chat"]), SpeechId(body["speech_id"]))
    await parking.messages.settle(sequence, "dropped")
    return True


def described(message: ParkedMessage, key: str) -> dict[str, Any]:
    """Return what may be shown to anybody who may look: no number, no text."""
    body = _decoded(message)
    facts = body if isinstance(body, dict) else {}
    return {
        "number": message.sequence,
        "why": message.why,
        "at": message.at.isoformat(timespec="seconds") if message.at else None,
        "whom": _hidden(str(facts["chat"]), key) if "chat" in facts else None,
        "kind": facts.get("kind"),
        "id": facts.get("speech_id") or facts.get("command_id"),
        "from": message.consumer,
        "attempts": message.attempts,
    }


async def _find(sequence: int, parking: Parking) -> ParkedMessage | None:
    waiting = await parking.messages.waiting()
    return next((message for message in waiting if message.sequence == sequence), None)


def _decoded(message: ParkedMessage) -> object:
    try:
        return json.loads(message.body)
    except ValueError:
        return message.body.decode("utf-8", "replace")


def _hidden(chat: str, key: str) -> str:
    return hmac.new(key.encode(), chat.encode(), hashlib.sha256).hexdigest()[:12]
