"""What ingress missed is found in Twilio's list of inbound messages and goes through the same door."""

from dataclasses import dataclass
from datetime import timedelta

import structlog

from services.notifier.ports import Door, Inbox, SweepMemory
from shared.runtime.clock import Clock

FIRST_LOOK = timedelta(minutes=15)
"""How far back the very first sweep looks: what was written before Nudge moved in is not for Nudge."""

OVERLAP = timedelta(minutes=10)
"""Twilio's list may lag behind."""

logger = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Sweep:
    """What a sweep of one of our numbers works with. `grace` is how long a message is left to Twilio's own tries."""

    sender: str
    inbox: Inbox
    door: Door
    memory: SweepMemory
    clock: Clock
    grace: timedelta


async def sweep_once(sweep: Sweep) -> int:
    """Bring in what nobody has brought in; return how many rang. Only the leader sweeps. Raises Transient."""
    if not await sweep.memory.lead():
        return 0
    now = sweep.clock.now()
    since = (await sweep.memory.since() or now - FIRST_LOOK) - OVERLAP
    found = {message.sid: message for message in await sweep.inbox.received(sweep.sender, since=since)}
    ripe = [sid for sid, message in found.items() if now - message.sent_at >= sweep.grace]
    rang = 0
    for sid in await sweep.memory.unknown(ripe):
        if await sweep.memory.is_answered(found[sid]):
            await sweep.memory.remember(sid)
            continue
        if not await sweep.door.ring(found[sid]):
            logger.warning("sweep_waits", hint="PUBLIC_BASE_URL does not answer")
            return rang
        await sweep.memory.remember(sid)
        rang += 1
    await sweep.memory.swept(now)
    return rang
