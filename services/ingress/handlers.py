"""One verb a door: a webhook that was let in becomes a message on the bus, and a link is opened over it."""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

import structlog

from services.ingress.domain.exports import link
from services.ingress.domain.hearing import understand
from services.ingress.domain.webhooks import Heard, StatusCall
from services.ingress.ports import Bus, Questions
from shared.contract import (
    EXPORTS,
    ExportAll,
    ExportOpened,
    ExportWanted,
    SpeechId,
    StatusReported,
    sender_for,
)
from shared.runtime.clock import Clock
from shared.runtime.telemetry import messages_heard_total, swept_messages_total, twilio_cost_dollars_total

PATIENCE = timedelta(seconds=8)
"""With whoever has the data; a person looks at a browser that turns."""

logger = structlog.get_logger()


async def hear(
    heard: Heard, said_at: datetime, *, swept: bool, senders: Sequence[str], base_url: str, bus: Bus, price: float
) -> None:
    """Ask the scheduler for what the person said. Returns when the command is on disk.

    `swept`: it was found in Twilio's list. `price`: what Twilio takes for a message, in dollars.
    """
    sender = heard.sender or sender_for(heard.chat, senders)
    command = understand(heard, sender=sender, said_at=said_at)
    if isinstance(command, ExportAll):
        command = command.model_copy(update={"link": link(base_url, command.chat, secrets.token_urlsafe(32))})
    if not await bus.send(command):
        return
    messages_heard_total.labels(command.language or "none", type(command).__name__).inc()
    twilio_cost_dollars_total.labels("inbound").inc(price)
    swept_messages_total.inc(swept)
    logger.info("command_kept", id=command.command_id, kind=command.kind, swept=swept)


async def report(call: StatusCall, *, bus: Bus, clock: Clock) -> None:
    """Tell the notifier what became of a message. Returns when the receipt is on disk."""
    receipt = StatusReported(
        chat=call.chat,
        sid=call.sid,
        status=call.status,
        speech_id=SpeechId(call.speech) if call.speech else None,
        reminder=call.reminder,
        error_code=call.error_code,
        at=clock.now(),
    )
    await bus.send(receipt)


async def open_link(wanted: ExportWanted, *, questions: Questions) -> ExportOpened:
    """Ask what a link opens, or for a file of it. Raises Transient when nobody can say."""
    answer = await questions.ask(EXPORTS, wanted.model_dump_json().encode(), patience=PATIENCE)
    return ExportOpened.model_validate_json(answer)
