"""Clusters of real servers on this machine: three Redis masters, three NATS servers that keep three copies."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import nats
from redis.asyncio import Redis

from deploy.embedded.command import Command
from deploy.embedded.lifeline import Lifeline
from deploy.embedded.ports import LOCALHOST, free_port, in_use
from deploy.embedded.probes import nats_answers, redis_answers
from deploy.embedded.servers import RunningServer
from deploy.embedded.stores import nats_server, redis_server
from tests.harness.waiting import wait_until

NODES = 3
SLOTS = 16384
BUS_OFFSET = 10_000
"""Redis nodes talk to each other on their port plus this."""

NATS_CLUSTER = """\
host: {host}
port: {port}
server_name: node-{number}
jetstream {{ store_dir: {store}, sync_interval: always }}
cluster {{ name: nudge, host: {host}, port: {own}, routes: [{routes}] }}
"""


@dataclass
class Cluster:
    """Some servers that are one."""

    nodes: list[RunningServer]
    url: str

    async def kill(self) -> None:
        for node in self.nodes:
            await node.kill()


async def start_redis_cluster(directory: Path, lifeline: Lifeline) -> Cluster:
    """Start three masters that share the slots; return when all agree."""
    nodes = []
    for _ in range(NODES):
        while in_use((port := free_port()) + BUS_OFFSET):
            pass
        own = directory / str(port)
        options = ("--cluster-enabled", "yes", "--cluster-node-timeout", "2000")
        command = redis_server(own, port)
        command = replace(command, argv=(*command.argv, *options))
        nodes.append(RunningServer(command, port, "redis", own / "redis.log", redis_answers, lifeline))
    await asyncio.gather(*(node.start() for node in nodes))
    clients: list[Any] = [Redis.from_url(node.url, decode_responses=True) for node in nodes]
    bounds = [SLOTS * number // NODES for number in range(NODES + 1)]
    for number, client in enumerate(clients):
        await client.execute_command("CLUSTER ADDSLOTSRANGE", bounds[number], bounds[number + 1] - 1)
        await client.execute_command("CLUSTER MEET", LOCALHOST, nodes[0].port)

    async def agree() -> bool:
        found = [await client.execute_command("CLUSTER INFO") for client in clients]
        return all(info["cluster_state"] == "ok" and int(info["cluster_known_nodes"]) == NODES for info in found)

    await wait_until(agree, description="the masters agree")
    for client in clients:
        await client.aclose()
    return Cluster(nodes, f"redis+cluster://{LOCALHOST}:{nodes[0].port}")


@asynccontextmanager
async def running_redis_cluster(directory: Path) -> AsyncIterator[Cluster]:
    with Lifeline() as lifeline:
        cluster = await start_redis_cluster(directory, lifeline)
        try:
            yield cluster
        finally:
            await cluster.kill()


@asynccontextmanager
async def running_nats_cluster(directory: Path) -> AsyncIterator[Cluster]:
    """Three servers; return when they have a leader."""
    ports, own = [free_port() for _ in range(NODES)], [free_port() for _ in range(NODES)]
    routes = ", ".join(f"nats://{LOCALHOST}:{port}" for port in own)
    async with AsyncExitStack() as stack:
        lifeline = stack.enter_context(Lifeline())
        nodes = []
        for number, port in enumerate(ports):
            store = directory / f"node-{number}"
            command = _nats_node(store, number, port, own[number], routes)
            nodes.append(RunningServer(command, port, "nats", store / "nats.log", nats_answers, lifeline))
        cluster = Cluster(nodes, ",".join(node.url for node in nodes))
        stack.push_async_callback(cluster.kill)
        await asyncio.gather(*(node.start() for node in nodes))
        await wait_until(lambda: _has_leader(cluster), description="the NATS servers have a leader")
        yield cluster


def _nats_node(store: Path, number: int, port: int, own: int, routes: str) -> Command:
    command = nats_server(store, port)
    config = NATS_CLUSTER.format(
        host=LOCALHOST, port=port, number=number, store=json.dumps(str(store.resolve())), own=own, routes=routes
    )
    (store / "nats.conf").write_text(config)
    return command


async def _has_leader(cluster: Cluster) -> bool:
    try:
        async with await nats.connect(cluster.nodes[0].url, max_reconnect_attempts=1) as client:
            await client.jetstream(timeout=1).account_info()
    except Exception:  # noqa: BLE001 - whatever it says while it elects, it has none yet
        return False
    return True
