"""A store that weakens a promise is noticed, and so is one that fills."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from deploy.embedded.lifeline import Lifeline
from deploy.embedded.ports import LOCALHOST, free_port
from deploy.embedded.probes import nats_answers
from deploy.embedded.servers import RunningServer, running_redis
from deploy.embedded.stores import nats_server
from shared.runtime.durability import Durability, nats_health, redis_health
from shared.runtime.errors import StoreUnavailable
from shared.runtime.store import connected, make_client
from shared.runtime.telemetry import REGISTRY
from tests.harness.clusters import start_redis_cluster


@asynccontextmanager
async def monitored_nats(directory: Path, *, sync: str = "always") -> AsyncIterator[str]:
    """A real nats-server; yields the address of its monitoring port."""
    port, monitor = free_port(), free_port()
    command = nats_server(directory / "nats", port)
    config = directory / "nats" / "nats.conf"
    config.write_text(config.read_text().replace("sync_interval: always", f"sync_interval: {sync}"))
    command = replace(command, argv=(*command.argv, "--http_port", str(monitor)))
    with Lifeline() as lifeline:
        server = RunningServer(command, port, "nats", directory / "nats.log", nats_answers, lifeline)
        try:
            await server.start()
            yield f"http://{LOCALHOST}:{monitor}"
        finally:
            await server.kill()


async def test_the_stores_as_we_set_them_up_are_durable_and_have_room(tmp_path: Path) -> None:
    async with (
        running_redis(tmp_path / "redis") as redis,
        connected(redis.url) as client,
        monitored_nats(tmp_path) as monitor,
    ):
        found = [await redis_health(client), await nats_health(monitor)]

    assert [health.weaknesses for health in found] == [[], []]
    assert all(health.used is not None and 0 <= health.used < 0.5 for health in found)


async def test_a_redis_that_writes_once_a_second_is_said_to_risk_that_second(tmp_path: Path) -> None:
    async with running_redis(tmp_path) as redis, connected(redis.url) as client:
        await client.config_set("appendfsync", "everysec")
        [weakness] = (await redis_health(client)).weaknesses

    expected = "redis: appendfsync is everysec, so a power cut may lose the last second of commands."
    assert str(weakness) == expected


async def test_a_nats_that_writes_now_and_then_is_said_to_risk_what_it_acknowledged(tmp_path: Path) -> None:
    async with monitored_nats(tmp_path, sync="10s") as monitor:
        [weakness] = (await nats_health(monitor)).weaknesses

    expected = "nats: sync_interval is 0:00:10, so a power cut may lose messages that were acknowledged."
    assert str(weakness) == expected


async def test_each_master_of_a_cluster_is_asked(tmp_path: Path) -> None:
    with Lifeline() as lifeline:
        cluster = await start_redis_cluster(tmp_path, lifeline)
        try:
            async with connected(cluster.nodes[1].url) as one:
                await one.config_set("appendfsync", "no")
            client = make_client(cluster.url)
            found = await redis_health(client)
            await client.aclose()
        finally:
            await cluster.kill()

    assert [weakness.is_now for weakness in found.weaknesses] == ["no"]


async def test_a_monitoring_port_that_does_not_answer_is_trouble_that_may_pass() -> None:
    with pytest.raises(StoreUnavailable):
        await nats_health(f"http://{LOCALHOST}:{free_port()}")


async def test_a_weakness_that_is_mended_shows_in_the_metrics(tmp_path: Path) -> None:
    async with running_redis(tmp_path) as redis, connected(redis.url) as client:
        durability = Durability(client)
        told = []
        for setting in ("everysec", "always"):
            await client.config_set("appendfsync", setting)
            await durability.look()
            told.append(
                (len(durability.weaknesses), REGISTRY.get_sample_value("nudge_store_durable", {"store": "redis"}))
            )

    assert told == [(1, 0.0), (0, 1.0)]
