"""When a message may leave: the sender's pace, and the breaker."""

import asyncio
import time
from contextlib import suppress
from datetime import timedelta

from services.notifier.domain.codes import Kind
from services.notifier.domain.verdicts import NotSent, Verdict
from services.notifier.handlers.voice import Voice
from services.notifier.ports import Slot, Turn
from shared.contract import AnyFact, ReminderDue
from shared.runtime.errors import Transient

PATIENCE = timedelta(seconds=15)
"""How long a message in hand waits for its turn; then it goes back to the bus."""

FRESH = timedelta(seconds=2)
"""An answer that is older was most likely tried before, and may not be posted this time either."""

MOST_MISSED = 5
"""Then a moment is used however late it is: slow machines send as well."""

ACCOUNT_REFUSED = "account_refused"
SENDER_REFUSED = "sender_refused"


def hold_while_refused(sender: str, voice: Voice) -> None:
    """Raise Transient while the account, or this number of ours, is refused, except for a probe now and then."""
    if (wait := voice.breakers.hold(sender, time.monotonic())) > timedelta(0):
        raise Transient("the account or the sender is refused", retry_after=wait)


async def turn_meanwhile(fact: AnyFact, voice: Voice) -> Turn | None:
    """Return a turn for an answer that was just given, while other things are asked.

    None when the store cannot be reached, and for an older answer: a turn that is not used is one that nobody has.
    """
    if voice.clock.now() - fact.at > FRESH:
        return None
    with suppress(Transient):
        return await voice.pace.turn(fact.sender, is_urgent=True, within=PATIENCE)
    return None


async def wait_for_turn(fact: AnyFact, voice: Voice, turn: Turn | None = None) -> None:
    """Return at the moment at which the sender may post next, beginning with `turn`, if there is one already.

    Raises Transient when that is too far away.
    """
    deadline, missed = time.monotonic() + PATIENCE.total_seconds(), 0
    while True:
        left = timedelta(seconds=deadline - time.monotonic())
        turn = turn or await voice.pace.turn(fact.sender, is_urgent=not isinstance(fact, ReminderDue), within=left)
        wait = turn.wait
        if time.monotonic() + wait.total_seconds() > deadline:
            raise Transient("the sender has no turn soon", retry_after=wait)
        if wait:
            await asyncio.sleep(wait.total_seconds())
        if isinstance(turn, Slot):
            late = time.monotonic() - turn.at
            voice.pace.woke(late)
            if missed == MOST_MISSED or late <= turn.slack:
                return
            missed += 1
        turn = None


async def learn(fact: AnyFact, verdict: Verdict, voice: Voice) -> Verdict:
    """Slow everybody down after a throttled post, stop everybody after a refused account; go on when it is over."""
    match verdict:
        case NotSent(reason, asked, Kind.THROTTLED):
            pause = await voice.pace.slow_down(fact.sender, asked)
            return NotSent(reason, max(pause, asked or pause), Kind.THROTTLED)
        case NotSent(reason, _, Kind.ACCOUNT):
            wait = voice.breakers.account.trip(time.monotonic())
            voice.alarms.ring(ACCOUNT_REFUSED, hint="check TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN")
            return NotSent(reason, wait, Kind.ACCOUNT)
        case NotSent(reason, _, Kind.SENDER):
            wait = voice.breakers.of_sender[fact.sender].trip(time.monotonic())
            voice.alarms.ring(SENDER_REFUSED, hint="check TWILIO_WHATSAPP_NUMBER, and the sender at Twilio")
            return NotSent(reason, wait, Kind.SENDER)
        case NotSent():
            return verdict
        case _:
            with suppress(Transient):  # what is known of the post is worth more
                await voice.pace.recover(fact.sender)
            voice.breakers.close(fact.sender)
            voice.alarms.end(ACCOUNT_REFUSED)
            if not voice.breakers.refused:
                voice.alarms.end(SENDER_REFUSED)
            return verdict
