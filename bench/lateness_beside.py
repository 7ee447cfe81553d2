"""How late is a lone job with each: 300 over ten seconds on an idle house, to whoever runs it?"""

from collections.abc import Sequence

from bench.asking import Answer, Row, percentile
from bench.beside import by_turns
from bench.charts import Histograms
from bench.peers.contenders import Contender, Ran

COUNT = 300
SECONDS = 10.0


async def ask() -> Answer:
    async def alone(contender: Contender) -> Sequence[Ran]:
        return await contender.fire(COUNT, SECONDS)

    turns = await by_turns(alone)
    late = {name: [[job.late_ms for job in ran] for ran in rounds] for name, rounds in turns.results.items()}
    rows = [
        Row(f"{name}, {words}", [percentile(each, share) for each in rounds])
        for name, rounds in late.items()
        for words, share in (("median", 0.5), ("99 %", 0.99))
    ]
    return Answer(
        "Lateness of a lone job, due to whoever runs it, beside other engines",
        "milliseconds",
        rows,
        rows[1].name,
        "one write of NATS to the disk and a timer's step; others by the pace at which they look",
        chart=Histograms(
            title="How late is a lone job?",
            under=f"{COUNT} over {SECONDS:.0f} s on an idle machine, a logarithmic scale; all rounds",
            late_ms={name: [each for one in rounds for each in one] for name, rounds in late.items()},
            ours=rows[0].name.removesuffix(", median"),
        ),
        left_out=turns.left_out,
    )
