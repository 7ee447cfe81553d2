"""How many jobs a second does each keep for later?"""

from bench.asking import Answer, Row, scaled
from bench.beside import by_turns
from bench.peers.nudge import OURS, OURS_LAZILY

COUNT = 20_000


async def ask() -> Answer:
    count = scaled(COUNT)
    turns = await by_turns(lambda contender: contender.keep(count))
    rows = [Row(name, [kept.per_second for kept in rounds]) for name, rounds in turns.results.items()]
    return Answer(
        "Jobs kept for later, beside other engines",
        "a second",
        rows,
        OURS,
        "the client of each, in one process",
        left_out=turns.left_out,
        also_of=OURS_LAZILY,
    )
