"""What the journal's scripts are told and answer, and what it keeps, in the words of the ports."""

import json
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta

from pydantic import TypeAdapter, ValidationError

from services.notifier.domain.codes import Kind
from services.notifier.domain.receipts import remedy_for
from services.notifier.domain.utterances import Utterance
from services.notifier.domain.verdicts import NotSent, Otherwise, Refused, Sent, Unknown, Verdict
from services.notifier.ports import Busy, Done, Doubtful, GivenUp, Go, Standing, Wait
from shared.contract import AnyFact, Fact, ReminderDue, ReminderId
from shared.runtime.clock import from_unix_ms

FACT: TypeAdapter[AnyFact] = TypeAdapter(AnyFact)
STANDINGS = frozenset({Kind.OPTED_OUT, Kind.UNREACHABLE})
"""Refusals that are about the person: they are remembered."""


def standing(answer: Sequence[str], token: str) -> Standing:
    match answer:
        case ["sent", sid]:
            return Done(sid)
        case ["refused", code]:
            return GivenUp(code_of(code))
        case ["busy", left]:
            return Busy(timedelta(milliseconds=float(left)))
        case ["wait", left]:
            return Wait(timedelta(milliseconds=float(left)))
        case ["doubtful", holder, at, age, attempts, said]:
            posted_at = from_unix_ms(float(at))
            return Doubtful(holder, posted_at, timedelta(milliseconds=float(age)), int(attempts), unpacked(said))
        case ["go", at, ("" | "template" | "plain") as form, *waiting]:
            return Go(token, from_unix_ms(float(at)), form, readable(waiting))
        case _:
            raise AssertionError(answer)


def readable(facts: Sequence[str]) -> tuple[AnyFact, ...]:
    """Return the facts that this version can read: what it cannot goes its own way."""
    found = []
    for fact in facts:
        with suppress(ValidationError):
            found.append(FACT.validate_json(fact))
    return tuple(found)


def written(verdict: Verdict) -> tuple[str, str, str, str]:
    """Return state, value, form of the next post and standing of the person."""
    match verdict:
        case Sent(sid):
            return "sent", sid, "", ""
        case NotSent():
            return "new", "", "", ""
        case Otherwise(code):
            return "new", "", remedy_for(code).form, ""
        case Refused(code, kind):
            return "refused", str(code or ""), "", kind.value if kind in STANDINGS else ""
        case Unknown():
            return "doubtful", "", "", ""


def reminder_of(fact: Fact) -> ReminderId | None:
    return fact.reminder.id if isinstance(fact, ReminderDue) else None


def heard_at(fact: Fact) -> datetime:
    """Return when the person last wrote, as far as the fact tells; an answer was asked for."""
    if isinstance(fact, ReminderDue):
        return fact.heard_at or from_unix_ms(0)
    return fact.at


def packed(said: Utterance) -> str:
    return json.dumps([said.text, said.content, dict(said.variables)], ensure_ascii=False)


def unpacked(packed: str) -> Utterance:
    text, content, variables = json.loads(packed) if packed else ("", None, {})
    return Utterance(text, content, variables)


def code_of(text: str) -> int | None:
    return int(text) if text else None
