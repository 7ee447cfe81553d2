"""Settle by evidence what the answer to a post did not tell."""

import time
from datetime import timedelta

from services.notifier.domain.codes import Kind
from services.notifier.domain.verdicts import NotSent, Refused, Sent
from services.notifier.handlers.voice import LONGEST_WAIT, Voice, report_refused, report_sent
from services.notifier.ports import Doubtful
from shared.contract import AnyFact
from shared.runtime.errors import Transient
from shared.runtime.telemetry import messages_doubled_total, speech_ambiguous_total

LOOKS_UNTIL = 2
"""Times the settling time: what the list does not show by then was not sent."""

MOST_DOUBTFUL_POSTS = 2
"""After so many posts of which nothing is known the speech is parked for an operator to decide."""

AT_ONCE = timedelta(milliseconds=10)


async def look(fact: AnyFact, doubt: Doubtful, voice: Voice) -> None:
    """Find out whether the speech was sent. Raises Transient until it is known, and when it is to be sent again."""
    # Both clocks must agree that Twilio has had its time: one of them may have jumped.
    age = min(doubt.age, voice.watch.age(f"{doubt.token}.{doubt.attempts}", time.monotonic()))
    if age < voice.settle_after:
        raise Transient("waiting for evidence", retry_after=min(voice.settle_after - age, LONGEST_WAIT))
    if await _found(fact, doubt, voice):
        return
    final = voice.settle_after * LOOKS_UNTIL
    if age < final:
        raise Transient("no evidence yet", retry_after=min(final - age, LONGEST_WAIT))
    voice.watch.forget(f"{doubt.token}.{doubt.attempts}")
    await _give_up(fact, doubt, voice)


async def _found(fact: AnyFact, doubt: Doubtful, voice: Voice) -> bool:
    # The store's clock may be ahead of Twilio's: what was sent must not seem to be older than its post.
    since = min(doubt.posted_at, voice.clock.now() - doubt.age)
    for sid in await voice.phone.find(fact.chat, fact.sender, doubt.said, since=since):
        match await voice.journal.settle(fact, doubt.token, Sent(sid)):
            case "taken" | "failed":
                continue  # the same words, said for another reason, or said before and lost
            case "written":
                speech_ambiguous_total.labels("list").inc()
            case "double":
                messages_doubled_total.labels("list").inc()
        await report_sent(fact, sid, voice)
        return True
    return False


async def _give_up(fact: AnyFact, doubt: Doubtful, voice: Voice) -> None:
    if doubt.attempts < MOST_DOUBTFUL_POSTS:
        speech_ambiguous_total.labels("again").inc()
        await voice.journal.settle(fact, doubt.token, NotSent("no evidence"))
        raise Transient("nothing was sent", retry_after=AT_ONCE)
    if await voice.journal.settle(fact, doubt.token, Refused(None, Kind.UNKNOWN)) != "written":
        raise Transient("something better is known", retry_after=AT_ONCE)
    speech_ambiguous_total.labels("parked").inc()
    await report_refused(fact, None, voice)
