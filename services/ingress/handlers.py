"""One verb a door: a webhook that was let in becomes a message on the bus."""

from datetime import datetime

import structlog

from services.ingress.domain.hearing import understand
from services.ingress.domain.webhooks import Heard, StatusCall
from services.ingress.ports import Bus
from shared.contract import SpeechId, StatusReported
from shared.runtime.clock import Clock
from shared.runtime.telemetry import messages_heard_total, swept_messages_total, twilio_cost_dollars_total

logger = structlog.get_logger()


async def hear(heard: Heard, said_at: datetime, *, swept: bool, sender: str, bus: Bus, price: float) -> None:
    """Ask the scheduler for what the person said. Returns when the command is on disk.

    `swept`: it was found in Twilio's list. `price`: what Twilio takes for a message, in dollars.
    """
    command = understand(heard, sender=sender, said_at=said_at)
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
