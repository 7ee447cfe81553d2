"""Servers of one's own for a question, as the house runs them: every acknowledgement is on disk, unless told."""

import tempfile
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import nats

from deploy.embedded.servers import RunningServer, running_nats, running_redis
from shared.runtime.bus import Bus, make_bus
from shared.runtime.provision import provision
from shared.runtime.settings import Settings
from shared.runtime.store import Client, connected


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
async def stores(*, durable: bool = True) -> AsyncIterator[Stores]:
    """Run both; `durable` as the house does, or with both stores' lazier settings."""
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="nudge-bench-")))
        redis_server = await stack.enter_async_context(running_redis(folder / "redis"))
        nats_server = await stack.enter_async_context(running_nats(folder / "nats"))
        if not durable:
            await _relax(folder, nats_server)
        async with await nats.connect(nats_server.url) as connection:
            await provision(connection.jetstream(timeout=20))
        redis = await stack.enter_async_context(connected(redis_server.url))
        if not durable:
            await redis.config_set("appendfsync", "everysec")
        bus = make_bus(Settings(nats_url=nats_server.url), name="bench")
        await stack.enter_async_context(bus.connected())
        yield Stores(redis_server, nats_server, redis, bus)


@asynccontextmanager
async def lazy_stores(folder: Path) -> AsyncIterator[tuple[RunningServer, RunningServer]]:
    """Run Redis without an append-only file, and NATS that writes to the disk when it likes: in favour of peers."""
    async with running_redis(folder / "redis") as redis_server, running_nats(folder / "nats") as nats_server:
        await _relax(folder, nats_server)
        async with connected(redis_server.url) as redis:
            await redis.config_set("appendonly", "no")
        yield redis_server, nats_server


async def _relax(folder: Path, server: RunningServer) -> None:
    config = folder / "nats" / "nats.conf"
    config.write_text(config.read_text().replace(", sync_interval: always", ""))
    await server.restart()
