"""A hundred thousand due at one instant, with a million more pending: when is the last one there?"""

from bench.asking import RUN, Answer, LeftOut, Row, scaled
from bench.beside import named
from bench.peers.contenders import Contender
from bench.peers.nudge import Nudge

COUNT = 100_000
PENDING = 1_000_000


async def ask() -> Answer:
    count, pending = scaled(COUNT), scaled(PENDING)
    rows = [Row("Nudge"), Row(f"Nudge, {pending:,} more pending"), Row("NATS schedules")]
    contenders = [Nudge(), Nudge(pending=pending), named("NATS schedules")]
    left_out = []
    for _ in range(RUN.rounds):
        for row, contender in zip(rows, contenders, strict=True):
            try:
                row.values.append(await _last(contender, count))
            except LeftOut as reason:
                left_out.append(f"{row.name}, once, because {reason}")
    rows = [row for row in rows if row.values]
    return Answer(
        f"{count:,} due at one instant: the last one is with its consumer",
        "seconds after the moment",
        rows,
        rows[0].name,
        "two cores for servers, scheduler and consumer together; ours alone has every acknowledgement on disk",
        left_out=left_out,
    )


async def _last(contender: Contender, count: int) -> float:
    return max(job.late_ms for job in await contender.fire(count, 0.0)) / 1000
