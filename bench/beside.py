"""What the questions that compare us with others share: everybody by turns, and who cannot be had is named."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from bench.asking import RUN, LeftOut
from bench.peers.contenders import Contender
from bench.peers.roster import everybody

Result = TypeVar("Result")


@dataclass
class Turns(Generic[Result]):
    """What each contender came to, a result a round, and who was left out."""

    results: Mapping[str, list[Result]] = field(default_factory=dict)
    left_out: Sequence[str] = ()


async def by_turns(
    measure: Callable[[Contender], Awaitable[Result]], contenders: Sequence[Contender] | None = None
) -> Turns[Result]:
    """Measure each once a round, everybody unless told. Who fails once is left out from then on."""
    contenders = list(contenders or everybody())
    results: dict[str, list[Result]] = {contender.name: [] for contender in contenders}
    left_out = []
    for _ in range(RUN.rounds):
        for contender in list(contenders):
            try:
                results[contender.name].append(await measure(contender))
            except LeftOut as reason:
                contenders.remove(contender)
                del results[contender.name]
                left_out.append(f"{contender.name}, because {reason}")
    return Turns(results, left_out)


def named(name: str) -> Contender:
    """Return one of them."""
    return next(contender for contender in everybody() if contender.name == name)
