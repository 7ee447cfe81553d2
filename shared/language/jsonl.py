"""Cases on standard input, answers on standard output: the format of the accuracy score."""

import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from shared.language.read import read
from shared.language.resolve import resolve, resolve_time
from shared.language.values import Ask, At, Every, Intent, Nothing, Outcome, Reading, Reason

JUDGED = frozenset({Intent.ADD, Intent.SNOOZE})
"""Only these are reminders: a bare "5 days" answers a question that no case has asked."""


def answers(lines: Iterable[str]) -> Iterator[str]:
    """One answer for each case, in their order."""
    for line in lines:
        if line.strip():
            yield json.dumps(answer(json.loads(line)), ensure_ascii=False)


def answer(case: dict[str, Any]) -> dict[str, Any]:
    """What the case's text means to somebody in its zone at its moment."""
    zone = ZoneInfo(case["tz"])
    now = datetime.fromisoformat(case["ref"]).replace(tzinfo=zone)
    reading = read(case["text"])
    return {"id": case["id"], **described(outcome(reading, zone, now), reading, zone)}


def outcome(reading: Reading, zone: ZoneInfo, now: datetime) -> Outcome:
    """As `resolve`, but a time without a task counts: the cases are full of bare times."""
    if reading.intent is Intent.SNOOZE and reading.time is None:
        return Ask(Reason.VAGUE)  # "later", of nothing in particular
    if reading.intent not in JUDGED or (reading.time is None and not reading.unread):
        return Nothing()
    if reading.time is None:
        return resolve(reading, zone=zone, now=now)
    return resolve_time(reading, reading.time, zone=zone, now=now)


def described(found: Outcome, reading: Reading, zone: ZoneInfo) -> dict[str, Any]:
    match found:
        case At(at, _, assumed):
            local = at.astimezone(zone).replace(tzinfo=None)
            return {"outcome": "at", "at": local.isoformat(), "task": reading.task, "assumed": bool(assumed)}
        case Every(rule, _, _, assumed):
            start = rule.start.isoformat()
            return {
                "outcome": "rule",
                "rule": rule.rrules()[0],
                "start": start,
                "task": reading.task,
                "assumed": bool(assumed),
            }
        case Ask(reason):
            return {"outcome": "ask", "reason": reason.value}
    return {"outcome": "none"}
