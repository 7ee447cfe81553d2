"""The two stores: how to start each so that what it acknowledged is on disk, how to see that it serves."""

import asyncio
import json
from pathlib import Path

from deploy.embedded.binaries import nats_program, redis_program
from deploy.embedded.command import Command
from deploy.embedded.ports import LOCALHOST

NATS_CONFIG = """\
host: {host}
port: {port}
server_name: nudge
jetstream {{ store_dir: {store}, sync_interval: always }}
"""


def nats_server(store: Path, port: int) -> Command:
    """JetStream on `store`; every acknowledgement is on disk. Writes the configuration beside the data."""
    store.mkdir(parents=True, exist_ok=True)
    config = store / "nats.conf"
    config.write_text(NATS_CONFIG.format(host=LOCALHOST, port=port, store=json.dumps(str(store.resolve()))))
    return Command((nats_program(), "--config", str(config)))


def redis_server(directory: Path, port: int) -> Command:
    """An append-only file in `directory`; a write is on disk before its answer, nothing is ever evicted."""
    directory.mkdir(parents=True, exist_ok=True)
    options = (
        f"--bind {LOCALHOST} --port {port} --protected-mode yes --daemonize no --loglevel warning "
        "--appendonly yes --appendfsync always --no-appendfsync-on-rewrite no --aof-load-truncated yes "
        "--maxmemory-policy noeviction"
    )
    return Command((redis_program(), *options.split(), "--save", "", "--dir", str(directory.resolve())))


async def nats_answers(port: int) -> bool:
    """Tell whether nats-server greets on `port`, with JetStream recovered."""
    greeting = await _exchange(port, b"")
    return greeting.startswith(b"INFO ") and b'"jetstream":true' in greeting


async def redis_answers(port: int) -> bool:
    """Tell whether Redis on `port` has loaded its data and serves."""
    return (await _exchange(port, b"PING\r\n")).startswith(b"+PONG")


async def _exchange(port: int, question: bytes) -> bytes:
    try:
        async with asyncio.timeout(1):
            reader, writer = await asyncio.open_connection(LOCALHOST, port)
            try:
                writer.write(question)
                return await reader.readline()
            finally:
                writer.close()
                await writer.wait_closed()
    except (OSError, TimeoutError):
        return b""
