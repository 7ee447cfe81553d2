"""Does to a house what the plan says, notes it, and mends everything in the end."""

import asyncio
import shutil
import signal
import subprocess
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp

from deploy.embedded.servers import RunningServer
from tests.harness.child import ROOT, Child
from tests.harness.waiting import wait_until
from tests.torture.chronicle import Chronicle, Span
from tests.torture.plan import SIMULATOR, USUAL, Stroke
from tests.torture.stage import Stage

LOOK_EVERY_SECONDS = 0.3
SERVES_WITHIN = 180.0
LEAVES_WITHIN = 30.0
"""Kubernetes' patience, too."""


@dataclass
class Torment:
    """One house's tormentor. Two faults never meet in one process, nor on one line."""

    stage: Stage
    chronicle: Chronicle
    seed: int
    before: Path | None = None
    """The services as they were at another commit."""
    counts: Counter[str] = field(default_factory=Counter)
    losses: list[Span] = field(default_factory=list)
    """When the bus was lost."""
    gave_up: Counter[str] = field(default_factory=Counter)
    """Processes that ended by themselves."""
    _locks: defaultdict[str, asyncio.Lock] = field(default_factory=lambda: defaultdict(asyncio.Lock))

    async def strike(self, strokes: Iterator[Stroke], seconds: float) -> None:
        """Strike for so long; faults that have begun by then are seen through."""
        loop = asyncio.get_running_loop()
        end = loop.time() + seconds
        async with asyncio.TaskGroup() as going:
            for stroke in strokes:
                if loop.time() + stroke.after_seconds >= end:
                    return
                await asyncio.sleep(stroke.after_seconds)
                going.create_task(self._do(stroke))

    async def tend(self) -> None:
        """Start again whoever ends by itself, for ever, as any supervisor would."""
        while True:
            await asyncio.sleep(LOOK_EVERY_SECONDS)
            for name, child in self.stage.house.children.items():
                ended = child.process is not None and child.process.poll() is not None
                if ended and not self._locks[name].locked():
                    async with self._locks[name]:
                        assert child.process is not None
                        code = await child.ended()
                        self.gave_up[f"{name.rstrip('-0123456789')} ({code})"] += 1
                        with self.chronicle.span(name, f"ended with {code}"):
                            await self._back(child)

    async def mend(self) -> None:
        """Return when everybody serves, every clock is right, and Twilio is kind."""
        for name in self.stage.clocks:
            self.stage.set_clock(name, 0)
        # Each at a moment of their own: a machine that is busy answers some probe too late at any time.
        await asyncio.gather(*(self._serves(child) for child in self.stage.house.children.values()))
        await self.mood({})

    async def _serves(self, child: Child) -> None:
        async def serves() -> bool:
            return child.is_alive() and await child.is_ready()

        await wait_until(serves, description=f"{child.name} serves again", within=SERVES_WITHIN)

    async def mood(self, moods: Mapping[str, float]) -> None:
        """Put Twilio into these moods."""
        wanted, url = {**moods, "seed": self.seed}, f"{self.stage.simulator}/simulator/moods"

        async def is_so() -> bool:
            with suppress(aiohttp.ClientError, OSError, TimeoutError):
                async with self.stage.house.door.http.put(url, json=wanted) as answer:
                    assert answer.status == 200, await answer.text()
                    return True
            return False

        await wait_until(is_so, description="the simulator is in another mood", within=SERVES_WITHIN)

    async def _do(self, stroke: Stroke) -> None:
        does: Mapping[str, Callable[[Stroke], Awaitable[None]]] = {
            "kill": self._kill,
            "freeze": self._freeze,
            "stop": self._stop,
            "store killed": self._kill_store,
            "store restarted": self._restart_store,
            "line": self._trouble,
            "mood": self._sulk,
            "clock": self._set_clock,
            "other version": self._change_version,
            "bus lost": self._lose_the_bus,
        }
        queue = f"{stroke.victim} clock" if stroke.kind == "clock" else stroke.victim
        queue = "mood" if stroke.kind == "mood" else queue
        async with self._locks[queue]:
            self.counts[stroke.kind] += 1
            await does[stroke.kind](stroke)

    async def _kill(self, stroke: Stroke) -> None:
        child = self.stage.house[stroke.victim]
        with self.chronicle.span(stroke.victim, "kill -9"):
            await child.kill()
            await asyncio.sleep(stroke.seconds)
            await self._back(child)

    async def _stop(self, stroke: Stroke) -> None:
        child = self.stage.house[stroke.victim]
        with self.chronicle.span(stroke.victim, "stopped"):
            await self._leave(child)
            await asyncio.sleep(stroke.seconds)
            await self._back(child)

    async def _leave(self, child: Child) -> None:
        """Ask it to leave; kill it when it takes too long, as any supervisor would."""
        child.tell(signal.SIGTERM)
        try:
            await child.ended(LEAVES_WITHIN)
        except subprocess.TimeoutExpired:
            self.gave_up[f"{child.name.rstrip('-0123456789')} did not leave"] += 1

    async def _back(self, child: Child) -> None:
        child.spawn()
        with suppress(AssertionError):  # it ended, or a store is away: whoever tends to it sees
            await child.ready()
        if child.name == SIMULATOR:
            await self.mood(USUAL)

    async def _freeze(self, stroke: Stroke) -> None:
        part = self.stage.house.part(stroke.victim)
        with self.chronicle.span(stroke.victim, "SIGSTOP"):
            part.tell(signal.SIGSTOP)
            await asyncio.sleep(stroke.seconds)
            part.tell(signal.SIGCONT)

    async def _kill_store(self, stroke: Stroke) -> None:
        store = self._store(stroke)
        with self.chronicle.span(stroke.victim, "kill -9"):
            await store.kill()
            await asyncio.sleep(stroke.seconds)
            await store.start()

    async def _restart_store(self, stroke: Stroke) -> None:
        store = self._store(stroke)
        with self.chronicle.span(stroke.victim, "restarted"):
            await store.stop()
            await asyncio.sleep(stroke.seconds)
            await store.start()

    def _store(self, stroke: Stroke) -> RunningServer:
        store = self.stage.house.part(stroke.victim)
        assert isinstance(store, RunningServer)
        return store

    async def _lose_the_bus(self, stroke: Stroke) -> None:
        house = self.stage.house
        with self.chronicle.span("nats", "store deleted") as span:
            await house.nats.kill()
            shutil.rmtree(house.nats.log.parent / "jetstream")
            await asyncio.sleep(stroke.seconds)
            await house.nats.start()
            await house.provision()
            await house.hurry()
            self.losses.append(span)

    async def _trouble(self, stroke: Stroke) -> None:
        trouble, late = stroke.more
        source, _, target = stroke.victim.partition(" → ")
        with self.chronicle.span(source, f"→ {target}: {trouble.value}"):
            async with self.stage.links[stroke.victim].having(trouble, late):
                await asyncio.sleep(stroke.seconds)

    async def _sulk(self, stroke: Stroke) -> None:
        with self.chronicle.span(SIMULATOR, ", ".join(f"{name} {chance}" for name, chance in stroke.more.items())):
            await self.mood({**USUAL, **stroke.more})
            await asyncio.sleep(stroke.seconds)
            await self.mood(USUAL)

    async def _set_clock(self, stroke: Stroke) -> None:
        with self.chronicle.span(stroke.victim, f"clock {stroke.more:+d} s"):
            self.stage.set_clock(stroke.victim, stroke.more)
            await asyncio.sleep(stroke.seconds)
            self.stage.set_clock(stroke.victim, 0)

    async def _change_version(self, stroke: Stroke) -> None:
        child = self.stage.house[stroke.victim]
        is_old = child.settings.get("PYTHONPATH", str(ROOT)) != str(ROOT)
        child.settings = {**child.settings, "PYTHONPATH": str(ROOT if is_old else self.before)}
        with self.chronicle.span(stroke.victim, "to this version" if is_old else "to the version before"):
            await self._leave(child)
            await asyncio.sleep(stroke.seconds)
            await self._back(child)
