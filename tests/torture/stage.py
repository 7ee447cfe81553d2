"""A house with a line that can be troubled between each two of its parts, and clocks that can be set."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random

from deploy.embedded.ports import free_port
from tests.harness.house import HURRIED, House, running_house
from tests.torture.links import Link

FAKETIME = next(Path("/usr/lib").glob("*/faketime/libfaketime.so.1"), None)
"""Sets the clock of whoever is started with it; not on every machine."""

SETTLE_SECONDS = "3"
"""Longer than anything keeps the simulator from doing what it was asked, as Twilio's 26 s are shorter than our 35."""

REPLICAS = 2

OPERATOR_TOKEN = "operator"  # noqa: S105 - made up


@dataclass
class Stage:
    """The house, its lines, and the files that set its clocks."""

    house: House
    links: dict[str, Link]
    clocks: dict[str, Path] = field(default_factory=dict)

    @property
    def services(self) -> Sequence[str]:
        return [name for name in self.house.children if name != "simulator"]

    @property
    def simulator(self) -> str:
        """Return the simulator's own address: people's phones have no trouble with the network."""
        return self.house.phones.url

    def set_clock(self, name: str, ahead_seconds: float) -> None:
        self.clocks[name].write_text(f"{ahead_seconds:+.0f}\n")


@asynccontextmanager
async def raised(directory: Path, seed: int, before: Path | None = None) -> AsyncIterator[Stage]:
    """Build the house with all its lines, and start it: with `before`, one of each service is as it was there."""
    dice = Random(f"{seed} lines")  # noqa: S311 - the same torture every time
    doors = [free_port() for _ in range(REPLICAS)]
    door = Link("simulator → ingress", doors, dice)
    await door.open()
    links = {door.name: door}
    clocks: dict[str, Path] = {}

    async def prepare(house: House) -> None:
        for name, child in house.children.items():
            child.settings = {**child.settings, **await _lines_of(name, house, links, dice)}
            if before and name.endswith("-2"):
                child.settings = {**child.settings, "PYTHONPATH": str(before)}
            if name.startswith("ingress"):
                child.settings = {**child.settings, "PORT": str(doors[int(name[-1]) - 1])}
            elif FAKETIME and name != "simulator":
                child.settings = {**child.settings, **_clock(directory, name, clocks)}
        if FAKETIME:
            own = _clock(directory, "redis", clocks)
            argv = ("env", *(f"{name}={value}" for name, value in own.items()), *house.store.command.argv)
            house.store.command = replace(house.store.command, argv=argv)
            await house.store.restart()

    settings = {
        "PUBLIC_BASE_URL": f"http://127.0.0.1:{door.port}",
        "SETTLE_SECONDS": SETTLE_SECONDS,
        "SIMULATOR_AUTO_READ": "false",
        "OPERATOR_TOKEN": OPERATOR_TOKEN,
        "MAX_REPEATS_A_DAY": "100000",
    }
    try:
        async with running_house(
            directory,
            ingresses=REPLICAS,
            schedulers=REPLICAS,
            notifiers=REPLICAS,
            settings=settings,
            modules=HURRIED,
            prepare=prepare,
        ) as house:
            await house.hurry()
            yield Stage(house, links, clocks)
    finally:
        for link in links.values():
            await link.close()


async def _lines_of(name: str, house: House, links: dict[str, Link], dice: Random) -> Mapping[str, str]:
    """Open the lines of one service; return the settings that lead it to them."""
    wanted = {"NATS_URL": ("nats", house.nats.port)}
    if name.startswith(("scheduler", "notifier")):
        wanted["REDIS_URL"] = ("redis", house.store.port)
    if name.startswith("notifier"):
        wanted["TWILIO_API_URL"] = ("simulator", int(house.phones.url.rpartition(":")[2]))
    if name == "simulator":
        wanted = {}
    found = {}
    for setting, (target, port) in wanted.items():
        link = Link(f"{name} → {target}", [port], dice)
        await link.open()
        links[link.name] = link
        scheme = {"nats": "nats", "redis": "redis", "simulator": "http"}[target]
        found[setting] = f"{scheme}://127.0.0.1:{link.port}"
    return found


def _clock(directory: Path, name: str, clocks: dict[str, Path]) -> Mapping[str, str]:
    """Return what lets a process go by a clock of its own; its monotonic clock stays as it is."""
    clocks[name] = directory / f"{name}.clock"
    clocks[name].write_text("+0\n")
    return {
        "LD_PRELOAD": str(FAKETIME),
        "FAKETIME_TIMESTAMP_FILE": str(clocks[name]),
        "FAKETIME_CACHE_DURATION": "1",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
    }
