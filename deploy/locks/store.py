"""What each user of Redis may touch and how. Scripts are held to it as well. All else is refused."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class StoreRights:
    """Patterns of keys, `%R~` before what may only be read, and commands. Nobody may use channels."""

    keys: Sequence[str] = ()
    commands: Sequence[str] = ()


PARTITION = "{[0-9][0-9]}"

_CLOCKS_KEYS = (
    f"{PARTITION}:chat:*",
    f"{PARTITION}:due:*",
    f"{PARTITION}:slots",
    f"{PARTITION}:owner",
    f"{PARTITION}:position",
    f"{PARTITION}:told",
    f"{PARTITION}:flight",
    f"{PARTITION}:speech",
    f"{PARTITION}:seen:*",
    f"{PARTITION}:exports",
    f"{PARTITION}:erasing",
    f"{PARTITION}:zones",
    "{schedulers}:*",
)
_VOICES_KEYS = (f"{PARTITION}:voice:*", "{voice}:*")

_SIGNING_IN = ("auth", "hello", "ping", "client|setinfo", "select", "info", "config|get")
"""`config|get` tells what weakens a promise (`redis_is_not_durable`); there is no secret in the configuration."""

_CLUSTER = ("cluster|slots", "cluster|shards", "cluster|nodes", "cluster|info", "command", "readonly", "asking")
"""Where a key lives, on Redis Cluster."""

_SCRIPTS = ("evalsha", "eval", "time")
_READING = (
    "exists",
    "get",
    "hget",
    "hgetall",
    "hkeys",
    "hlen",
    "hmget",
    "hvals",
    "hexists",
    "zcard",
    "zcount",
    "zrange",
    "zrangebyscore",
)
_WRITING = ("del", "expire", "hdel", "hincrby", "hset", "set", "zadd", "zrem")
_CLOCK = (*_READING, *_WRITING, "pexpire", "zremrangebyscore", "zscore", "scan", "sadd", "smismember")
"""Only the clock looks through everything: SCAN shows the names of all keys."""

_VOICE = (*_READING, *_WRITING, "sadd", "smismember", "zscan")
_OPERATOR = (*_READING, "hset", "hdel")

STORE_USERS: Mapping[str, StoreRights] = {
    "scheduler": StoreRights(_CLOCKS_KEYS, (*_SIGNING_IN, *_CLUSTER, *_SCRIPTS, *_CLOCK)),
    "notifier": StoreRights(_VOICES_KEYS, (*_SIGNING_IN, *_CLUSTER, *_SCRIPTS, *_VOICE)),
    # Reads how the clock stands, and lets the voice forget that it gave something up.
    "operator": StoreRights(
        (*(f"%R~{key}" for key in _CLOCKS_KEYS), *_VOICES_KEYS), (*_SIGNING_IN, *_CLUSTER, *_SCRIPTS, *_OPERATOR)
    ),
    "monitor": StoreRights((), (*_SIGNING_IN, *_CLUSTER, "dbsize", "memory|stats", "slowlog|get", "latency|latest")),
}
