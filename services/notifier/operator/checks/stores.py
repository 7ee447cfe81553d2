"""NATS and Redis: whether they answer, are as agreed, keep what they acknowledge, and go by the same clock."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

from nats.errors import Error as NatsError

from services.notifier.operator.checks.findings import Finding, good, weak, wrong
from services.notifier.settings import NotifierSettings
from shared.runtime.durability import Health, nats_health, redis_health
from shared.runtime.errors import BusUnavailable, StoreUnavailable
from shared.runtime.provision import ProvisionSettings, drift
from shared.runtime.settings import HttpAddress
from shared.runtime.store import connected, translated
from shared.runtime.visits import visiting

FULL = 0.85
TOLERATED = timedelta(seconds=1)


class DoctorSettings(NotifierSettings, ProvisionSettings):
    """Everything that can be looked at."""

    nats_monitor_url: HttpAddress | None = None
    """NATS' monitoring port, `http://nats:8222`."""


async def check_nats(settings: DoctorSettings) -> AsyncIterator[Finding]:
    """Look at the streams, and at how NATS writes."""
    try:
        async with visiting(settings, "operator") as connection:
            differences = await drift(connection.jetstream(timeout=5), replicas=settings.nats_replicas)
    except BusUnavailable as trouble:
        yield wrong(str(trouble))
        return
    except (NatsError, OSError, TimeoutError) as error:
        differences = []
        yield weak(f"The streams were not compared: {type(error).__name__}.")
    else:
        if not differences:
            yield good("NATS answers, and has every stream and consumer as agreed.")
    for difference in differences:
        yield wrong(f"On NATS {difference}: run python -m shared.runtime.provision.")
    async for finding in _how_nats_writes(settings.nats_monitor_url):
        yield finding


async def _how_nats_writes(monitor: str | None) -> AsyncIterator[Finding]:
    if monitor is None:
        yield weak("NATS_MONITOR_URL is not set: nobody sees whether NATS writes to the disk at once.")
        return
    try:
        health = await nats_health(monitor)
    except StoreUnavailable as trouble:
        yield weak(f"{trouble}.")
        return
    async for finding in _of_health("NATS", health):
        yield finding


async def check_redis(settings: DoctorSettings) -> AsyncIterator[Finding]:
    """Look at how Redis writes, how full it is, and what time it is there."""
    async with connected(settings.redis_address) as client:
        try:
            health = await redis_health(client)
            with translated():
                seconds, micros = await client.time()
        except StoreUnavailable as trouble:
            yield wrong(f"Redis cannot be looked at: {trouble}.")
            return
    async for finding in _of_health("Redis", health):
        yield finding
    ahead = datetime.now(UTC) - datetime.fromtimestamp(seconds + micros / 1_000_000, UTC)
    if abs(ahead) > TOLERATED:
        yield wrong(f"Redis' clock differs from this machine's by {abs(ahead.total_seconds()):.1f} s.")
    else:
        yield good("Redis' clock is in step with this machine's.")


async def _of_health(name: str, health: Health) -> AsyncIterator[Finding]:
    for weakness in health.weaknesses:
        yield weak(str(weakness))
    if not health.weaknesses:
        yield good(f"{name} has every acknowledgement on disk.")
    if health.used is not None and health.used > FULL:
        yield weak(f"{name} is {health.used:.0%} full.")
