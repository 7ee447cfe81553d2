"""A Redis Cluster that loses a master: trouble that may pass, whatever its client makes of it, and for that master."""

import asyncio
from contextlib import suppress
from itertools import count
from pathlib import Path

from redis.asyncio import RedisCluster

from deploy.embedded.ports import LOCALHOST
from deploy.embedded.servers import RunningServer
from shared.runtime.errors import StoreUnavailable
from shared.runtime.store import Client, Script, connected
from tests.harness.clusters import Cluster, running_redis_cluster
from tests.harness.waiting import wait_until

AT_ONCE = 200
DEATHS = 2


async def test_a_script_that_a_master_forgot_is_run_there_while_another_is_away(tmp_path: Path) -> None:
    async with running_redis_cluster(tmp_path) as cluster, connected(cluster.url) as client:
        script, key = _script(client, tmp_path), await _key_on(client, cluster.nodes[0])
        assert await script([key], []) == 1
        await client.execute_command("SCRIPT FLUSH", target_nodes=RedisCluster.PRIMARIES)
        await cluster.nodes[1].kill()

        assert await script([key], []) == 2


async def test_whoever_is_cut_off_when_a_master_dies_meets_trouble_that_may_pass(tmp_path: Path) -> None:
    async with running_redis_cluster(tmp_path) as cluster, connected(cluster.url) as client:
        for _ in range(DEATHS):
            await _lose_one(cluster, _script(client, tmp_path))


async def _lose_one(cluster: Cluster, script: Script) -> None:
    """Kill a master and start it again, while many commands are on their way to all."""
    counted = [0] * AT_ONCE
    is_over = asyncio.Event()

    async def keep_counting(number: int) -> None:
        while not is_over.is_set():
            with suppress(StoreUnavailable):
                counted[number] = await script([f"{{{number}}}"], [])

    async with asyncio.TaskGroup() as group:
        for number in range(AT_ONCE):
            group.create_task(keep_counting(number))
        await cluster.nodes[1].kill()
        await cluster.nodes[1].start()
        before = list(counted)

        async def all_go_on() -> bool:
            return all(now > then for now, then in zip(counted, before, strict=True))

        await wait_until(all_go_on, description="every key is counted on")
        is_over.set()


def _script(client: Client, directory: Path) -> Script:
    file = directory / "count.lua"
    file.write_text("return redis.call('INCR', KEYS[1])")
    return Script(client, file)


async def _key_on(client: Client, node: RunningServer) -> str:
    assert isinstance(client, RedisCluster)
    await client.initialize()
    there = client.get_node(host=LOCALHOST, port=node.port)
    return next(key for key in map(str, count()) if client.get_node_from_key(key) == there)
