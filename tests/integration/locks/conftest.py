"""A real NATS and a real Redis with the users of a house, and everything provisioned."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import nats
import pytest
import pytest_asyncio

from deploy.embedded.servers import RunningServer, running_nats, running_redis
from deploy.locks.keyring import Keyring
from shared.runtime.provision import provision
from tests.harness.locks import IN_THE_STORE, LOGIN, ON_THE_BUS


@dataclass(frozen=True)
class Locked:
    """A server, and the keys to it."""

    server: RunningServer
    keys: Keyring


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Keyring:
    keyring = Keyring(tmp_path_factory.mktemp("keys"))
    keyring.complete()
    return keyring


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def bus(tmp_path_factory: pytest.TempPathFactory, keys: Keyring) -> AsyncIterator[Locked]:
    async with running_nats(tmp_path_factory.mktemp("nats"), users=keys.bus_users(ON_THE_BUS), login=LOGIN) as server:
        async with await nats.connect(server.url) as client:
            await provision(client.jetstream(timeout=20))
        yield Locked(server, keys)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def store(tmp_path_factory: pytest.TempPathFactory, keys: Keyring) -> AsyncIterator[Locked]:
    directory: Path = tmp_path_factory.mktemp("redis")
    async with running_redis(directory, users=keys.store_users(IN_THE_STORE), login=LOGIN) as server:
        yield Locked(server, keys)
