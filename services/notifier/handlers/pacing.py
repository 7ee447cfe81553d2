"""When a message may leave: the sender's pace, and the breaker."""

import asyncio
import time
from datetime import timedelta

from services.notifier.domain.codes import Kind
from services.notifier.domain.verdicts import NotSent, Verdict
from services.notifier.handlers.voice import Voice
from services.notifier.ports import Slot
from shared.contract import AnyFact, ReminderDue
from shared.runtime.errors import Transient

PATIENCE = timedelta(seconds=15)
"""How long a message in hand waits for its turn; then it goes back to the bus."""

REFUSED = "account_refused"


def hold_while_refused(voice: Voice) -> None:
    """Raise Transient while the account is refused, except for a probe now and then."""
    if (wait := voice.breaker.hold(time.monotonic())) > timedelta(0):
        raise Transient("the account is refused", retry_after=wait)


async def wait_for_turn(fact: AnyFact, voice: Voice) -> None:
    """Return at the moment at which the sender may post next. Raises Transient when that is too far away."""
    deadline = time.monotonic() + PATIENCE.total_seconds()
    while True:
        turn = await voice.pace.turn(fact.sender, is_urgent=not isinstance(fact, ReminderDue))
        if time.monotonic() + turn.wait.total_seconds() > deadline:
            raise Transient("the sender has no turn soon", retry_after=turn.wait)
        await asyncio.sleep(turn.wait.total_seconds())
        if isinstance(turn, Slot):
            return


async def learn(fact: AnyFact, verdict: Verdict, voice: Voice) -> Verdict:
    """Slow everybody down after a throttled post, stop everybody after a refused account; go on when it is over."""
    match verdict:
        case NotSent(reason, asked, Kind.THROTTLED):
            pause = await voice.pace.slow_down(fact.sender, asked)
            return NotSent(reason, max(pause, asked or pause), Kind.THROTTLED)
        case NotSent(reason, _, Kind.ACCOUNT):
            wait = voice.breaker.trip(time.monotonic())
            voice.alarms.ring(REFUSED, hint="check TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN and TWILIO_WHATSAPP_NUMBER")
            return NotSent(reason, wait, Kind.ACCOUNT)
        case NotSent():
            return verdict
        case _:
            voice.breaker.close()
            voice.alarms.end(REFUSED)
            return verdict
