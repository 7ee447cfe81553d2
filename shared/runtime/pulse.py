"""How each process stands, told to whoever listens: whispered every two seconds, kept by nobody (ADR 0023)."""

import asyncio
import json
import socket
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from shared.runtime.clock import from_unix_ms, unix_ms
from shared.runtime.probes import Probes
from shared.runtime.telemetry import NAMESPACE, REGISTRY
from shared.runtime.version import VERSION

PULSE: Final = "house.pulse"
"""Core NATS, not a stream: what nobody hears is gone."""

BEAT_EVERY = timedelta(seconds=2)
FORGOTTEN_AFTER = timedelta(minutes=10)
"""Long enough to see who has fallen silent."""

Gauges = Mapping[str, float]
"""`parked_messages`, or with labels `backlog_messages lane=due` → value."""


@dataclass(frozen=True, slots=True)
class Pulse:
    """One process, at one moment. Nothing in it is about a person."""

    service: str
    who: str
    version: str
    at_ms: int
    ready: Mapping[str, bool]
    gauges: Gauges
    weaknesses: Sequence[str] = ()
    """Settings that weaken a promise, a sentence each."""
    facts: Mapping[str, Any] = field(default_factory=dict)
    """What only this service can tell."""

    @property
    def at(self) -> datetime:
        return from_unix_ms(self.at_ms)

    @property
    def is_ready(self) -> bool:
        return bool(self.ready) and all(self.ready.values())


@dataclass(frozen=True, slots=True)
class Heart:
    """What beats in a process."""

    service: str
    port: int
    probes: Probes
    whisper: Callable[[str, bytes], Awaitable[None]]
    weaknesses: Callable[[], Sequence[str]] = tuple
    facts: Callable[[], Mapping[str, Any]] = dict

    async def beat(self) -> None:
        """Whisper how we stand, for ever."""
        while True:
            await self.whisper(PULSE, json.dumps(asdict(await self.pulse())).encode())
            await asyncio.sleep(BEAT_EVERY.total_seconds())

    async def pulse(self) -> Pulse:
        return Pulse(
            service=self.service,
            who=f"{socket.gethostname()}:{self.port}",
            version=VERSION,
            at_ms=unix_ms(datetime.now(UTC)),
            ready=await self.probes.report(),
            gauges=gauges(),
            weaknesses=[*self.weaknesses()],
            facts=self.facts(),
        )


def gauges() -> Gauges:
    """Return all of our own that go up and down."""
    return {
        " ".join(
            [sample.name.removeprefix(f"{NAMESPACE}_"), *(f"{k}={v}" for k, v in sorted(sample.labels.items()))]
        ): (sample.value)
        for metric in REGISTRY.collect()
        if metric.type == "gauge" and metric.name.startswith(NAMESPACE)
        for sample in metric.samples
    }


class Pulses:
    """The latest of everybody that was heard."""

    def __init__(self) -> None:
        self._latest: dict[tuple[str, str], Pulse] = {}

    def hear(self, words: bytes) -> None:
        """Take a whisper; one that cannot be read, from whatever version, is nobody's."""
        try:
            told = json.loads(words)
            known = {name: told[name] for name in Pulse.__dataclass_fields__ if name in told}
            pulse = Pulse(**known)
        except (ValueError, TypeError):
            return
        self._latest[pulse.service, pulse.who] = pulse

    def latest(self, now: datetime) -> Sequence[Pulse]:
        """Return the last of each, who fell silent a while ago included."""
        self._latest = {who: pulse for who, pulse in self._latest.items() if now - pulse.at < FORGOTTEN_AFTER}
        return sorted(self._latest.values(), key=lambda pulse: (pulse.service, pulse.who))
