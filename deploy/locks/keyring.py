"""A folder of keys: one for each user and store, made at random where it is missing, readable by its owner alone."""

import os
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nkeys

from deploy.locks.bus import BUS_USERS
from deploy.locks.files import bus_users, store_users
from deploy.locks.store import STORE_USERS

SEED_BYTES = 32
PASSWORD_BYTES = 32

OWNER_ONLY = 0o400
ANYBODY = 0o444
"""The servers' own files hold no secret: public keys, and hashes of passwords that nobody can guess."""

OPERATOR = "operator"
"""Whose tools are started by hand: they find their settings in a file."""

NATS_SEED = "nats.seed"
REDIS_PASSWORD = "redis.password"  # noqa: S105 - the name of a file
USERS_CONF = "users.conf"
STORE_ACL = "users.acl"


@dataclass(frozen=True)
class Keyring:
    """The keys below one folder: `<user>/nats.seed`, `<user>/redis.password`, and a file for each server."""

    folder: Path

    def complete(self) -> None:
        """Make what is missing, and write the servers' files anew: rights may have changed since they were written."""
        for user in BUS_USERS:
            _keep(self.folder / user / NATS_SEED, _new_seed)
        for user in STORE_USERS:
            _keep(self.folder / user / REDIS_PASSWORD, lambda: secrets.token_urlsafe(PASSWORD_BYTES))
        told = "".join(f"{name}={value}\n" for name, value in self.settings_of(OPERATOR).items())
        _publish(self.folder / OPERATOR / "settings.env", told)
        _publish(self.folder / "nats" / USERS_CONF, self.bus_users())
        _publish(self.folder / "redis" / STORE_ACL, self.store_users())

    def bus_users(self, *more: Mapping[str, Any]) -> str:
        """Return the users as nats-server reads them, and some `more` in its words."""
        return bus_users({user: _public_key(self.seed(user)) for user in BUS_USERS}, more)

    def store_users(self, *more: str) -> str:
        """Return the users as Redis reads them, and some `more` in its words."""
        return store_users({user: self.password(user) for user in STORE_USERS}, more)

    def seed(self, user: str) -> str:
        return (self.folder / user / NATS_SEED).read_text("ascii")

    def password(self, user: str) -> str:
        return (self.folder / user / REDIS_PASSWORD).read_text("ascii")

    def settings_of(self, user: str) -> Mapping[str, str]:
        """Return how a process is told who it is: names of files, never a secret."""
        settings = {}
        if user in BUS_USERS:
            settings["NATS_NKEY_SEED_FILE"] = str((self.folder / user / NATS_SEED).resolve())
        if user in STORE_USERS:
            settings["REDIS_USERNAME"] = user
            settings["REDIS_PASSWORD_FILE"] = str((self.folder / user / REDIS_PASSWORD).resolve())
        return settings


def _keep(path: Path, make: Callable[[], str]) -> None:
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        _write(path, make(), OWNER_ONLY)


def _publish(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    _write(path, text, ANYBODY)


def _write(path: Path, text: str, mode: int) -> None:
    """Write all of it or nothing: a key that is cut short would lock its owner out for good."""
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    with os.fdopen(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, mode), "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    draft.chmod(mode)  # whatever the umask says
    draft.replace(path)


def _new_seed() -> str:
    seed: bytes = nkeys.encode_seed(secrets.token_bytes(SEED_BYTES), nkeys.PREFIX_BYTE_USER)
    return seed.decode()


def _public_key(seed: str) -> str:
    key: bytes = nkeys.from_seed(bytearray(seed.strip().encode())).public_key
    return key.decode()
