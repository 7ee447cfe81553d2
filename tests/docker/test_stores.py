"""The stores as compose runs them: same images, same configuration."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import nats
import pytest
from nats.js.api import StreamConfig
from redis.asyncio import Redis
from testcontainers.core.config import testcontainers_config
from testcontainers.core.container import DockerContainer

from deploy.embedded.probes import nats_answers, redis_answers

COMPOSE = Path(__file__).parents[2] / "deploy" / "compose"


@pytest.fixture(autouse=True)
def without_the_reaper(monkeypatch: pytest.MonkeyPatch) -> None:
    """These tests remove what they start; another image only for that would have to be pulled."""
    monkeypatch.setattr(testcontainers_config, "ryuk_disabled", True)


@pytest.fixture
def nats_container() -> Iterator[DockerContainer]:
    config = str(COMPOSE / "nats.conf")
    container = (
        DockerContainer("nats:2.15-alpine")
        .with_volume_mapping(config, "/etc/nats/nudge.conf")
        .with_command(["--config", "/etc/nats/nudge.conf"])
    )
    with container.with_exposed_ports(4222) as started:
        yield started


@pytest.fixture
def redis_container() -> Iterator[DockerContainer]:
    config = str(COMPOSE / "redis.conf")
    container = (
        DockerContainer("redis:8.0")
        .with_volume_mapping(config, "/etc/redis/nudge.conf")
        .with_command(["redis-server", "/etc/redis/nudge.conf"])
    )
    with container.with_exposed_ports(6379) as started:
        yield started


async def answering(container: DockerContainer, inside: int, answers: Callable[[int], Awaitable[bool]]) -> int:
    """Return the port on this machine as soon as the server behind it answers."""
    deadline = time.monotonic() + 30
    while not await answers(port := int(container.get_exposed_port(inside))):
        assert time.monotonic() < deadline, "the container never answered"
        await asyncio.sleep(0.05)
    return port


def kill_and_start(container: DockerContainer) -> None:
    wrapped = container.get_wrapped_container()
    wrapped.kill()
    wrapped.wait()
    wrapped.start()


async def test_what_nats_has_acknowledged_survives_a_kill(nats_container: DockerContainer) -> None:
    port = await answering(nats_container, 4222, nats_answers)
    async with await nats.connect(f"nats://127.0.0.1:{port}") as client:
        stream = client.jetstream()
        await stream.add_stream(StreamConfig(name="S", subjects=["s"]))
        assert (await stream.publish("s", b"kept")).seq == 1
    kill_and_start(nats_container)

    port = await answering(nats_container, 4222, nats_answers)
    async with await nats.connect(f"nats://127.0.0.1:{port}") as client:
        assert (await client.jetstream().get_msg("S", 1)).data == b"kept"


async def test_what_redis_has_acknowledged_survives_a_kill(redis_container: DockerContainer) -> None:
    port = await answering(redis_container, 6379, redis_answers)
    async with Redis(port=port) as client:
        settings = await client.config_get("append*", "maxmemory-policy", "save")
        assert settings["appendonly"] == "yes"
        assert settings["appendfsync"] == "always"
        assert settings["maxmemory-policy"] == "noeviction"
        assert settings["save"] == ""
        await client.set("key", "kept")
    kill_and_start(redis_container)

    port = await answering(redis_container, 6379, redis_answers)
    async with Redis(port=port) as client:
        assert await client.get("key") == b"kept"
