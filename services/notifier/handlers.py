"""One verb per message: say a fact, once; take Twilio's word for what became of it."""

import time
from dataclasses import dataclass
from datetime import timedelta

import structlog

from services.notifier.domain.verdicts import NotSent, Refused, Sent, Unknown, Verdict
from services.notifier.domain.wording import say
from services.notifier.ports import Bus, Busy, Done, Doubtful, GivenUp, Go, Journal, Phone
from shared.contract import AnyFact, ReminderDue, ReminderId, SpeechRefused, SpeechSent, StatusReported
from shared.runtime.clock import Clock
from shared.runtime.errors import Permanent, Transient
from shared.runtime.telemetry import reminder_punctuality_seconds, speech_ambiguous_total, twilio_posts_total

SENDING_LEASE = timedelta(seconds=60)
"""How long one post may take. It must begin within half of it: after a freeze somebody else may hold the speech."""

MOST_DOUBTFUL_POSTS = 2
"""After so many posts of which nothing is known the speech is parked for an operator to decide."""

LONGEST_WAIT = timedelta(seconds=5)

logger = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Voice:
    """What the verbs work with."""

    journal: Journal
    phone: Phone
    bus: Bus
    clock: Clock
    settle_after: timedelta
    """How long Twilio may take to create a message after its answer was lost, or to list it."""


async def say_fact(fact: AnyFact, *, voice: Voice) -> None:
    """Write the fact to the person, once, and report the outcome. Raises Transient while it is not settled."""
    _hold_until_due(fact, voice.clock)
    began = time.monotonic()
    match await voice.journal.begin(fact.chat, fact.speech_id, SENDING_LEASE):
        case Go() as go:
            await _post(fact, go, began, voice)
        case Done(sid):
            await _report_sent(fact, sid, voice)
        case GivenUp(code):
            await _report_refused(fact, code, voice)
        case Busy(left):
            raise Transient("another notifier is sending it", retry_after=min(left, LONGEST_WAIT))
        case Doubtful() as doubt:
            await _look(fact, doubt, voice)


async def take_receipt(receipt: StatusReported, *, voice: Voice) -> None:
    """Keep what Twilio reports. A report on a message is evidence that it was sent."""
    if receipt.speech_id is None:
        return
    news = await voice.journal.evidence(receipt.chat, receipt.speech_id, receipt.sid, receipt.status)
    if news:
        speech_ambiguous_total.labels("callback").inc()
        reminder = ReminderId(receipt.reminder) if receipt.reminder else None
        await voice.bus.send(
            SpeechSent(
                chat=receipt.chat, speech_id=receipt.speech_id, reminder=reminder, sid=receipt.sid, at=voice.clock.now()
            )
        )


def _hold_until_due(fact: AnyFact, clock: Clock) -> None:
    if isinstance(fact, ReminderDue) and (early := fact.reminder.due_at - clock.now()) > timedelta(0):
        raise Transient("not due by this clock", retry_after=min(early, LONGEST_WAIT))


async def _post(fact: AnyFact, go: Go, began: float, voice: Voice) -> None:
    text = say(fact, now=go.at)
    if time.monotonic() - began > SENDING_LEASE.total_seconds() / 2:
        raise Transient("this process was paused: the speech may be somebody else's by now")
    if isinstance(fact, ReminderDue):
        late = voice.clock.now() - fact.reminder.due_at
        reminder_punctuality_seconds.labels("posted").observe(max(late.total_seconds(), 0))
    verdict = await voice.phone.send(fact.chat, fact.sender, text, speech=fact.speech_id, reminder=_reminder_of(fact))
    twilio_posts_total.labels(type(verdict).__name__.lower()).inc()
    await _conclude(fact, go.token, verdict, voice)


async def _conclude(fact: AnyFact, token: str, verdict: Verdict, voice: Voice) -> None:
    await voice.journal.settle(fact.chat, fact.speech_id, token, verdict)
    match verdict:
        case Sent(sid):
            await _report_sent(fact, sid, voice)
        case NotSent(reason, retry_after):
            raise Transient(f"not sent: {reason}", retry_after=retry_after)
        case Refused(_, code):
            await _report_refused(fact, code, voice)
        case Unknown(reason):
            raise Transient(f"sent or not: {reason}", retry_after=LONGEST_WAIT)


async def _look(fact: AnyFact, doubt: Doubtful, voice: Voice) -> None:
    """Settle by evidence what the answer to the post did not tell."""
    if doubt.age < voice.settle_after:
        raise Transient("waiting for evidence", retry_after=min(voice.settle_after - doubt.age, LONGEST_WAIT))
    text = say(fact, now=doubt.posted_at)
    sid = await voice.phone.find(fact.chat, fact.sender, text, since=doubt.posted_at)
    if sid is not None:
        speech_ambiguous_total.labels("list").inc()
        await _conclude(fact, doubt.token, Sent(sid), voice)
    elif doubt.attempts >= MOST_DOUBTFUL_POSTS:
        speech_ambiguous_total.labels("parked").inc()
        await _conclude(fact, doubt.token, Refused("no evidence after several posts"), voice)
    else:
        speech_ambiguous_total.labels("again").inc()
        await voice.journal.settle(fact.chat, fact.speech_id, doubt.token, NotSent("no evidence"))
        raise Transient("nothing was sent", retry_after=timedelta(milliseconds=10))


async def _report_sent(fact: AnyFact, sid: str, voice: Voice) -> None:
    await voice.bus.send(
        SpeechSent(chat=fact.chat, speech_id=fact.speech_id, reminder=_reminder_of(fact), sid=sid, at=voice.clock.now())
    )


async def _report_refused(fact: AnyFact, code: int | None, voice: Voice) -> None:
    """Report, then park the fact itself for the operator."""
    await voice.bus.send(
        SpeechRefused(
            chat=fact.chat, speech_id=fact.speech_id, reminder=_reminder_of(fact), code=code, at=voice.clock.now()
        )
    )
    raise Permanent(f"Twilio will not send it ({code})")


def _reminder_of(fact: AnyFact) -> ReminderId | None:
    return fact.reminder.id if isinstance(fact, ReminderDue) else None
