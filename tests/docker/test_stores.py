"""The stores as compose runs them: same images, same configuration."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import nats
import pytest
from nats.aio.client import Client
from redis.asyncio import Redis
from testcontainers.core.config import testcontainers_config
from testcontainers.core.container import DockerContainer

from deploy.embedded.probes import nats_answers, redis_answers
from deploy.locks.keyring import Keyring
from shared.contract import inbox_of
from shared.runtime.provision import provision

COMPOSE = Path(__file__).parents[2] / "deploy" / "compose"


@pytest.fixture(autouse=True)
def without_the_reaper(monkeypatch: pytest.MonkeyPatch) -> None:
    """These tests remove what they start; another image only for that would have to be pulled."""
    monkeypatch.setattr(testcontainers_config, "ryuk_disabled", True)


@pytest.fixture
def keys(tmp_path: Path) -> Keyring:
    keyring = Keyring(tmp_path / "keys")
    keyring.complete()
    return keyring


@pytest.fixture
def nats_container(keys: Keyring) -> Iterator[DockerContainer]:
    config = str(COMPOSE / "nats.conf")
    container = (
        DockerContainer("nats:2.15-alpine")
        .with_volume_mapping(config, "/etc/nats/nudge.conf")
        .with_volume_mapping(str(keys.folder / "nats"), "/etc/nats/keys")
        .with_command(["--config", "/etc/nats/nudge.conf"])
    )
    with container.with_exposed_ports(4222) as started:
        yield started


@pytest.fixture
def redis_container(keys: Keyring) -> Iterator[DockerContainer]:
    config = str(COMPOSE / "redis.conf")
    container = (
        DockerContainer("redis:8.0")
        .with_volume_mapping(config, "/etc/redis/nudge.conf")
        .with_volume_mapping(str(keys.folder / "redis"), "/etc/redis/keys")
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


async def test_what_nats_has_acknowledged_survives_a_kill(nats_container: DockerContainer, keys: Keyring) -> None:
    port = await answering(nats_container, 4222, nats_answers)
    async with signed_in(port, keys, "provision") as client:
        await provision(client.jetstream(timeout=10))
    async with signed_in(port, keys, "ingress") as client:
        assert (await client.jetstream().publish("command.3", b"kept", stream="COMMANDS")).seq == 1
    kill_and_start(nats_container)

    port = await answering(nats_container, 4222, nats_answers)
    async with signed_in(port, keys, "scheduler") as client:
        assert (await client.jetstream().get_msg("COMMANDS", 1)).data == b"kept"


async def test_what_redis_has_acknowledged_survives_a_kill(redis_container: DockerContainer, keys: Keyring) -> None:
    port = await answering(redis_container, 6379, redis_answers)
    password = keys.password("scheduler")
    async with Redis(port=port, username="scheduler", password=password) as client:
        settings = await client.config_get("append*", "maxmemory-policy", "save")
        assert settings["appendonly"] == "yes"
        assert settings["appendfsync"] == "always"
        assert settings["maxmemory-policy"] == "noeviction"
        assert settings["save"] == ""
        await client.set("{07}:position", "kept")
    kill_and_start(redis_container)

    port = await answering(redis_container, 6379, redis_answers)
    async with Redis(port=port, username="scheduler", password=password) as client:
        assert await client.get("{07}:position") == b"kept"


@asynccontextmanager
async def signed_in(port: int, keys: Keyring, user: str) -> AsyncIterator[Client]:
    async with await nats.connect(
        f"nats://127.0.0.1:{port}", nkeys_seed_str=keys.seed(user), inbox_prefix=inbox_of(user)
    ) as client:
        yield client
