"""A scheduler that is asked to leave goes, whatever its stores are doing at that moment."""

import os
import signal
import time
from asyncio import sleep
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random

import pytest

from tests.harness.commands import a_chat, a_command
from tests.harness.house import House, running_house
from tests.harness.phones import add, soon
from tests.harness.speeches import publish
from tests.torture.links import LOCALHOST, Link, Trouble

TRIES = int(os.environ.get("NUDGE_LEAVING_TRIES", "0"))
SEED = os.environ.get("NUDGE_LEAVING_SEED", "1")
WITHIN_SECONDS = 15.0

LATE_SECONDS = 1.0
"""A piece on a slow line."""


@dataclass
class Lines:
    """A house whose scheduler can be cut off from its stores."""

    house: House
    links: dict[str, Link]

    @asynccontextmanager
    async def having(self, troubles: dict[str, Trouble | None], *, frozen: str | None = None) -> AsyncIterator[None]:
        """Let the lines have these troubles while inside, and a store hang."""
        async with AsyncExitStack() as stack:
            for name, trouble in troubles.items():
                if trouble:
                    await stack.enter_async_context(self.links[name].having(trouble, LATE_SECONDS))
            if frozen:
                store = self.house.part(frozen)
                store.tell(signal.SIGSTOP)
                stack.callback(store.tell, signal.SIGCONT)
            yield

    async def leave(self) -> tuple[int, float]:
        """Ask it to leave; return its exit code, and how many seconds it took."""
        scheduler, began = self.house["scheduler"], time.monotonic()
        scheduler.tell(signal.SIGTERM)
        return await scheduler.ended(within=2 * WITHIN_SECONDS), time.monotonic() - began


@pytest.fixture
async def lines(tmp_path: Path) -> AsyncIterator[Lines]:
    links = {name: Link(name, [0], Random(SEED)) for name in ("nats", "redis")}  # noqa: S311 - the same every time

    async def prepare(house: House) -> None:
        for name, port in (("nats", house.nats.port), ("redis", house.store.port)):
            links[name].ports = [port]
            await links[name].open()
        addresses = {f"{name.upper()}_URL": f"{name}://{LOCALHOST}:{link.port}" for name, link in links.items()}
        house["scheduler"].settings = {**house["scheduler"].settings, **addresses}

    async with running_house(tmp_path, ingresses=0, notifiers=0, simulator=False, prepare=prepare) as house:
        yield Lines(house, links)
        for link in links.values():
            await link.close()


async def test_it_leaves_in_peace_also_while_neither_store_is_there(lines: Lines) -> None:
    async with lines.having({"nats": Trouble.CUT, "redis": Trouble.CUT}):
        code, took = await lines.leave()

    assert code == 0, lines.house["scheduler"].tail()
    assert took < WITHIN_SECONDS


@pytest.mark.skipif(not TRIES, reason="NUDGE_LEAVING_TRIES=50 asks for it")
async def test_it_leaves_at_any_moment(lines: Lines) -> None:
    dice, slow = Random(SEED), []  # noqa: S311 - the same every time
    for number in range(TRIES):
        troubles = {name: dice.choice([None, *Trouble]) for name in lines.links}
        frozen = dice.choice([None, None, None, "nats", "redis"])
        commands = [a_command(a_chat(), add("swim", soon(2))) for _ in range(20)]
        await publish(lines.house.nats, *commands)
        await sleep(dice.uniform(0, 2))
        async with lines.having(troubles, frozen=frozen):
            await sleep(dice.uniform(0, 2) if dice.random() < 0.7 else dice.uniform(2, 12))
            code, took = await lines.leave()
        if code or took > WITHIN_SECONDS:
            story = f"{number}: {troubles}, frozen: {frozen}: {code} after {took:.1f} s"
            slow.append(f"{story}\n{lines.house['scheduler'].tail()}")
        await lines.house.start("scheduler")

    assert not slow, "\n\n".join(slow)
