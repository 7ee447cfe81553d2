"""Say a fact to its person, once."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from services.notifier.domain.codes import Kind, meaning_of
from services.notifier.domain.company import company_of, time_to_gather
from services.notifier.domain.planning import plan, plan_together
from services.notifier.domain.receipts import remedy_for
from services.notifier.domain.utterances import Utterance
from services.notifier.domain.verdicts import NotSent, Otherwise, Refused, Sent, Unknown, Verdict
from services.notifier.handlers.counting import count_post
from services.notifier.handlers.doubts import look
from services.notifier.handlers.furnishing import TEMPLATE_MISSING
from services.notifier.handlers.pacing import hold_while_refused, learn, turn_meanwhile, wait_for_turn
from services.notifier.handlers.typing import typing_while
from services.notifier.handlers.voice import LONGEST_WAIT, Voice, reminder_of, report_refused, report_sent
from services.notifier.ports import Busy, Done, Doubtful, GivenUp, Go, Turn, Wait
from shared.contract import AnyFact, PersonForgotten, ReminderDue, SpeechId, sender_for
from shared.runtime.clock import Clock
from shared.runtime.errors import Transient
from shared.runtime.telemetry import messages_doubled_total

SENDING_LEASE = timedelta(seconds=60)
"""How long one post may take. It must begin within half of it: after a freeze somebody else may hold the speech."""

WINDOW_CLOSED = 63016
"""What Twilio would answer if it were asked to say it without a template."""

UNSAID = Utterance("")


@dataclass(frozen=True, slots=True)
class Telling:
    """One message: the speeches that it tells, what it says, and the name under which Twilio reports on it."""

    facts: tuple[AnyFact, ...]
    said: Utterance
    name: SpeechId


@dataclass(frozen=True, slots=True)
class Start:
    """How a speech was begun: with what the journal said, when, and with a turn if one was taken already."""

    go: Go
    began: float
    turn: Turn | None


async def say_fact(fact: AnyFact, *, voice: Voice) -> None:
    """Write the fact to the person, once, and report the outcome. Raises Transient while it is not settled."""
    _hold_until_due(fact, voice.clock)
    fact = _from_a_number_of_ours(fact, voice.senders)
    hold_while_refused(fact.sender, voice)
    async with typing_while(fact, voice):
        await _say(fact, voice)
    if isinstance(fact, PersonForgotten):
        await voice.journal.forget(fact.chat)


def _from_a_number_of_ours(fact: AnyFact, senders: Sequence[str]) -> AnyFact:
    """Let another number of ours say it when the one that the person wrote to is no longer ours."""
    if not senders or fact.sender in senders:
        return fact
    return fact.model_copy(update={"sender": sender_for(fact.chat, senders)})


async def _say(fact: AnyFact, voice: Voice) -> None:
    began = time.monotonic()
    now = voice.clock.now()
    said = await _planned(fact, voice)
    asked = voice.journal.begin(fact, said or UNSAID, SENDING_LEASE, gather=time_to_gather(fact, now))
    turn = None
    if isinstance(fact, ReminderDue):
        standing = await asked
    else:  # somebody is waiting: both are asked at once, and one write to the disk is enough
        standing, turn = await asyncio.gather(asked, turn_meanwhile(fact, voice))
    match standing:
        case Go() as go:
            await _speak(fact, said, Start(go, began, turn), voice)
        case Done(sid):
            await report_sent(fact, sid, voice)
        case GivenUp(code):
            await report_refused(fact, code, voice)
        case Busy(left):
            raise Transient("another notifier is sending it", retry_after=min(left, LONGEST_WAIT))
        case Wait(left):
            raise Transient("too early", retry_after=left)
        case Doubtful() as doubt:
            await look(fact, doubt, voice)


async def _planned(fact: AnyFact, voice: Voice, form: str = "") -> Utterance | None:
    """Return how the fact is said now; None when only a template would do, and none is approved."""
    said = plan(fact, voice.contents, now=voice.clock.now(), form=form)
    if said is None:
        await voice.find_templates()
        said = plan(fact, voice.contents, now=voice.clock.now(), form=form)
    return said


def _hold_until_due(fact: AnyFact, clock: Clock) -> None:
    if isinstance(fact, ReminderDue) and (early := fact.reminder.due_at - clock.now()) > timedelta(0):
        raise Transient("not due by this clock", retry_after=min(early, LONGEST_WAIT))


async def _speak(fact: AnyFact, said: Utterance | None, start: Start, voice: Voice) -> None:
    go = start.go
    if go.form:
        said = await _planned(fact, voice, go.form)
    if said is None:
        voice.alarms.ring(TEMPLATE_MISSING, hint="run ./task templates")
        await _conclude(fact, go, Refused(WINDOW_CLOSED, Kind.TEMPLATE), voice)
        return
    if go.form and not await voice.journal.rephrase(fact, go.token, said):
        raise Transient("somebody else holds the speech")
    telling = await _joined(fact, go, voice) or Telling((fact,), said, fact.speech_id)
    await _post(telling, start, voice)


async def _joined(fact: AnyFact, go: Go, voice: Voice) -> Telling | None:
    """Take along what waits for the same person and fits; None when nothing does, or somebody else has it by now."""
    company = company_of(fact, go.waiting, now=go.at) if go.waiting else None
    said = plan_together(company.parts, voice.contents, now=go.at) if company else None
    if company is None or said is None:
        return None
    name = await voice.journal.join(company.facts, go.token, said, SENDING_LEASE)
    return Telling(company.facts, said, name) if name else None


async def _post(telling: Telling, start: Start, voice: Voice) -> None:
    await _turn(telling, start, voice)
    go = start.go
    fact, *others = telling.facts
    reminder = None if others else reminder_of(fact)
    verdict = await voice.phone.send(fact.chat, fact.sender, telling.said, speech=telling.name, reminder=reminder)
    count_post(telling.facts, telling.said, verdict, voice)
    verdict = _bounded(await learn(fact, verdict, voice), go)
    for other in others:
        await _conclude_other(other, go, verdict, voice)
    await _conclude(fact, go, verdict, voice)


async def _turn(telling: Telling, start: Start, voice: Voice) -> None:
    """Wait until it may be posted. Raises Transient when that would be too late: then nobody need doubt about it."""
    try:
        await wait_for_turn(telling.facts[0], voice, start.turn)
        _hold_when_paused(start)
    except Transient:
        for fact in telling.facts:
            await voice.journal.settle(fact, start.go.token, NotSent("no turn"))
        raise


def _hold_when_paused(start: Start) -> None:
    if time.monotonic() - start.began > SENDING_LEASE.total_seconds() / 2:
        raise Transient("this process was paused: the speech may be somebody else's by now")


def _bounded(verdict: Verdict, go: Go) -> Verdict:
    """Another form is asked for once: who asks for the same form again refuses."""
    if isinstance(verdict, Otherwise) and remedy_for(verdict.code).form == go.form:
        return Refused(verdict.code, meaning_of(verdict.code).kind)
    return verdict


async def _conclude_other(fact: AnyFact, go: Go, verdict: Verdict, voice: Voice) -> None:
    """Write down what became of one that was taken along. Its own message on the bus sees to all the rest."""
    written = await voice.journal.settle(fact, go.token, verdict)
    if isinstance(verdict, Sent) and written != "failed":
        messages_doubled_total.labels("answer").inc(written == "double")
        await report_sent(fact, verdict.sid, voice)


async def _conclude(fact: AnyFact, go: Go, verdict: Verdict, voice: Voice) -> None:
    written = await voice.journal.settle(fact, go.token, verdict)
    match verdict:
        case Sent() if written == "failed":
            raise Transient("it failed before its post had returned", retry_after=timedelta(milliseconds=10))
        case Sent(sid):
            messages_doubled_total.labels("answer").inc(written == "double")
            await report_sent(fact, sid, voice)
        case NotSent(reason, retry_after):
            raise Transient(f"not sent: {reason}", retry_after=retry_after)
        case Otherwise(code):
            raise Transient(f"to be said in another form ({code})", retry_after=timedelta(milliseconds=10))
        case Refused(code) if written == "written":
            await report_refused(fact, code, voice)
        case Refused():
            raise Transient("refused, and yet something better is known", retry_after=timedelta(milliseconds=10))
        case Unknown(reason):
            raise Transient(f"sent or not: {reason}", retry_after=LONGEST_WAIT)
