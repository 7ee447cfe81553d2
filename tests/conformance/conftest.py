"""The same exam for all: the agenda in memory, on the machine's own store, on Redis 8, and on a cluster of three."""

import asyncio
import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from redis.asyncio import RedisCluster

from deploy.embedded.lifeline import Lifeline
from deploy.embedded.ports import LOCALHOST
from deploy.embedded.probes import redis_answers
from shared.runtime.clock import SystemClock
from shared.runtime.store import connected
from tests.docker.engine import docker, has_engine
from tests.fakes.memory_agenda import MemoryAgenda
from tests.fakes.memory_erasures import MemoryErasures
from tests.fakes.memory_exports import MemoryExports
from tests.harness.agendas import Store, redis_store
from tests.harness.clusters import Cluster, start_redis_cluster
from tests.harness.locks import redis_of
from tests.harness.waiting import wait_until

APPENDING = ("redis-server", "--appendonly", "yes", "--appendfsync", "always", "--protected-mode", "no")


@pytest.fixture(scope="session")
def redis_cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """One cluster for all: it takes a second or two until its masters agree."""
    with Lifeline() as lifeline:
        cluster = asyncio.run(start_redis_cluster(tmp_path_factory.mktemp("cluster"), lifeline))
        yield cluster
        asyncio.run(cluster.kill())


@pytest.fixture(scope="session")
def redis_8() -> Iterator[int]:
    """Redis as compose runs it: what the machine has of its own may be Valkey, or older."""
    if not has_engine():
        unable = pytest.fail if os.environ.get("CI") else pytest.skip
        unable("There is no Docker engine here: Redis 8 stays unexamined.")
    container = docker("run", "--detach", "--publish", f"{LOCALHOST}::6379", "redis:8.0", *APPENDING).split()[-1]
    try:
        yield int(docker("port", container, "6379").rpartition(":")[2])
    finally:
        docker("rm", "--force", "--volumes", container)


@pytest.fixture(params=["memory", "alone", "redis-8", "cluster"])
async def store(request: pytest.FixtureRequest, tmp_path: Path, redis_cluster: Cluster) -> AsyncIterator[Store]:
    match request.param:
        case "memory":
            memory = MemoryAgenda(SystemClock())
            yield Store(memory, memory, memory, MemoryExports(SystemClock()), MemoryErasures())
        case "alone":
            async with redis_of("scheduler", tmp_path) as address, connected(address) as client:
                yield redis_store(client)
        case "redis-8":
            port = request.getfixturevalue("redis_8")
            await wait_until(lambda: redis_answers(port), description="Redis 8 answers")
            async with connected(f"redis://{LOCALHOST}:{port}") as client:
                await client.flushall()
                yield redis_store(client)
        case _:
            async with connected(redis_cluster.url) as client:
                assert isinstance(client, RedisCluster)
                await client.flushall(target_nodes=RedisCluster.PRIMARIES)
                yield redis_store(client)
