"""What every question has in common: rounds, medians, ratios, and a table that says what it is bound by."""

import os
import statistics
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field

from bench.charts import Chart


@dataclass
class Run:
    """How thoroughly is asked: `--full` for the figures of record, less to have an answer in minutes."""

    rounds: int = int(os.environ.get("BENCH_ROUNDS", "3"))
    scale: float = float(os.environ.get("BENCH_SCALE", "0.1"))
    """1 for the figures of record; 0.01 to see whether it runs at all."""

    def be_full(self) -> None:
        self.rounds, self.scale = int(os.environ.get("BENCH_ROUNDS", "5")), 1.0


RUN = Run()


class LeftOut(Exception):  # noqa: N818 - nothing broke: the table names who is not there, and why
    """Somebody, or a question, cannot be had on this machine."""


def scaled(count: int) -> int:
    """Return a count at the scale that was asked for."""
    return max(int(count * RUN.scale), 50)


@dataclass
class Row:
    """One candidate's results, a number a round."""

    name: str
    values: list[float] = field(default_factory=list)
    beside: Sequence[str] = ()
    """The rows of ours that it is compared with, where those are others than the answer's."""

    @property
    def median(self) -> float:
        return statistics.median(self.values)


@dataclass
class Answer:
    """What a question came to."""

    question: str
    unit: str
    rows: Sequence[Row]
    of: str
    """The row that the others are compared with, unless they say another; empty where rows are ratios themselves."""
    bound_by: str
    chart: Chart | None = None
    """Its picture, where bars do not tell enough."""
    left_out: Sequence[str] = ()
    """Who is not in the table, and why."""
    also_of: str = ""
    """Our row with stores that write when they like: the others are compared with that one too."""

    def table(self) -> str:
        """Return the table in Markdown."""
        heads = ["ours to it", "ours to it, writing lazily"][: 2 if self.also_of else 1]
        lines = [f"### {self.question}", "", f"| | {self.unit}, median of {len(self.rows[0].values)} {_cells(heads)}"]
        lines.append(f"| --- | ---: {_cells(['---:'] * len(heads))}")
        lines += [f"| {row.name} | {_plain(row.median)} {_cells(self._ratios(row))}" for row in self.rows]
        lines += ["", f"Bound by {self.bound_by}."]
        lines += [f"Left out: {who}." for who in self.left_out]
        return "\n".join([*lines, ""])

    def _ratios(self, row: Row) -> Sequence[str]:
        bases = row.beside or [self.of, *([self.also_of] if self.also_of else [])]
        return [self._ratio(row, base) for base in bases]

    def _ratio(self, row: Row, name: str) -> str:
        base = next((other for other in self.rows if other.name == name), row)
        return f"{base.median / row.median:.2f} ×" if base is not row and row.median else "–"


def _cells(words: Sequence[str]) -> str:
    return "".join(f"| {word} " for word in words) + "|"


async def side_by_side(
    candidates: Mapping[str, Callable[[], Awaitable[float]]], *, beside: Mapping[str, str] | None = None
) -> Sequence[Row]:
    """Measure the candidates by turns, so that what disturbs the machine disturbs them alike.

    `beside` names the row of ours for those that are not to be compared with the answer's.
    """
    rows = [Row(name, beside=[ours] if (ours := (beside or {}).get(name)) else ()) for name in candidates]
    for _ in range(RUN.rounds):
        for row, measure in zip(rows, candidates.values(), strict=True):
            row.values.append(await measure())
    return rows


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value below which `share` of all lie."""
    ordered = sorted(values)
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)]


def _plain(number: float) -> str:
    return f"{number:,.0f}" if abs(number) >= 100 else f"{number:.2f}"
