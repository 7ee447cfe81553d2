"""Whether the stores keep what the promises stand on: every acknowledgement on disk, nothing evicted, room left."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any, Final, cast

import aiohttp
import structlog
from redis import exceptions
from redis.asyncio import RedisCluster

from shared.runtime.errors import StoreUnavailable
from shared.runtime.store import Client, translated
from shared.runtime.telemetry import store_durable, store_used_ratio

LOOK_EVERY = timedelta(minutes=1)
MONITOR_TIMEOUT = aiohttp.ClientTimeout(total=3)

_SAFE: Final = {
    "appendonly": ("yes", "a restart of Redis forgets every reminder"),
    "appendfsync": ("always", "a power cut may lose the last second of commands"),
    "maxmemory-policy": ("noeviction", "Redis may evict reminders when memory is short"),
}
"""Setting → what the promises need, and what anything else risks."""

logger = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Weakness:
    """A setting of a store that weakens a promise."""

    store: str
    setting: str
    is_now: str
    risk: str

    def __str__(self) -> str:
        return f"{self.store}: {self.setting} is {self.is_now}, so {self.risk}."


@dataclass(frozen=True, slots=True)
class Health:
    """What a store says of itself. `used` is from 0 to 1; None where it has no limit."""

    weaknesses: Sequence[Weakness]
    used: float | None


async def redis_health(client: Client) -> Health:
    """Ask Redis, or each master of a cluster. Raises StoreUnavailable, also when we may not ask."""
    try:
        with translated():
            settings = await _of_each(client, client.config_get, *_SAFE)
            memories = await _of_each(client, client.info, "memory")
    except exceptions.ResponseError as error:
        raise StoreUnavailable(f"Redis does not tell: {error}") from error
    weak = {
        Weakness("redis", name, str(found.get(name)), risk)
        for found in settings
        for name, (safe, risk) in _SAFE.items()
        if found.get(name) != safe
    }
    return Health(sorted(weak, key=str), max(map(_memory_used, memories)))


async def _of_each(client: Client, ask: Any, *what: str) -> Sequence[Mapping[str, Any]]:
    if isinstance(client, RedisCluster):
        answers = await ask(*what, target_nodes=RedisCluster.PRIMARIES)
        return list(cast("Mapping[str, Mapping[str, Any]]", answers).values())
    return [await ask(*what)]


def _memory_used(memory: Mapping[str, Any]) -> float:
    most = int(memory.get("maxmemory") or 0) or int(memory.get("total_system_memory") or 0)
    return int(memory["used_memory"]) / most if most else 0.0


async def nats_health(monitor: str) -> Health:
    """Ask the monitoring port of NATS, `http://host:8222`. Raises StoreUnavailable."""
    try:
        async with aiohttp.ClientSession(timeout=MONITOR_TIMEOUT, trust_env=False) as session:
            server = await _get(session, f"{monitor}/varz")
            usage = await _get(session, f"{monitor}/jsz")
    except (aiohttp.ClientError, TimeoutError, ValueError) as error:
        raise StoreUnavailable(f"NATS' monitoring port does not answer: {type(error).__name__}") from error
    settings = server.get("jetstream", {}).get("config", {})
    weak = []
    if not settings.get("sync_always"):
        risk = "a power cut may lose messages that were acknowledged"
        weak.append(Weakness("nats", "sync_interval", _span(settings.get("sync_interval")), risk))
    most = usage.get("config", {}).get("max_storage") or 0
    return Health(weak, usage.get("storage", 0) / most if most > 0 else None)


async def _get(session: aiohttp.ClientSession, address: str) -> Mapping[str, Any]:
    async with session.get(address) as answer:
        return cast("Mapping[str, Any]", await answer.json())


def _span(nanoseconds: int | None) -> str:
    return str(timedelta(microseconds=nanoseconds / 1000)) if nanoseconds else "not set"


class Durability:
    """Looks now and then, tells the metrics, and says a weakness in the log when it first sees it."""

    def __init__(self, client: Client, monitor: str = "") -> None:
        self._client = client
        self._monitor = monitor
        self._found: dict[str, Sequence[Weakness]] = {}

    @property
    def weaknesses(self) -> Sequence[Weakness]:
        return [weakness for found in self._found.values() for weakness in found]

    def sentences(self) -> Sequence[str]:
        return [str(weakness) for weakness in self.weaknesses]

    async def watch(self) -> None:
        """Look, for ever."""
        while True:
            await self.look()
            await asyncio.sleep(LOOK_EVERY.total_seconds())

    async def look(self) -> None:
        """Look once. Silent about a store that is away: others notice that."""
        try:
            self._note("redis", await redis_health(self._client))
            if self._monitor:
                self._note("nats", await nats_health(self._monitor))
        except StoreUnavailable as trouble:
            logger.debug("durability_unknown", reason=str(trouble))

    def _note(self, store: str, health: Health) -> None:
        for weakness in health.weaknesses:
            if weakness not in self._found.get(store, ()):
                logger.warning("store_is_not_durable", **asdict(weakness))
        self._found[store] = health.weaknesses
        store_durable.labels(store).set(not health.weaknesses)
        if health.used is not None:
            store_used_ratio.labels(store).set(health.used)
