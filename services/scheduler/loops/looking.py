"""What a look at reminders finds, and what becomes of those that are not to be fired."""

from collections.abc import Sequence
from datetime import timedelta

import structlog

from services.scheduler.loops.desk import LONGEST_SLEEP, Desk
from services.scheduler.ports import Firing, Saying, Seen
from shared.contract import SpeechId

READ_AGAIN = timedelta(minutes=1)
"""When a record of a newer version is looked at again: that version may be away for a moment."""

logger = structlog.get_logger()


def sayings_of(firings: Sequence[Firing]) -> Sequence[Saying]:
    """Return what is to be said, each message once: reminders that are told together share one."""
    told: dict[SpeechId, Saying] = {firing.fact.speech_id: Saying(firing.fact) for firing in firings}
    return list(told.values())


def let_go(desk: Desk, seen: Seen, *, ahead: timedelta) -> None:
    """Hold again what was looked at in vain: moved meanwhile, too early for a look so far ahead, or unreadable."""
    desk.window.add(seen.elsewhere)
    # What is due at one moment stays together.
    for due_ms in {entry.due_ms for entry in seen.early}:
        early = timedelta(milliseconds=due_ms - seen.present_ms) - ahead
        together = [entry for entry in seen.early if entry.due_ms == due_ms]
        desk.put_off(together, min(max(early, timedelta(0)), LONGEST_SLEEP))
    if seen.unreadable:
        logger.error("reminders_unreadable", count=len(seen.unreadable), partition=desk.tenure.partition)
        desk.put_off(seen.unreadable, READ_AGAIN)
