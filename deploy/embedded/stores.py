"""The two stores: how to start each so that what it acknowledged is on disk."""

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
        "--maxmemory-policy noeviction "
        # What is small stays packed: a chat, a slot of the index, the commands that were seen. Open, it takes twice.
        "--hash-max-listpack-entries 128 --hash-max-listpack-value 4096 "
        "--zset-max-listpack-entries 256 --set-max-intset-entries 8192"
    )
    return Command((redis_program(), *options.split(), "--save", "", "--dir", str(directory.resolve())))
