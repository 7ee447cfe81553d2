"""The keys as Kubernetes takes them: a Secret for each process, and for each store a ConfigMap with who may do what."""

from collections.abc import Iterator, Mapping
from typing import Any

from deploy.locks.bus import BUS_USERS
from deploy.locks.keyring import NATS_SEED, REDIS_PASSWORD, STORE_ACL, USERS_CONF, Keyring
from deploy.locks.store import STORE_USERS

PROCESSES = ("ingress", "scheduler", "notifier", "provision")
"""Who runs in the cluster. A person's keys, and those of an exporter, stay in the folder."""


def manifest(keys: Keyring) -> Mapping[str, Any]:
    """Return one document, for `kubectl apply`: a secret, as it holds the keys themselves."""
    return {"apiVersion": "v1", "kind": "List", "items": [*_secrets(keys), *_rights(keys)]}


def _secrets(keys: Keyring) -> Iterator[Mapping[str, Any]]:
    for user in PROCESSES:
        held = {NATS_SEED: keys.seed(user)} if user in BUS_USERS else {}
        if user in STORE_USERS:
            held[REDIS_PASSWORD] = keys.password(user)
        yield {**_named("Secret", user), "type": "Opaque", "stringData": held}


def _rights(keys: Keyring) -> Iterator[Mapping[str, Any]]:
    yield {**_named("ConfigMap", "nats"), "data": {USERS_CONF: keys.bus_users()}}
    yield {**_named("ConfigMap", "redis"), "data": {STORE_ACL: keys.store_users()}}


def _named(kind: str, owner: str) -> Mapping[str, Any]:
    labels = {"app.kubernetes.io/part-of": "nudge"}
    return {"apiVersion": "v1", "kind": kind, "metadata": {"name": f"keys-{owner}", "labels": labels}}
