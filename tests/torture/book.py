"""What runs came to, a line of JSON each step: a run that was broken off is one that began and did not end."""

import json
import secrets
import subprocess
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any

from tests.harness.child import ROOT
from tests.torture.findings import Fault
from tests.torture.run import Report, Round, Script
from tests.torture.telling import lateness

UNHEARD = (Fault.UNANSWERED, Fault.WRONG_WORDS)
"""What is told beside the promises about reminders."""

COLUMNS = (
    "Seed",
    "People",
    "Faults",
    "Reminders promised",
    "Found about reminders",
    "Unanswered",
    "Wrong words",
    "Excused",
    "Recovered within",
    "Load",
)


@dataclass
class Page:
    """One run in a book; written as it goes, so that it says how far it came."""

    book: Path
    script: Script
    name: str = field(default_factory=lambda: secrets.token_hex(4))

    def begin(self) -> None:
        script = self.script
        self._write(
            "began",
            seed=script.seed,
            seconds=script.seconds,
            people=script.people,
            faults_a_second=script.faults_a_second,
            before=script.before_reference,
            without=[*script.without],
            commit=_commit(),
        )

    def round(self, a_round: Round) -> None:
        self._write("round", **asdict(a_round))

    def break_off(self, why: str) -> None:
        self._write("broken off", why=why)

    def end(self, report: Report) -> None:
        verdict = report.verdict
        p50, p99, longest = lateness(verdict.late_seconds)
        self._write(
            "ended",
            took_seconds=round(report.took_seconds),
            faults=dict(report.faults),
            promised=verdict.promised,
            rang=verdict.rang,
            answered=verdict.answered,
            late_seconds={"p50": round(p50, 2), "p99": round(p99, 2), "longest": round(longest, 2)},
            found=dict(verdict.counts()),
            excused=dict(verdict.excused()),
            sent_again=dict(report.sent_again),
            gave_up=dict(report.gave_up),
            out_of_order=verdict.out_of_order,
        )

    def _write(self, step: str, **facts: Any) -> None:
        line = {"run": self.name, "step": step, "at": f"{datetime.now(UTC):%FT%TZ}", **facts}
        with self.book.open("a", encoding="utf-8") as book:
            book.write(json.dumps(line, ensure_ascii=False) + "\n")


@dataclass
class Run:
    """What a book says about one run."""

    began: Mapping[str, Any]
    rounds: list[Mapping[str, Any]] = field(default_factory=list)
    ended: Mapping[str, Any] | None = None

    @property
    def faults(self) -> int:
        if self.ended:
            return sum(self.ended["faults"].values())
        return int(self.rounds[-1]["faults"]) if self.rounds else 0

    @property
    def promised(self) -> int:
        if self.ended:
            return int(self.ended["promised"])
        return int(self.rounds[-1]["promised"]) if self.rounds else 0


def read(book: Path) -> list[Run]:
    """Return the runs, in the order in which they began."""
    runs: dict[str, Run] = {}
    for line in book.read_text("utf-8").splitlines():
        step = json.loads(line)
        if step["step"] == "began":
            runs[step["run"]] = Run(step)
        elif step["step"] == "round":
            runs[step["run"]].rounds.append(step)
        elif step["step"] == "ended":
            runs[step["run"]].ended = step
    return [*runs.values()]


def table(runs: Sequence[Run]) -> str:
    """Return the runs as Markdown, a row each; only those that came to their verdict are summed up."""
    lines = [
        _cells(*COLUMNS),
        "| --- | ---: | ---: | ---: | --- | ---: | ---: | ---: | --- | --- |",
        *(_row(run) for run in runs),
        _sum([run for run in runs if run.ended]),
    ]
    return "\n".join(lines) + "\n"


def _row(run: Run) -> str:
    name = f"{run.began['seed']}, two versions" if run.began["before"] else f"{run.began['seed']}"
    cells = [name, f"{run.began['people']}", f"{run.faults:,}", f"{run.promised:,}"]
    if run.ended is None:
        return _cells(*cells, "**broken off**", "?", "?", "?", _recoveries(run.rounds), _loads(run.rounds))
    found, excused = run.ended["found"], sum(run.ended["excused"].values())
    unheard = [f"{found[fault.value]}" for fault in UNHEARD]
    return _cells(*cells, _about_reminders(found), *unheard, f"{excused}", _recoveries(run.rounds), _loads(run.rounds))


def _sum(runs: Sequence[Run]) -> str:
    ends = [run.ended for run in runs if run.ended]
    found = {fault.value: sum(end["found"][fault.value] for end in ends) for fault in Fault}
    excused = sum(sum(end["excused"].values()) for end in ends)
    rounds = [each for run in runs for each in run.rounds]
    return _cells(
        "all that ended",
        "",
        f"{sum(run.faults for run in runs):,}",
        f"{sum(run.promised for run in runs):,}",
        _about_reminders(found),
        *(f"{found[fault.value]}" for fault in UNHEARD),
        f"{excused}",
        _recoveries(rounds),
        _loads(rounds),
    )


def _about_reminders(found: Mapping[str, int]) -> str:
    told = [f"{number} {what}" for what, number in found.items() if number and Fault(what) not in UNHEARD]
    return ", ".join(told) or "0"


def _recoveries(rounds: Iterable[Mapping[str, Any]]) -> str:
    seconds = sorted(each["seconds"] for each in rounds)
    if not seconds:
        return "–"
    return f"median {median(seconds):.1f} s, longest {seconds[-1]:.1f} s, {len(seconds)} rounds"


def _loads(rounds: Iterable[Mapping[str, Any]]) -> str:
    loads = [each["load"] for each in rounds]
    return f"{min(loads):.0f}–{max(loads):.0f}" if loads else "–"


def _cells(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


def _commit() -> str:
    """Return which commit is tortured; nothing where this is no clone."""
    asked = subprocess.run(
        ["git", "describe", "--always", "--dirty"],  # noqa: S607 - whichever git there is
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    return asked.stdout.strip()
