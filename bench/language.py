# ruff: noqa: PLC0415, a candidate is imported when its turn comes
"""Accuracy and speed of understanding, ours beside the usual libraries, in one run and one picture.

    python bench/language.py language_dev.jsonl [--picture bench/language.svg] [--rounds 3]

The cases are public phrases with known answers, one JSON object a line (see shared/language/jsonl.py). A library that
is not installed is left out: `pip install dateparser parsedatetime timesense` into a scratch environment to compare.
"""

from __future__ import annotations

import argparse
import json
import math
import resource
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import datetime, timedelta
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

sys.path.insert(0, str(Path(__file__).parent.parent))

Case = dict[str, Any]
Answer = dict[str, Any]
Candidate = Callable[[Case], Answer]
NOTHING: Answer = {"outcome": "none"}
HOSTILE = [
    "at 5 " * 820,
    "в 1 " * 1024,
    "every " * 683,
    "first and " * 410,
    "monday, " * 512,
    "«" * 4096,
    "9:30-" * 820,
]


class Figures(NamedTuple):
    """What one candidate did: shares in percent, times in microseconds."""

    name: str
    right: float
    wrong: float
    asked: float
    p50: float
    p95: float
    slowest: float


def ours() -> Candidate:
    from shared.language.jsonl import answer

    return answer


def dateparser_search() -> Candidate:
    from dateparser.search import search_dates

    def answer(case: Case) -> Answer:
        settings = {"RELATIVE_BASE": reference(case), "PREFER_DATES_FROM": "future"}
        found = search_dates(case["text"], languages=[case["lang"]], settings=settings)
        return {"outcome": "at", "at": found[0][1].replace(tzinfo=None).isoformat()} if found else NOTHING

    return answer


def parsedatetime_calendar() -> Candidate:
    import parsedatetime

    calendar = parsedatetime.Calendar()

    def answer(case: Case) -> Answer:
        found, status = calendar.parseDT(case["text"], sourceTime=reference(case))
        return {"outcome": "at", "at": found.isoformat()} if status else NOTHING

    return answer


def timesense_parser() -> Candidate:
    import timesense

    parser = timesense.TimeSenseParser()

    def answer(case: Case) -> Answer:
        result = parser.analyze(case["text"], reference(case), language=case["lang"]).result
        if result is None:
            return NOTHING
        if getattr(result, "recurrence", None):
            return {"outcome": "rule", "rule": result.recurrence.to_rrule()}
        at = getattr(result, "datetime_at", None)
        return {"outcome": "at", "at": at.replace(tzinfo=None).isoformat()} if at else NOTHING

    return answer


CANDIDATES = {
    "shared.language": ("shared", ours),
    "dateparser": ("dateparser", dateparser_search),
    "parsedatetime": ("parsedatetime", parsedatetime_calendar),
    "timesense": ("timesense", timesense_parser),
}


def reference(case: Case) -> datetime:
    return datetime.fromisoformat(case["ref"])


def judge(case: Case, answer: Answer) -> str:
    """Right, wrong (an answer that differs) or asked, as the score counts them; rules by their named parts."""
    outcome = answer["outcome"]
    if case["kind"] == "none":
        return "right" if outcome == "none" else "asked" if outcome == "ask" else "wrong"
    if outcome in {"ask", "none"}:
        return "asked"
    if case["kind"] == "recur":
        return "right" if outcome == "rule" and same_rule(case["rrule"], answer["rule"]) else "wrong"
    return "right" if outcome == "at" and same_moment(case, datetime.fromisoformat(answer["at"])) else "wrong"


def same_moment(case: Case, at: datetime) -> bool:
    expected = datetime.fromisoformat(case["expect"])
    if case["kind"] == "date":
        return at.date() == expected.date()
    if case["kind"] == "within":
        return expected <= at < datetime.fromisoformat(case["expect_end"])
    return abs(at - expected) < timedelta(minutes=1)


def same_rule(expected: str, got: str) -> bool:
    """Every part that is expected is there; parts that nobody expected do not matter here."""
    mine, theirs = parts(got), parts(expected)
    return all(mine.get(name) == value for name, value in theirs.items() if name not in {"UNTIL", "X-DTSTART"})


def parts(rule: str) -> dict[str, Any]:
    found = dict(part.split("=", 1) for part in rule.removeprefix("RRULE:").split(";") if "=" in part)
    said: dict[str, Any] = {name: frozenset(value.split(",")) for name, value in found.items()}
    if said.get("INTERVAL") == {"1"}:
        del said["INTERVAL"]
    return said


