"""Whether an answer to a phrase is right. What a case and an answer are stands in `shared/language/jsonl.py`."""

from datetime import datetime, timedelta
from enum import Enum
from typing import Any

Case = dict[str, Any]
Found = dict[str, Any]


class Verdict(Enum):
    """An answer that differs is wrong; to ask, or to say nothing, is not."""

    RIGHT = "right"
    ASKED = "asked"
    WRONG = "wrong"


def judge(case: Case, found: Found) -> Verdict:
    """Compare an answer with what is known; rules by their named parts."""
    outcome = found["outcome"]
    if case["kind"] == "none":
        return {"none": Verdict.RIGHT, "ask": Verdict.ASKED}.get(outcome, Verdict.WRONG)
    if outcome in {"ask", "none"}:
        return Verdict.ASKED
    if case["kind"] == "recur":
        is_right = outcome == "rule" and _is_same_rule(case["rrule"], found["rule"])
    else:
        is_right = outcome == "at" and _is_same_moment(case, datetime.fromisoformat(found["at"]))
    return Verdict.RIGHT if is_right else Verdict.WRONG


def _is_same_moment(case: Case, at: datetime) -> bool:
    expected = datetime.fromisoformat(case["expect"])
    if case["kind"] == "date":
        return at.date() == expected.date()
    if case["kind"] == "within":
        return expected <= at < datetime.fromisoformat(case["expect_end"])
    return abs(at - expected) < timedelta(minutes=1)


def _is_same_rule(expected: str, got: str) -> bool:
    """Every part that is expected is there; parts that nobody expected do not matter here."""
    mine, theirs = _parts(got), _parts(expected)
    return all(mine.get(name) == value for name, value in theirs.items() if name not in {"UNTIL", "X-DTSTART"})


def _parts(rule: str) -> dict[str, frozenset[str]]:
    found = dict(part.split("=", 1) for part in rule.removeprefix("RRULE:").split(";") if "=" in part)
    said = {name: frozenset(value.split(",")) for name, value in found.items()}
    if said.get("INTERVAL") == frozenset({"1"}):
        del said["INTERVAL"]
    return said
