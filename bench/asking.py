"""What every question has in common: rounds, medians, ratios, and a table that says what it is bound by."""

import os
import statistics
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field

ROUNDS = int(os.environ.get("BENCH_ROUNDS", "5"))
SCALE = float(os.environ.get("BENCH_SCALE", "1"))
"""1 for the figures of the README; 0.05 to see whether it runs at all."""


def scaled(count: int) -> int:
    """Return a count at the scale that was asked for."""
    return max(int(count * SCALE), 50)


@dataclass
class Row:
    """One candidate's results, a number a round."""

    name: str
    values: list[float] = field(default_factory=list)

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
    """The row that the others are compared with."""
    bound_by: str
    more_is_better: bool = True

    def table(self) -> str:
        """Return the table in Markdown."""
        base = next(row for row in self.rows if row.name == self.of).median
        lines = [f"### {self.question}", "", f"| | {self.unit}, median of {len(self.rows[0].values)} | ours to it |"]
        lines.append("| --- | ---: | ---: |")
        for row in self.rows:
            ratio = base / row.median if row.median else float("nan")
            lines.append(f"| {row.name} | {_plain(row.median)} | {'–' if row.name == self.of else f'{ratio:.2f} ×'} |")
        return "\n".join([*lines, "", f"Bound by {self.bound_by}.", ""])


async def side_by_side(candidates: dict[str, Callable[[], Awaitable[float]]], *, rounds: int = ROUNDS) -> Sequence[Row]:
    """Measure the candidates by turns, so that what disturbs the machine disturbs them alike."""
    rows = [Row(name) for name in candidates]
    for _ in range(rounds):
        for row, measure in zip(rows, candidates.values(), strict=True):
            row.values.append(await measure())
    return rows


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value below which `share` of all lie."""
    ordered = sorted(values)
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)]


def _plain(number: float) -> str:
    return f"{number:,.0f}" if abs(number) >= 100 else f"{number:.2f}"
