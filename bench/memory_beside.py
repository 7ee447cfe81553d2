"""How much of Redis' memory does a job take that waits for tomorrow, with each?"""

from bench.asking import Answer, Row, scaled
from bench.beside import by_turns
from bench.peers.nudge import OURS
from bench.peers.roster import everybody

COUNT = 10_000
FEWEST = 4_000
"""With fewer, tables that grow by doubling tell more than jobs do."""


async def ask() -> Answer:
    count = max(scaled(COUNT), FEWEST)
    ours, _, *others = everybody()  # how we write to the disk takes no memory
    turns = await by_turns(lambda contender: contender.keep(count), [ours, *others])
    rows = [
        Row(name, [kept.bytes_each for kept in rounds if kept.bytes_each is not None])
        for name, rounds in turns.results.items()
    ]
    elsewhere = [f"{row.name}, because it is not on Redis" for row in rows if not row.values]
    return Answer(
        "Memory of Redis for a job of 152 bytes, beside other engines",
        "bytes",
        [row for row in rows if row.values],
        OURS,
        "what each keeps beside the job; ours has the person's profile and the index too",
        left_out=[*turns.left_out, *elsewhere],
    )
