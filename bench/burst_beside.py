"""How fast does each run a burst due at one instant, and how does it drain?"""

from bisect import bisect
from collections.abc import Sequence

from bench.asking import Answer, Row, scaled
from bench.beside import by_turns
from bench.charts import Lines, Point
from bench.peers.bare_batches import BareBatches
from bench.peers.contenders import Contender, Ran
from bench.peers.nudge import OURS, OURS_LAZILY
from bench.peers.roster import everybody

COUNT = 20_000
SECONDS_SHOWN = 3.0
CURVE_POINTS = 120


async def ask() -> Answer:
    count = scaled(COUNT)

    async def burst(contender: Contender) -> Sequence[Ran]:
        return await contender.fire(count, 0.0)

    floors = [BareBatches(), BareBatches(lazily=True)]
    turns = await by_turns(burst, [*everybody(), *floors])
    rows = [Row(name, [count / _drained(ran) for ran in rounds]) for name, rounds in turns.results.items()]
    return Answer(
        f"A burst of {count:,} due at one instant, beside other engines",
        "run a second, consumed live",
        rows,
        OURS,
        "two cores for servers, worker and consumer together",
        chart=_chart(count, {name: rounds[-1] for name, rounds in turns.results.items()}),
        left_out=turns.left_out,
        also_of=OURS_LAZILY,
    )


def _drained(ran: Sequence[Ran]) -> float:
    return max(job.at for job in ran) - ran[0].due


def _chart(count: int, bursts: dict[str, Sequence[Ran]]) -> Lines:
    return Lines(
        title=f"A burst of {count:,} due at one instant",
        under="share that has run, by seconds after the moment",
        series={name: _curve(ran) for name, ran in bursts.items()},
        ours=[OURS, OURS_LAZILY],
        x_ticks={second: f"{second:g} s" for second in (0.0, 0.5, 1.0, 1.5, 2.0, 2.5, 3.0)},
        y_ticks={share: f"{share} %" for share in (0, 25, 50, 75, 100)},
    )


def _curve(ran: Sequence[Ran]) -> Sequence[Point]:
    late = sorted(max(job.late_ms / 1000, 0) for job in ran)
    step = max(len(late) // CURVE_POINTS, 1)
    curve = [(0.0, 0.0), *((late[n], 100 * (n + 1) / len(late)) for n in range(0, len(late), step))]
    curve.append((late[-1], 100.0))
    shown = [point for point in curve if point[0] <= SECONDS_SHOWN]
    if shown != curve:
        shown.append((SECONDS_SHOWN, 100 * bisect(late, SECONDS_SHOWN) / len(late)))
    return shown
