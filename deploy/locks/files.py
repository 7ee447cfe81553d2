"""The rights in the servers' own words."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

from deploy.locks.bus import BUS_USERS
from deploy.locks.store import STORE_USERS
from shared.contract import inbox_of

NOBODY = "user default off resetpass ~* &* +@all"
"""Who has not signed in may do nothing. The rights are for Redis itself: it reads its file in this user's name, and
what the user may not do is left out, so that a restart would forget it."""

PROBE = "user probe on nopass resetkeys resetchannels -@all +ping"
"""Whoever looks whether Redis is there, and has loaded its data: anybody may, and nothing else."""


def bus_users(public_keys: Mapping[str, str], more: Iterable[Mapping[str, Any]]) -> str:
    """Return nats-server's `authorization`: who has no key of these is refused. `more` are users in its words."""
    users = [_bus_user(user, key) for user, key in public_keys.items()]
    return f"authorization: {json.dumps({'users': [*users, *more]}, indent=1)}\n"


def _bus_user(user: str, public_key: str) -> Mapping[str, Any]:
    rights = BUS_USERS[user]
    permissions: dict[str, Any] = {
        "publish": {"allow": [*rights.publish]},
        "subscribe": {"allow": [f"{inbox_of(user)}.>", *rights.subscribe]},
    }
    if rights.answers:
        permissions["allow_responses"] = {"max": -1, "expires": "1m"}  # one answer may be many messages
    return {"nkey": public_key, "permissions": permissions}


def store_users(passwords: Mapping[str, str], more: Iterable[str]) -> str:
    """Return Redis' `aclfile`: a line a user, passwords as hashes. `more` are users in its words."""
    return "".join(f"{line}\n" for line in (NOBODY, PROBE, *map(_store_user, passwords, passwords.values()), *more))


def _store_user(user: str, password: str) -> str:
    rights = STORE_USERS[user]
    keys = [key if key.startswith("%") else f"~{key}" for key in rights.keys]
    commands = [f"+{command}" for command in rights.commands]
    digest = hashlib.sha256(password.encode()).hexdigest()
    return " ".join(["user", user, "on", f"#{digest}", "resetkeys", *keys, "resetchannels", "-@all", *commands])
