"""Somebody besides the users of a house who may do anything in its stores: a test that looks and meddles."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from deploy.embedded.servers import running_redis
from deploy.locks.keyring import Keyring

WITNESS = "witness"
LOGIN = f"{WITNESS}:{WITNESS}"
ON_THE_BUS = {"user": WITNESS, "password": WITNESS}
IN_THE_STORE = f"user {WITNESS} on >{WITNESS} ~* &* +@all"


@asynccontextmanager
async def redis_of(user: str, directory: Path) -> AsyncIterator[str]:
    """A real Redis with the users of a house; the address with which `user` signs in."""
    keys = Keyring(directory / "keys")
    keys.complete()
    async with running_redis(directory / "redis", users=keys.store_users()) as server:
        yield server.address.replace("://", f"://{user}:{keys.password(user)}@")
