"""One torture, from the first person who writes to the verdict: rounds of trouble, and after each a time to recover."""

import asyncio
import os
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import aiohttp

from tests.harness.waiting import wait_until
from tests.torture.books import copies_counted, lost_with_the_bus
from tests.torture.chronicle import PEOPLE, Chronicle
from tests.torture.faults import Torment
from tests.torture.findings import Evidence, Verdict
from tests.torture.lives import live
from tests.torture.operator import Operator
from tests.torture.oracle import judge
from tests.torture.people import Person, Street
from tests.torture.plan import USUAL, Cast, strokes
from tests.torture.promises import Need, Promise, Promises, a_crowd
from tests.torture.stage import Stage, raised
from tests.torture.witness import Letter, Witness

ROUND_SECONDS = 45.0
"""Of trouble; then everything is mended, and must recover."""

RECOVERED_WITHIN = 90.0
"""Beyond it a round is not waited for any longer: the oracle knows what is missing."""

PAUSE_SECONDS = 3.0
"""Between two stories of one person, on average."""


@dataclass(frozen=True)
class Script:
    """What a run is made from."""

    seed: int
    seconds: float
    """Of trouble, in all."""
    people: int = 150
    faults_a_second: float = 0.8
    round_seconds: float = ROUND_SECONDS
    ahead_seconds: tuple[float, float] = (6.0, 20.0)
    """From a word to its reminder."""
    stories_end_within: float = 75.0
    """Whoever has not finished by then is cut short."""
    before: Path | None = None
    """Where the services of another commit are."""
    before_reference: str = ""
    without: tuple[str, ...] = ()
    """Kinds of faults that are left out."""


@dataclass(frozen=True, slots=True)
class Round:
    """A time of trouble, and how what was overdue then came after all."""

    promised: int
    """Reminders, since the run began."""
    faults: int
    """Since the run began."""
    overdue: int
    """Reminders that should have come by the time at which the last process was back."""
    seconds: float
    """From then until the last of them came."""
    load: float
    """The machine's average of the last minute: whoever shares it takes from how fast this goes."""


@dataclass
class Report:
    """What came of it."""

    script: Script
    verdict: Verdict
    chronicle: Chronicle
    faults: Counter[str] = field(default_factory=Counter)
    gave_up: Counter[str] = field(default_factory=Counter)
    whole: list[tuple[datetime, datetime]] = field(default_factory=list)
    """From when to when everybody was whole."""
    rounds: list[Round] = field(default_factory=list)
    sent_again: Counter[str] = field(default_factory=Counter)
    """By an operator, by the reason why it was parked."""
    took_seconds: float = 0.0


@dataclass
class Recovery:
    """Watches how what is overdue comes after all."""

    promises: Promises
    rung: dict[str, list[datetime]] = field(default_factory=dict)
    given_up: list[Promise] = field(default_factory=list)
    """What did not come while it was waited for: the oracle knows of it, and no later round waits for it."""

    def hear(self, letter: Letter) -> None:
        for task, _ in letter.rings:
            self.rung.setdefault(task, []).append(letter.created_at)

    async def wait(self, since: datetime) -> tuple[int, float]:
        """Return how much was overdue at `since`, and how many seconds later the last of it came."""
        due = [promise for promise in self.promises.all() if promise.due <= since and not self._came(promise)]
        overdue = [promise for promise in due if not any(promise is lost for lost in self.given_up)]

        async def all_came() -> bool:
            return all(self._came(promise) for promise in overdue)

        with suppress(AssertionError):
            await wait_until(all_came, description="what was overdue came", within=RECOVERED_WITHIN)
        self.given_up += [promise for promise in overdue if not self._came(promise)]
        came = [self._came(promise) or datetime.now(UTC) for promise in overdue if promise.need is Need.MUST]
        return len(overdue), max([0.0, *((at - since).total_seconds() for at in came)])

    def _came(self, promise: Promise) -> datetime | None:
        """Return when it rang first, or at all where it need not."""
        if promise.need is not Need.MUST:
            return promise.due
        return min((at for at in self.rung.get(promise.task, ()) if at >= promise.due), default=None)


