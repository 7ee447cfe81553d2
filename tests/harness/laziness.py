"""Stores that acknowledge before they write, as they come from their makers: for comparisons, never for promises."""

from deploy.embedded.servers import RunningServer
from shared.runtime.store import connected

STRICTLY = ", sync_interval: always"


async def write_lazily(bus: RunningServer, redis: RunningServer | None) -> None:
    """Let NATS write to the disk when it likes, and Redis once a second. Before there is anything in them."""
    config = bus.log.with_name("nats.conf")
    strict = config.read_text("utf-8")
    assert STRICTLY in strict, "NATS is not told to be strict in these words any more"
    config.write_text(strict.replace(STRICTLY, ""), "utf-8")
    await bus.restart()
    if redis:
        async with connected(redis.url) as client:
            await client.config_set("appendfsync", "everysec")
