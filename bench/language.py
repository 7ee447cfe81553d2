"""Of phrases with known answers, how many are right, asked about and silently wrong, and how long does one take?

The phrases are public ones and not part of this repository: `NUDGE_CASES` names a folder with `language*.jsonl`, one
JSON object a line, as `shared/language/jsonl.py` reads them.
"""

import asyncio
import json
import os
import statistics
import sys
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bench.asking import RUN, Answer, LeftOut, Row
from bench.judging import Case, Found, Verdict, judge
from bench.peers.environments import HERE, python_of
from bench.shares import Shares

ROOT = Path(__file__).parent.parent
OURS = "shared.language"
LIBRARIES = {OURS: "ours", "dateparser": "dateparser", "parsedatetime": "parsedatetime", "timesense": "timesense"}
PINS = "language.txt"

HOSTILE: Sequence[Case] = [
    {"id": "h", "text": text[:4096], "lang": "en", "ref": "2026-11-23T10:00:00", "tz": "UTC"}
    for text in (
        "at 5 " * 820,
        "в 1 " * 1024,
        "every " * 683,
        "first and " * 410,
        "monday, " * 512,
        "«" * 4096,
        "9:30-" * 820,
    )
]
HOSTILE_SECONDS = 60.0
"""Who has not read these by then is ended."""

Read = Callable[[Case], Awaitable[Found]]


@dataclass
class Figures:
    """A candidate's, a number a round."""

    verdicts: Counter[Verdict] = field(default_factory=Counter)
    median_us: list[float] = field(default_factory=list)
    hostile_ms: list[float] = field(default_factory=list)

    @property
    def shares(self) -> tuple[float, float, float]:
        """Return what is right, asked about and wrong, in percent."""
        right, asked, wrong = (100 * self.verdicts[verdict] / self.verdicts.total() for verdict in Verdict)
        return right, asked, wrong


async def ask() -> Answer:
    cases = _cases()
    found = {name: Figures() for name in LIBRARIES}
    for _ in range(RUN.rounds):
        for name, figures in found.items():
            await _measure(name, figures, cases)
    columns: dict[str, Callable[[Figures], list[float]]] = {
        "% right": lambda figures: [figures.shares[0]] * RUN.rounds,
        "% silently wrong": lambda figures: [figures.shares[2]] * RUN.rounds,
        "µs a phrase, median": lambda figures: figures.median_us,
        "ms for the worst of hostile messages": lambda figures: figures.hostile_ms,
    }
    return Answer(
        f"Understanding {len(cases):,} phrases, beside other libraries",
        "each in its own unit",
        [
            Row(f"{name}, {column}", values(figures), beside=[f"{OURS}, {column}"])
            for column, values in columns.items()
            for name, figures in found.items()
        ],
        "",
        "one processor; the rest was asked about, or not seen as a time",
        chart=Shares(
            f"Of {len(cases):,} phrases with a known answer, and the median time for one",
            ("right", "asked or not seen", "silently wrong"),
            {name: figures.shares for name, figures in found.items()},
            {name: _plain(statistics.median(figures.median_us)) for name, figures in found.items()},
        ),
    )


def _cases() -> Sequence[Case]:
    """Return the phrases with one known answer, at the scale that was asked for."""
    files = sorted(Path(os.environ.get("NUDGE_CASES", os.devnull)).glob("language*.jsonl"))
    if not files:
        raise LeftOut("NUDGE_CASES names no folder with language*.jsonl")
    lines = [line for file in files for line in file.read_text("utf-8").splitlines() if line.strip()]
    cases = [case for case in map(json.loads, lines) if "kind" in case and not case["ambiguous"]]
    return cases[:: max(round(1 / RUN.scale), 1)]


async def _measure(name: str, figures: Figures, cases: Sequence[Case]) -> None:
    async with _reader(LIBRARIES[name]) as read:
        await read(cases[0])  # loads what is loaded when it is first needed
        answers = [await read(case) for case in cases]
        figures.verdicts.update(judge(case, found) for case, found in zip(cases, answers, strict=True))
        figures.median_us.append(statistics.median(found["us"] for found in answers))
        async with asyncio.timeout(HOSTILE_SECONDS):
            figures.hostile_ms.append(max([(await read(case))["us"] / 1000 for case in HOSTILE]))


@asynccontextmanager
async def _reader(library: str) -> AsyncIterator[Read]:
    """Run a library in its own process and environment."""
    python = sys.executable if library == "ours" else await python_of(PINS)
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(
        python, str(HERE / "language_peer.py"), library,
        stdin=pipe, stdout=pipe, env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    asked, answered = process.stdin, process.stdout
    assert asked
    assert answered

    async def read(case: Case) -> Found:
        asked.write(json.dumps(case).encode() + b"\n")
        found: Found = json.loads(await answered.readline())
        return found

    try:
        yield read
    finally:
        process.kill()
        await process.wait()


def _plain(microseconds: float) -> str:
    return f"{microseconds / 1000:.1f} ms" if microseconds >= 1000 else f"{microseconds:.0f} µs"