def measure(name: str, candidate: Candidate, cases: list[Case], rounds: int) -> Figures:
    verdicts: Counter[str] = Counter()
    took: list[float] = []
    for turn in range(rounds):
        for case in cases:
            began = time.perf_counter()
            try:
                answer = candidate(case)
            except Exception:  # noqa: BLE001, a library that raises did not answer
                answer = NOTHING
            took.append((time.perf_counter() - began) * 1e6)
            if turn == 0 and not case["ambiguous"]:
                verdicts[judge(case, answer)] += 1
    total = sum(verdicts.values())
    took.sort()
    shares = (100 * verdicts[verdict] / total for verdict in ("right", "wrong", "asked"))
    return Figures(name, *shares, took[len(took) // 2], took[int(len(took) * 0.95)], took[-1])


def hostile(candidate: Candidate) -> float:
    """The slowest of a few hostile messages of 4,096 characters, in milliseconds."""
    slowest = 0.0
    for text in HOSTILE:
        case = {"id": "h", "text": text[:4096], "lang": "en", "ref": "2026-11-23T10:00:00", "tz": "UTC"}
        quickest = math.inf  # of three, so that a busy machine does not count
        for _ in range(3):
            began = time.perf_counter()
            with suppress(Exception):
                candidate(case)
            quickest = min(quickest, (time.perf_counter() - began) * 1e3)
        slowest = max(slowest, quickest)
    return slowest


def cost_of_import() -> tuple[float, float]:
    """Milliseconds and megabytes that importing shared.language adds, in this process."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began = time.perf_counter()
    import shared.language  # noqa: F401

    return (time.perf_counter() - began) * 1e3, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024


WIDTH, HEIGHT, LEFT, BOTTOM = 720, 420, 70, 350
COLOURS = {"right": "#2e7d32", "wrong": "#c62828", "asked": "#f9a825"}


def picture(rows: Iterable[Figures]) -> str:
    """One bar a candidate for right, asked and wrong, and its time per message under its name."""
    rows = list(rows)
    step = (WIDTH - LEFT - 20) / len(rows)
    said = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}"',
        'font-family="sans-serif" font-size="13">',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>',
        f'<text x="{LEFT}" y="28" font-size="17">Right, asked, silently wrong (%), and the median time</text>',
    ]
    for tick in range(0, 101, 25):
        y = BOTTOM - tick * 2.9
        said.append(f'<line x1="{LEFT}" x2="{WIDTH - 20}" y1="{y}" y2="{y}" stroke="#ddd"/>')
        said.append(f'<text x="{LEFT - 10}" y="{y + 4}" text-anchor="end">{tick}</text>')
    for n, row in enumerate(rows):
        said += bar(row, LEFT + n * step + step * 0.2, step * 0.6)
    return "\n".join([*said, "</svg>", ""])


def bar(row: Figures, x: float, width: float) -> list[str]:
    said: list[str] = []
    y = float(BOTTOM)
    for verdict in ("right", "asked", "wrong"):
        share = getattr(row, verdict)
        y -= share * 2.9
        said.append(
            f'<rect x="{x:.0f}" y="{y:.1f}" width="{width:.0f}" height="{share * 2.9:.1f}" fill="{COLOURS[verdict]}"/>'
        )
        if share >= 4:
            middle = y + share * 1.45 + 4
            said.append(
                f'<text x="{x + width / 2:.0f}" y="{middle:.0f}" text-anchor="middle" fill="white">{share:.0f}</text>'
            )
    centre = x + width / 2
    said.append(f'<text x="{centre:.0f}" y="{BOTTOM + 20}" text-anchor="middle">{row.name}</text>')
    said.append(f'<text x="{centre:.0f}" y="{BOTTOM + 38}" text-anchor="middle" fill="#555">{duration(row.p50)}</text>')
    return said


def duration(microseconds: float) -> str:
    return (
        f"{microseconds / 1000:.1f} ms"
        if microseconds >= 1000
        else f"{round(microseconds, -1 if math.log10(microseconds) > 1 else 0):.0f} µs"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("cases", type=Path)
    parser.add_argument("--picture", type=Path)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    imported = cost_of_import()
    print(f"import: {imported[0]:.0f} ms, {imported[1]:.1f} MB over bare Python")
    cases = [json.loads(line) for line in options.cases.read_text("utf8").splitlines() if line.strip()]
    for case in cases:
        ZoneInfo(case["tz"])
    rows = []
    print(
        f"{'candidate':18}{'right':>8}{'wrong':>8}{'asked':>8}"
        f"{'p50 µs':>10}{'p95 µs':>10}{'max µs':>10}{'hostile ms':>12}"
    )
    for name, (module, make) in CANDIDATES.items():
        if find_spec(module) is None:
            print(f"{name:18}not installed, left out")
            continue
        candidate = make()
        row = measure(name, candidate, cases, options.rounds)
        rows.append(row)
        numbers = "".join(f"{value:8.1f}" for value in row[1:4]) + "".join(f"{value:10.0f}" for value in row[4:])
        print(f"{name:18}{numbers}{hostile(candidate):12.1f}", flush=True)
    if options.picture:
        options.picture.write_text(picture(rows), "utf8")


if __name__ == "__main__":
    main()