def nobody(_: Round) -> None:
    """Listen to how it goes."""


async def torture(script: Script, directory: Path, *, tell: Callable[[Round], None] = nobody) -> Report:
    """Run it; afterwards nothing of it is left but what is in the directory. `tell` hears how it goes."""
    began = time.monotonic()
    async with AsyncExitStack() as stack:
        stage = await stack.enter_async_context(raised(directory, script.seed, script.before))
        http = await stack.enter_async_context(
            aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0), timeout=aiohttp.ClientTimeout(total=20))
        )
        witness, chronicle, promises = Witness(directory / "chats.jsonl"), Chronicle(), Promises()
        recovery = Recovery(promises)
        witness.arrived += [recovery.hear, _ticking(chronicle)]
        street = Street(stage.simulator, http, witness, promises, chronicle, script.ahead_seconds)
        torment = Torment(stage, chronicle, script.seed, script.before)
        operator = Operator(stage, chronicle)
        for work in (witness.read(), torment.tend(), operator.work()):
            await stack.enter_async_context(_going(work))
        people = [Person(number, street, Random(f"{script.seed} {number}")) for number in a_crowd(script.people)]  # noqa: S311
        lives = [asyncio.create_task(live(person, PAUSE_SECONDS)) for person in people]

        whole, rounds = await _rounds(script, stage, torment, recovery, tell)
        street.closing.set()
        await asyncio.wait(lives, timeout=script.stories_end_within)
        for story in lives:
            story.cancel()
        await asyncio.gather(*lives, return_exceptions=True)
        await recovery.wait(max((promise.due for promise in promises.all()), default=datetime.now(UTC)))
        whole[-1] = (whole[-1][0], datetime.now(UTC))
        evidence = Evidence(
            counted=await copies_counted(stage),
            sent_again=operator.sent_again,
            parked=operator.parked,
            lost_commands=await lost_with_the_bus(
                stage, directory, [(span.start, span.end or span.start) for span in torment.losses]
            ),
            whole=whole,
        )
        verdict = judge(promises, witness.letters.values(), evidence)
        took = time.monotonic() - began
        return Report(
            script,
            verdict,
            chronicle,
            faults=torment.counts,
            gave_up=torment.gave_up,
            whole=whole,
            rounds=rounds,
            sent_again=operator.replays,
            took_seconds=took,
        )


async def _rounds(
    script: Script, stage: Stage, torment: Torment, recovery: Recovery, tell: Callable[[Round], None]
) -> tuple[list[tuple[datetime, datetime]], list[Round]]:
    """Trouble and peace by turns; return the times of peace, and how each round ended."""
    cast = Cast(stage.services, [*stage.links], [*stage.clocks], script.before is not None, script.without)
    plan = strokes(Random(f"{script.seed} strokes"), cast, a_second=script.faults_a_second)  # noqa: S311
    whole, rounds = [], []
    left = script.seconds
    while left > 0:
        await torment.mood(USUAL)
        await torment.strike(plan, min(left, script.round_seconds))
        left -= script.round_seconds
        await torment.mend()
        since = datetime.now(UTC)
        overdue, seconds = await recovery.wait(since)
        whole.append((since, datetime.now(UTC)))
        faults, load = sum(torment.counts.values()), os.getloadavg()[0]
        rounds.append(Round(recovery.promises.count(), faults, overdue, seconds, load))
        tell(rounds[-1])
    return whole, rounds


def _ticking(chronicle: Chronicle) -> Callable[[Letter], None]:
    def note(letter: Letter) -> None:
        chronicle.tick(PEOPLE, "rang" if letter.rings else "answered", letter.created_at)

    return note


@asynccontextmanager
async def _going(work: Coroutine[None, None, None]) -> AsyncIterator[None]:
    """Let it go on while inside; what it stumbles over ends the run."""
    task = asyncio.create_task(work)
    try:
        yield
        if task.done():
            task.result()
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
