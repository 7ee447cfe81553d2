"""Servers of one's own for a question, as the house runs them: every acknowledgement is on disk, unless told."""

import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from shutil import copytree

import nats

from deploy.embedded.servers import RunningServer, running_nats, running_redis
from services.scheduler.ports import Step
from shared.runtime.bus import Bus, make_bus
from shared.runtime.provision import provision
from shared.runtime.settings import Settings
from shared.runtime.store import Client, connected
from tests.harness.crowds import fill
from tests.harness.laziness import write_lazily

STRICTLY = "every acknowledgement on disk"
LAZILY = "stores that write when they like"
WAYS = {STRICTLY: False, LAZILY: True}
"""Of writing: what we promise, and what the others do. The name for people → `lazily`."""


@dataclass
class Stores:
    """Both stores, and a connection to each."""

    redis_server: RunningServer
    nats_server: RunningServer
    redis: Client
    bus: Bus

    async def wipe(self) -> None:
        """Forget everything in Redis."""
        # Not behind our back: the memory is measured right after.
        await self.redis.execute_command("FLUSHALL", "SYNC")


async def kept_bytes(redis: Client) -> int:
    """Return what Redis' memory holds, without the buffers of whoever has just written to it."""
    used = await redis.info("memory")
    return int(used["used_memory"]) - int(used["mem_clients_normal"]) - int(used["mem_aof_buffer"])


@asynccontextmanager
async def stores(*, lazily: bool = False, holding: Path | None = None) -> AsyncIterator[Stores]:
    """Run both, as the house does, or so that they write when they like; Redis with what is `held`."""
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="nudge-bench-")))
        if holding:
            copytree(holding, folder / "redis")
        redis_server = await stack.enter_async_context(running_redis(folder / "redis"))
        nats_server = await stack.enter_async_context(running_nats(folder / "nats"))
        if lazily:
            await write_lazily(nats_server, redis_server)
        async with await nats.connect(nats_server.url) as connection:
            await provision(connection.jetstream(timeout=20))
        redis = await stack.enter_async_context(connected(redis_server.url))
        bus = make_bus(Settings(nats_url=nats_server.url), name="bench")
        await stack.enter_async_context(bus.connected())
        yield Stores(redis_server, nats_server, redis, bus)


@asynccontextmanager
async def held(steps: Iterator[Step]) -> AsyncIterator[Path]:
    """Return the folder of a Redis that keeps these, to be copied: keeping a million takes a minute."""
    with tempfile.TemporaryDirectory(prefix="nudge-bench-") as folder:
        async with running_redis(Path(folder)) as server, connected(server.url) as redis:
            await redis.config_set("appendfsync", "everysec")
            await fill(redis, steps)
            await redis.config_set("appendfsync", "always")
            await server.stop()
        yield Path(folder)


@asynccontextmanager
async def careless_stores(folder: Path) -> AsyncIterator[tuple[RunningServer, RunningServer]]:
    """Run NATS that writes to the disk when it likes, and Redis without an append-only file: in favour of peers."""
    async with running_redis(folder / "redis") as redis_server, running_nats(folder / "nats") as nats_server:
        await write_lazily(nats_server, redis_server)
        async with connected(redis_server.url) as redis:
            await redis.config_set("appendonly", "no")
        yield redis_server, nats_server
