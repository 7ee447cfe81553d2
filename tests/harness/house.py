"""The whole of Nudge on real servers, for the length of a test: every part can be talked to, killed and restarted."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import aiohttp
import nats

from deploy.embedded.lifeline import Lifeline
from deploy.embedded.ports import free_port
from deploy.embedded.probes import service_is_ready, simulator_is_ready
from deploy.embedded.servers import RunningServer, running_nats, running_redis
from deploy.locks.keyring import Keyring
from shared.runtime.provision import provision
from tests.harness.account import TWILIO_SETTINGS
from tests.harness.child import Child
from tests.harness.laziness import write_lazily
from tests.harness.locks import IN_THE_STORE, LOGIN, ON_THE_BUS
from tests.harness.phones import Phones
from tests.harness.streams import hurry
from tests.harness.webhooks import Door

QUICK = {
    "SETTLE_SECONDS": "2",
    "SEND_GAP_SECONDS": "0",
    "MAX_MESSAGES": "10000",
    "MAX_MESSAGES_A_DAY": "100000",
    "LOG_LEVEL": "info",
}
"""Settings that shorten what people can wait for and tests need not, and let tests write faster than people."""

MODULES = {service: f"services.{service}" for service in ("ingress", "scheduler", "notifier")}

HURRIED = {"scheduler": "tests.harness.hurried_scheduler", "notifier": "tests.harness.hurried_notifier"}
"""The same services with leases that run out within seconds."""

STANDING: "list[House]" = []
"""The houses that stand right now: when a test fails, their logs are shown."""


@dataclass
class House:
    """One running Nudge. Parts that were not asked for are not there."""

    nats: RunningServer
    redis: RunningServer | None
    keys: Keyring
    children: dict[str, Child] = field(default_factory=dict)
    door: Door = field(init=False)
    phones: Phones = field(init=False)

    def __getitem__(self, name: str) -> Child:
        return self.children[name]

    @property
    def store(self) -> RunningServer:
        assert self.redis is not None, "this house has no Redis"
        return self.redis

    def part(self, name: str) -> Child | RunningServer:
        """Return a service or a store: whatever can be killed and started."""
        stores = {"nats": self.nats, "redis": self.store}
        return stores.get(name) or self.children[name]

    async def hurry(self) -> None:
        """Let what the dead had in hand come back within seconds, whatever stream it is of."""
        for stream, seconds in (("OUTCOMES", 4), ("RECEIPTS", 4), ("SPEECH", 8)):
            await hurry(self.nats, stream, seconds)

    def named(self, service: str) -> list[Child]:
        """Return all replicas of a service."""
        return [child for name, child in self.children.items() if name.rstrip("0123456789-") == service]

    async def start(self, *names: str) -> None:
        """Start these, together, or all; return when they serve."""
        children = [self.children[name] for name in names or self.children]
        for child in children:
            child.spawn()
        await asyncio.gather(*(child.ready() for child in children))

    async def provision(self) -> None:
        """Create the streams and consumers."""
        async with await nats.connect(self.nats.url) as connection:
            await provision(connection.jetstream(timeout=20))

    async def lose_the_bus(self) -> None:
        """Kill NATS, delete all that it stored, and start and provision it anew."""
        await self.nats.kill()
        shutil.rmtree(self.nats.log.parent / "jetstream")
        await self.nats.start()
        await self.provision()

    def end(self) -> None:
        """Be gone, at once; the stores are not ours to end."""
        for child in self.children.values():
            child.end()

    def logs(self) -> dict[str, str]:
        return {name: child.tail() for name, child in self.children.items()}


@asynccontextmanager
async def running_house(
    directory: Path,
    *,
    ingresses: int = 1,
    schedulers: int = 1,
    notifiers: int = 1,
    simulator: bool = True,
    settings: Mapping[str, str] | None = None,
    modules: Mapping[str, str] | None = None,
    prepare: Callable[[House], Awaitable[None]] | None = None,
    lazily: bool = False,
) -> AsyncIterator[House]:
    """Build a house, start it, and take it down whatever happens.

    `settings` go to every part. `modules` names another program for a service: one that is in a hurry.
    `prepare` may change a house whose stores run and whose services do not yet.
    `lazily`: the stores acknowledge before they write, as no house should.
    """
    async with AsyncExitStack() as stack:
        keys = Keyring(directory / "keys")
        keys.complete()
        bus = await stack.enter_async_context(
            running_nats(directory / "nats", users=keys.bus_users(ON_THE_BUS), login=LOGIN)
        )
        redis = None
        if schedulers or notifiers:
            redis = await stack.enter_async_context(
                running_redis(directory / "redis", users=keys.store_users(IN_THE_STORE), login=LOGIN)
            )
        if lazily:
            await write_lazily(bus, redis)
        house = House(bus, redis, keys)
        public, twilio = free_port(), free_port()
        house.door = Door(f"http://127.0.0.1:{public}", await stack.enter_async_context(aiohttp.ClientSession()))
        house.phones = Phones(f"http://127.0.0.1:{twilio}", house.door.http)
        common = {
            **QUICK,
            **TWILIO_SETTINGS,
            "NATS_URL": bus.address,
            "REDIS_URL": redis.address if redis else "",
            "PUBLIC_BASE_URL": house.door.base_url,
            "TWILIO_API_URL": house.phones.url,
            "HOST": "127.0.0.1",
            "PORT": str(public),
            "SIMULATOR_PORT": str(twilio),
            "SIMULATOR_STATE": str(directory / "chats.jsonl"),
            **(settings or {}),
        }
        lifeline = stack.enter_context(Lifeline())
        programs = {**MODULES, **(modules or {})}
        for service, replicas in (("ingress", ingresses), ("scheduler", schedulers), ("notifier", notifiers)):
            for number in range(1, replicas + 1):
                name = service if replicas == 1 else f"{service}-{number}"
                own = {**common, **keys.settings_of(service)}
                house.children[name] = _service(name, programs[service], own, directory, lifeline)
        if simulator:
            ready = partial(simulator_is_ready, twilio)
            house.children["simulator"] = Child("simulator", "simulator", common, directory, lifeline, ready)
        STANDING.append(house)
        stack.callback(STANDING.remove, house)
        stack.callback(house.end)
        if prepare:
            await prepare(house)
        await house.provision()
        await house.start()
        yield house


def _service(name: str, module: str, settings: Mapping[str, str], directory: Path, lifeline: Lifeline) -> Child:
    probe = free_port()
    own = {**settings, "PROBE_PORT": str(probe)}
    return Child(name, module, own, directory, lifeline, partial(service_is_ready, probe))
