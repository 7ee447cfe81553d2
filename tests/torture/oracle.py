"""Compares what people were promised with what their phones got, and knows nothing of how Nudge works."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from tests.torture.findings import Evidence, Fault, Finding, Verdict
from tests.torture.promises import Need, Promise, Promises, Silence
from tests.torture.witness import Letter

BOUND = timedelta(seconds=30)
"""How late anything may be, once everybody is whole again."""

TASK = re.compile(r"\berrand\d+\b")
ANSWER = re.compile(r"^(⏰ Saved|🔁 Saved|🗑 Deleted|✅ Done:|💤|✏️|⏸|⏭|↩️)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Ring:
    """A letter, as far as it tells one reminder."""

    task: str
    id: str
    letter: Letter

    @property
    def at(self) -> datetime:
        return self.letter.created_at


def judge(promises: Promises, letters: Iterable[Letter], evidence: Evidence) -> Verdict:
    """Return the verdict over one run."""
    arrived = sorted((letter for letter in letters if letter.has_arrived), key=lambda letter: letter.created_at)
    rings: dict[str, list[Ring]] = defaultdict(list)
    for letter in arrived:
        for task, id_ in letter.rings:
            rings[task].append(Ring(task, id_, letter))
    verdict = Verdict(promised=promises.count(), rang=sum(map(len, rings.values())), answered=promises.answered)
    kept: list[tuple[Promise, Ring]] = []
    for task in promises.owner:
        kept += _judge_task(task, rings[task], promises, evidence, verdict)
    for promise, ring in kept:
        _judge_time(promise, ring, promises.owner[promise.task], evidence, verdict)
    for letter in arrived:
        verdict.findings += _foreign(letter, promises)
    verdict.findings += _answers_twice(arrived, evidence)
    verdict.findings += [_unanswered(silence, evidence) for silence in promises.silences]
    verdict.findings += [Finding(Fault.WRONG_WORDS, *oddity) for oddity in promises.oddities]
    verdict.out_of_order = _out_of_order(kept, promises)
    return verdict


def _judge_task(
    task: str, rings: Sequence[Ring], promises: Promises, evidence: Evidence, verdict: Verdict
) -> list[tuple[Promise, Ring]]:
    """Give each ring to the promise that it keeps; whatever is left over on either side is found."""
    owner, left = promises.owner[task], [*promises.of[task]]
    kept: list[tuple[Promise, Ring]] = []
    for ring in rings:
        promise = _kept_by(ring, left)
        if promise is None:
            verdict.findings.append(_superfluous(ring, owner, left, rings, evidence))
            continue
        left.remove(promise)
        kept.append((promise, ring))
        if promise.id and ring.id != promise.id:
            verdict.findings.append(
                Finding(Fault.WRONG_WORDS, owner, f"{task} is {promise.id}, not {ring.id}", ring.at)
            )
    for promise in left:
        if promise.need is Need.MUST:
            excuse = "parked, and nobody sent it again" if task in evidence.parked else ""
            verdict.findings.append(Finding(Fault.LOST, owner, f"{task} of {promise.due:%X}", promise.due, excuse))
    return kept


def _kept_by(ring: Ring, left: Sequence[Promise]) -> Promise | None:
    """Return the promise that this ring keeps: the first that must be kept, or else the last that may be."""
    due = [promise for promise in left if promise.due <= ring.at]
    must = [promise for promise in due if promise.need is Need.MUST]
    may = [promise for promise in due if promise.need is Need.MAY]
    return must[0] if must else may[-1] if may else None


def _superfluous(ring: Ring, owner: str, left: Sequence[Promise], rings: Sequence[Ring], evidence: Evidence) -> Finding:
    before = [other for other in rings if other.at < ring.at]
    is_copy = any(other.letter.speech == ring.letter.speech for other in before)
    later = [promise for promise in left if promise.due > ring.at and promise.need is not Need.NEVER]
    if later and not is_copy:
        early = (later[0].due - ring.at).total_seconds()
        return Finding(Fault.EARLY, owner, f"{ring.task}, {early:.3f} s before its moment", ring.at)
    if before:
        excuse = _excuse(ring.task, [other.letter for other in rings], evidence)
        return Finding(Fault.DOUBLE, owner, f"{ring.task} again", ring.at, excuse)
    if any(promise.need is Need.NEVER and promise.due <= ring.at for promise in left):
        return Finding(Fault.TAKEN_BACK, owner, ring.task, ring.at)
    return Finding(Fault.PHANTOM, owner, ring.task, ring.at)


def _excuse(name: str, copies: Sequence[Letter], evidence: Evidence) -> str:
    """Return why one thing was rightly told by several letters."""
    if name in evidence.sent_again:
        return "an operator sent again what nobody could know about"
    if any(copy.hidden for copy in copies) and any(copy.sid in evidence.counted for copy in copies):
        return "Twilio's answer and its list both kept silent, and the journal counted it"
    return ""


def _judge_time(promise: Promise, ring: Ring, owner: str, evidence: Evidence, verdict: Verdict) -> None:
    late = ring.at - promise.due
    verdict.late_seconds.append(late.total_seconds())
    if promise.need is not Need.MUST:
        return
    # Only what had nothing in its way for so long, and came in none of that time, is late by anybody's fault but ours.
    for start, end in evidence.whole:
        since = max(start, promise.due, promise.confirmed_at or promise.due)
        if since + BOUND < min(ring.at, end):
            verdict.findings.append(
                Finding(Fault.LATE, owner, f"{promise.task}, {late.total_seconds():.1f} s", ring.at)
            )
            return


def _foreign(letter: Letter, promises: Promises) -> list[Finding]:
    others = {task for task in TASK.findall(letter.body) if promises.owner.get(task) != letter.person}
    return [Finding(Fault.FOREIGN, letter.person, f"{task} is not theirs", letter.created_at) for task in others]


def _answers_twice(arrived: Iterable[Letter], evidence: Evidence) -> list[Finding]:
    copies: dict[str, list[Letter]] = defaultdict(list)
    for letter in arrived:
        if ANSWER.search(letter.says):
            copies[letter.speech].append(letter)
    return [
        Finding(Fault.DOUBLE, letter.person, f"an answer: {letter.says[:60]!r}", letter.created_at, excuse)
        for speech, letters in copies.items()
        for excuse in [_excuse(speech, letters, evidence)]
        for letter in letters[1:]
    ]


def _unanswered(silence: Silence, evidence: Evidence) -> Finding:
    excuse = "the bus was lost with it" if silence.sid in evidence.lost_commands else ""
    return Finding(Fault.UNANSWERED, silence.person, silence.words, silence.written_at, excuse)


def _out_of_order(kept: Iterable[tuple[Promise, Ring]], promises: Promises) -> int:
    of: Mapping[str, list[tuple[datetime, datetime]]] = defaultdict(list)
    for promise, ring in kept:
        of[promises.owner[promise.task]].append((ring.at, promise.due))
    return sum(earlier[1] > later[1] for told in of.values() for earlier, later in pairwise(sorted(told)))
