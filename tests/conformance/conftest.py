"""Three candidates sit the same exam: the agenda in memory, in a real Redis, and in a cluster of three."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from redis.asyncio import RedisCluster

from deploy.embedded.lifeline import Lifeline
from deploy.embedded.servers import running_redis
from shared.runtime.clock import SystemClock
from shared.runtime.store import connected
from tests.fakes.memory_agenda import MemoryAgenda
from tests.fakes.memory_erasures import MemoryErasures
from tests.fakes.memory_exports import MemoryExports
from tests.harness.agendas import Store, redis_store
from tests.harness.clusters import Cluster, start_redis_cluster


@pytest.fixture(scope="session")
def redis_cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """One cluster for all: it takes a second or two until its masters agree."""
    with Lifeline() as lifeline:
        cluster = asyncio.run(start_redis_cluster(tmp_path_factory.mktemp("cluster"), lifeline))
        yield cluster
        asyncio.run(cluster.kill())


@pytest.fixture(params=["memory", "redis", "cluster"])
async def store(request: pytest.FixtureRequest, tmp_path: Path, redis_cluster: Cluster) -> AsyncIterator[Store]:
    match request.param:
        case "memory":
            memory = MemoryAgenda(SystemClock())
            yield Store(memory, memory, memory, MemoryExports(SystemClock()), MemoryErasures())
        case "redis":
            async with running_redis(tmp_path) as server, connected(server.url) as client:
                yield redis_store(client)
        case _:
            async with connected(redis_cluster.url) as client:
                assert isinstance(client, RedisCluster)
                await client.flushall(target_nodes=RedisCluster.PRIMARIES)
                yield redis_store(client)
