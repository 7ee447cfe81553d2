"""A hundred thousand due at one instant, with a million more pending: when is the last one there?"""

from datetime import UTC, datetime, timedelta

from bench.asking import Answer, Row, scaled
from bench.beside import by_turns, named
from bench.peers.contenders import Contender
from bench.peers.nudge import OURS, OURS_LAZILY, Nudge
from bench.stores import held
from tests.harness.crowds import crowd

COUNT = 100_000
PENDING = 1_000_000
READY_WITHIN = timedelta(seconds=45)
"""A crowd is made ready in the last half minute; what is due at nine was seldom asked for at one minute to."""


async def ask() -> Answer:
    count, pending = scaled(COUNT), scaled(PENDING)

    async def last(contender: Contender) -> float:
        return max(job.late_ms for job in await contender.fire(count, 0.0)) / 1000

    async with held(crowd(pending, datetime.now(UTC) + timedelta(days=1))) as holding:
        ours = [
            Nudge(holding=holding, ready_within=READY_WITHIN),
            Nudge(lazily=True, holding=holding, ready_within=READY_WITHIN),
        ]
        turns = await by_turns(last, [*ours, named("NATS schedules")])
    rows = [Row(name, values) for name, values in turns.results.items()]
    rows += [Row(f"{each.name}: on the bus", each.published_after) for each in ours if each.published_after]
    return Answer(
        f"{count:,} due at one instant, with us {pending:,} more pending: the last one is with its consumer",
        "seconds after the moment",
        rows,
        OURS,
        "two cores for servers, scheduler and consumer together",
        left_out=turns.left_out,
        also_of=OURS_LAZILY,
    )
