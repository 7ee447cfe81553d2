"""One verb a door: a webhook that was let in becomes a message on the bus."""

from collections.abc import Sequence
from datetime import datetime

import structlog

from services.ingress.domain.hearing import understand
from services.ingress.domain.webhooks import Heard, StatusCall
from services.ingress.ports import Bus
from shared.contract import SpeechId, StatusReported, sender_for
from shared.runtime.clock import Clock

logger = structlog.get_logger()


async def hear(heard: Heard, said_at: datetime, *, senders: Sequence[str], bus: Bus) -> None:
    """Ask the scheduler for what the person said. Returns when the command is on disk."""
    sender = heard.sender or sender_for(heard.chat, senders)
    command = understand(heard, sender=sender, said_at=said_at)
    await bus.send(command)
    logger.info("command_kept", id=command.command_id, kind=command.kind)


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
