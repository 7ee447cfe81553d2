"""How late is a lone job with each: 200 over four seconds on an idle house, to whoever runs it?"""

from collections.abc import Sequence

from bench.asking import Answer, Row, percentile
from bench.beside import by_turns
from bench.charts import Histograms
from bench.lateness import PARTS
from bench.peers.contenders import Contender, Ran
from bench.peers.nudge import OURS, OURS_LAZILY

COUNT = 200
SECONDS = 4.0


async def ask() -> Answer:
    async def alone(contender: Contender) -> Sequence[Ran]:
        return await contender.fire(COUNT, SECONDS)

    turns = await by_turns(alone)
    late = {name: [[job.late_ms for job in ran] for ran in rounds] for name, rounds in turns.results.items()}
    return Answer(
        "Lateness of a lone job, due to whoever runs it, beside other engines",
        "milliseconds",
        [
            Row(
                f"{name}, {part}",
                [percentile(each, share) for each in rounds],
                beside=[f"{OURS}, {part}", f"{OURS_LAZILY}, {part}"],
            )
            for name, rounds in late.items()
            for part, share in PARTS.items()
        ],
        OURS,
        "one write to the disk, where it is waited for, and a timer's step; others by the pace at which they look",
        chart=Histograms(
            title="How late is a lone job?",
            under=f"{COUNT} over {SECONDS:.0f} s on an idle machine, a logarithmic scale; all rounds",
            late_ms={name: [each for one in rounds for each in one] for name, rounds in late.items()},
            ours=[OURS, OURS_LAZILY],
        ),
        left_out=turns.left_out,
        also_of=OURS_LAZILY,
    )
