"""What a scheduler says to a notifier, said by hand, and what the notifier makes of it."""

import base64
import json
import secrets
from datetime import UTC, datetime, timedelta
from typing import Any

from deploy.embedded.servers import RunningServer
from shared.contract import ChatId, Language, Message, ReminderDue, ReminderId, ReminderView, SpeechId, StatusReported
from tests.harness.account import NUDGE, a_number
from tests.harness.streams import jetstream_of, read_all, unsettled
from tests.harness.waiting import wait_until


def a_due(
    text: str = "call mom", *, due_in: float = -0.1, number: str = "", speech: str = "", id_: str = "k1"
) -> ReminderDue:
    """Return the fact that a reminder's moment has come, of somebody new unless told."""
    now = datetime.now(UTC)
    return ReminderDue(
        chat=ChatId(f"whatsapp:{number or a_number()}"),
        speech_id=SpeechId(speech or f"{secrets.token_hex(8)}.1.0"),
        sender=NUDGE,
        language=Language("en"),
        at=now,
        reminder=ReminderView(id=ReminderId(id_), text=text, due_at=now + timedelta(seconds=due_in), zone="UTC"),
    )


def a_receipt(fact: ReminderDue, sid: str, status: str = "delivered") -> StatusReported:
    """Return what Twilio reports about the message that was sent for `fact`."""
    return StatusReported(
        chat=fact.chat,
        sid=sid,
        status=status,
        speech_id=fact.speech_id,
        reminder=fact.reminder.id,
        at=datetime.now(UTC),
    )


async def publish(server: RunningServer, *messages: Message, again: str = "") -> None:
    """Put the messages on their streams; `again` makes a repeat one that NATS does not know."""
    async with jetstream_of(server) as jetstream:
        for message in messages:
            headers = {"Nats-Msg-Id": message.dedupe_id + again}
            body = message.model_dump_json().encode()
            await jetstream.publish(message.subject, body, stream=message.stream, headers=headers)


async def outcomes_of(server: RunningServer, fact: ReminderDue) -> list[dict[str, Any]]:
    """Return what was reported about the speech."""
    return [outcome for outcome in await read_all(server, "OUTCOMES") if outcome["speech_id"] == fact.speech_id]


async def outcome_of(server: RunningServer, fact: ReminderDue, *, within: float = 30) -> dict[str, Any]:
    """Wait for the outcome of the speech, and return it."""

    async def reported() -> list[dict[str, Any]]:
        return await outcomes_of(server, fact)

    description = f"the outcome of {fact.speech_id} is reported"
    return (await wait_until(reported, description=description, within=within))[0]


async def all_settled(server: RunningServer) -> None:
    """Wait until the notifier has acknowledged everything."""
    consumers = (("SPEECH", "notifier-due"), ("SPEECH", "notifier-reply"), ("RECEIPTS", "notifier-receipt"))

    async def nothing_waits() -> bool:
        return not any([await unsettled(server, stream, durable) for stream, durable in consumers])

    await wait_until(nothing_waits, description="every message is acknowledged", within=60)


async def parked_copy(server: RunningServer, fact: ReminderDue) -> dict[str, Any]:
    """Wait until the fact is parked, and return what an operator finds."""

    async def found() -> dict[str, Any]:
        for parked in await read_all(server, "PARKED"):
            if json.loads(base64.b64decode(parked["body"]))["speech_id"] == fact.speech_id:
                return parked
        return {}

    return await wait_until(found, description="the fact is parked")
