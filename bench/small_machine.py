"""One small machine: a million reminders of 100,000 people wait, and 100 messages a second come in. Does all hold?

`BENCH_SCALE=1 python -m bench.small_machine`: ten minutes, and about five more to fill the store. Alone on a machine.
The whole house, with the settings of production; people and Twilio are in this process, on the same cores.
A hundred people a second write: with answers and reminders that is 225 messages a second in both directions, and a
sender may post 80 at most, so there are two. `BENCH_RATE=50` asks for a hundred in both directions, and reminders.
`BENCH_SECONDS` asks for another span. Ends with 1 when a promise was broken.
"""

import asyncio
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import uvloop

from bench.asking import RUN
from bench.town import Books, Town
from deploy.embedded.ports import free_port
from services.scheduler.domain.reminder import Reminder
from services.scheduler.ports import Step
from shared.contract import PARTITIONS
from shared.runtime.store import connected
from tests.harness.account import NUDGE
from tests.harness.crowds import crowd, fill
from tests.harness.house import House, running_house
from tests.harness.phones import add, soon
from tests.harness.waiting import wait_until

PEOPLE = max(int(100_000 * RUN.scale), 1000)
EACH = 10
RATE = float(os.environ.get("BENCH_RATE", "100"))
SECONDS = float(os.environ.get("BENCH_SECONDS", str(max(600 * RUN.scale, 30))))
DUE_MEANWHILE = 4
"""Every fourth message is about a reminder for half a minute later; the others are for years to come."""

MONTH = 2_592_000
FILLED_A_SECOND = 4000
SETTLED_WITHIN = 300.0
SENDERS = (NUDGE, "whatsapp:+12025550100")
"""Two, because one may post no more than 80 a second."""

AS_IN_PRODUCTION = {
    "TWILIO_WHATSAPP_NUMBER": ",".join(SENDERS),
    "SETTLE_SECONDS": "35",
    "SEND_GAP_SECONDS": "6",
    "MAX_MESSAGES": "30",
    "MAX_MESSAGES_A_DAY": "300",
}
PAGE_BYTES, TICKS = os.sysconf("SC_PAGE_SIZE"), os.sysconf("SC_CLK_TCK")


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def number_of(person: int) -> str:
    return f"+4915{person:09d}"


def sender_of(person: int) -> str:
    return SENDERS[person % len(SENDERS)]


def seeds(first: datetime, books: Books) -> Iterator[Step]:
    """Return what waits, spread over a month from `first` on; what comes due meanwhile goes into the books."""
    until = (first + timedelta(seconds=SECONDS)).timestamp()
    for person, step in enumerate(crowd(PEOPLE * EACH, first, each=EACH)):
        put = tuple(_seed(reminder, person * EACH + n, first) for n, reminder in enumerate(step.change.put))
        for reminder in put:
            if reminder.due_at.timestamp() < until:
                books.due[reminder.text] = reminder.due_at.timestamp()
        now = datetime.now(UTC)
        profile = replace(step.change.profile, sender=sender_of(person), heard_at=now, next_number=EACH)
        yield replace(step, change=replace(step.change, profile=profile, put=put))


def _seed(reminder: Reminder, number: int, first: datetime) -> Reminder:
    moment = first + timedelta(seconds=number * 7919 % MONTH)
    return replace(reminder.at(moment), text=f"chore {number}", made_at=first - timedelta(days=1))


async def pour(town: Town) -> None:
    """Let people write at a steady pace."""
    loop, writing = asyncio.get_running_loop(), []
    began = loop.time()
    for number in range(int(RATE * SECONDS)):
        await asyncio.sleep(max(began + number / RATE - loop.time(), 0))
        due = soon(30) if number % DUE_MEANWHILE == 0 else None
        task, person = f"errand {number}", number * 7 % PEOPLE
        words = add(task, due or datetime(2035, 5, 5, 17, tzinfo=UTC))
        writing.append(asyncio.create_task(town.write(number_of(person), sender_of(person), task, words, due)))
    await asyncio.gather(*writing)


@dataclass
class Watch:
    """What each process takes: the most memory, and its share of a core."""

    pids: dict[str, int]
    most: dict[str, int]
    began: float
    spent: dict[str, float]

    @classmethod
    def of(cls, house: House) -> "Watch":
        servers = {"nats": house.nats.process, "redis": house.store.process}
        processes = servers | {name: child.process for name, child in house.children.items()}
        pids = {name: process.pid for name, process in processes.items() if process} | {"people, Twilio": os.getpid()}
        return cls(pids, dict.fromkeys(pids, 0), time.monotonic(), {name: _seconds(pid) for name, pid in pids.items()})

    async def look(self) -> None:
        """Go on until cancelled."""
        while True:
            for name, pid in self.pids.items():
                self.most[name] = max(self.most[name], _bytes(pid))
            await asyncio.sleep(1)

    def figures(self) -> list[str]:
        span = time.monotonic() - self.began
        cores = {name: (_seconds(pid) - self.spent[name]) / span for name, pid in self.pids.items()}
        return [
            f"{most / 1e6:10.0f}  MB at most, and {cores[name]:.2f} cores: {name}" for name, most in self.most.items()
        ]


def _bytes(pid: int) -> int:
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * PAGE_BYTES


def _seconds(pid: int) -> float:
    used = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(used[11]) + int(used[12])) / TICKS


async def settled(house: House, books: Books) -> None:
    """Return when all has arrived and nothing is on its way, or after a long time."""
    async with connected(house.store.url) as redis:

        async def is_so() -> bool:
            on_its_way = [await redis.zcard(f"{{{number:02d}}}:flight") for number in range(PARTITIONS)]
            return books.is_settled and not any(on_its_way)

        try:
            await wait_until(is_so, description="all has arrived", within=SETTLED_WITHIN)
        except AssertionError:
            say("Not everything has arrived, or something is still on its way.")


async def filled(house: House, first: datetime, books: Books) -> None:
    await house["scheduler"].stop()
    began = time.monotonic()
    async with connected(house.store.url) as redis:
        await fill(redis, seeds(first, books))
    say(f"{PEOPLE * EACH:,} reminders of {PEOPLE:,} people wait, after {time.monotonic() - began:.0f} s")
    began = time.monotonic()
    await house["scheduler"].start()
    say(f"{time.monotonic() - began:10.1f}  s until the scheduler was ready with them")


async def main() -> int:
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="nudge-bench-")))
        port, books = free_port(), Books()
        settings = {**AS_IN_PRODUCTION, "TWILIO_API_URL": f"http://127.0.0.1:{port}", "LOG_LEVEL": "warning"}
        house = await stack.enter_async_context(running_house(folder, simulator=False, settings=settings))
        town = Town(house.door, books)
        stack.push_async_callback((await town.serve(port)).cleanup)
        first = soon(30 + PEOPLE * EACH / FILLED_A_SECOND)
        await filled(house, first, books)
        books.since = time.time()
        watch = Watch.of(house)
        looking = asyncio.create_task(watch.look())
        say(f"For {SECONDS:g} s, {RATE:g} messages a second come in, and {RATE * (1 + 1 / DUE_MEANWHILE):g} go out:")
        await pour(town)
        looking.cancel()
        figures = watch.figures()
        await settled(house, books)
        await town.reported()
        say("\n".join([*books.figures(), *figures]))
        return int(any(books.broken().values()))


if __name__ == "__main__":
    sys.exit(uvloop.run(main()))
