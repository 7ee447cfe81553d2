"""Who is compared: each keeps jobs for later and runs them at their moment. Peers run in processes of their own."""

import asyncio
import json
import os
import signal
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Protocol

from bench.asking import LeftOut
from bench.peers.environments import HERE
from bench.stores import careless_stores, kept_bytes
from shared.runtime.store import connected

PATIENCE_SECONDS = 60.0
"""For a job after its moment. Who takes longer has lost it, as far as we can tell."""

TRIED = 500
"""Kept for tomorrow first, to see how fast this machine is: a burst's moment lies behind its keeping."""

LEEWAY = 1.25

LINE = len(b"1764000000.000000 1764000000.000000\n")


@dataclass(frozen=True, slots=True)
class Ran:
    """A job that ran: when it should have, and when it did, in Unix seconds."""

    due: float
    at: float

    @property
    def late_ms(self) -> float:
        return (self.at - self.due) * 1000


@dataclass(frozen=True, slots=True)
class Kept:
    """What keeping jobs came to."""

    per_second: float
    bytes_each: float | None
    """Of Redis' memory; None for who does not use it."""


class Contender(Protocol):
    """Somebody who keeps jobs and runs them. Each question begins with nothing kept."""

    @property
    def name(self) -> str: ...

    async def keep(self, count: int) -> Kept:
        """Keep jobs for tomorrow."""
        ...

    async def fire(self, count: int, seconds: float) -> Sequence[Ran]:
        """Run jobs whose moments spread evenly over `seconds`, kept before the first of them."""
        ...


Command = Callable[[], Awaitable[Sequence[str]]]


@dataclass
class Peer:
    """Another engine, behind the protocol of `wire.py`."""

    name: str
    command: Command
    variant: str = ""
    redis_options: dict[str, str] = field(default_factory=dict)
    is_on_redis: bool = True

    async def keep(self, count: int) -> Kept:
        async with self._stage() as stage:
            await stage.add(200, first=time.time() + 86_400)  # the first jobs load code and open connections
            before = await stage.memory()
            seconds = await stage.add(count, first=time.time() + 86_400)
            after = await stage.memory()
            return Kept(count / seconds, (after - before) / count if self.is_on_redis else None)

    async def fire(self, count: int, seconds: float) -> Sequence[Ran]:
        async with self._stage() as stage, stage.working():
            await stage.add(20, first=time.time(), gap=0.01)
            await ran_in(stage.sink, 20, time.time())
            each = await stage.add(TRIED, first=time.time() + 86_400) / TRIED
            first = time.time() + 1.5 + LEEWAY * count * each
            await stage.add(count, first=first, gap=seconds / count)
            if time.time() >= first:
                raise LeftOut("it had not kept its jobs before their moment")
            everything = await ran_in(stage.sink, 20 + count, first + seconds)
            return [job for job in everything if job.due > first - 0.001]

    @asynccontextmanager
    async def _stage(self) -> AsyncIterator["_Stage"]:
        async with AsyncExitStack() as stack:
            command = await self.command()
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="nudge-peer-")))
            redis_server, nats_server = await stack.enter_async_context(careless_stores(folder))
            redis = await stack.enter_async_context(connected(redis_server.url))
            for option, value in self.redis_options.items():
                await redis.config_set(option, value)
            environment = {
                **os.environ,
                "BENCH_REDIS": redis_server.url,
                "BENCH_NATS": nats_server.url,
                "BENCH_VARIANT": self.variant,
                "BENCH_SINK": str(folder / "ran"),
                "PYTHONPATH": str(HERE),
            }

            stage = _Stage(command, environment, folder / "ran", partial(kept_bytes, redis))
            yield await stack.enter_async_context(stage.adding())


async def ran_in(sink: Path, count: int, last_due: float) -> Sequence[Ran]:
    """Return what has run, when that are `count`; looks seldom, so as not to disturb."""
    while time.time() < last_due + PATIENCE_SECONDS:
        await asyncio.sleep(min(max(last_due - time.time(), 0.1), 1))
        if found := _all_in(sink, count):
            return found
    raise LeftOut("it did not run all of its jobs")


def _all_in(sink: Path, count: int) -> Sequence[Ran]:
    if not sink.exists() or sink.stat().st_size < count * LINE:
        return []
    return [Ran(*map(float, line.split())) for line in sink.read_bytes().splitlines()]


class _Stage:
    """A peer's two processes, with servers of their own."""

    def __init__(
        self, command: Sequence[str], environment: dict[str, str], sink: Path, memory: Callable[[], Awaitable[int]]
    ) -> None:
        self._command = command
        self._environment = environment
        self.sink = sink
        self.memory = memory
        self._adder: asyncio.subprocess.Process | None = None

    @asynccontextmanager
    async def adding(self) -> AsyncIterator["_Stage"]:
        async with self._process("add") as self._adder:
            assert await self._line() == "ready"
            yield self

    @asynccontextmanager
    async def working(self) -> AsyncIterator[None]:
        async with self._process("work"):
            yield

    async def add(self, count: int, *, first: float, gap: float = 0.0) -> float:
        """Have jobs kept; return the seconds that took."""
        assert self._adder
        assert self._adder.stdin
        self._adder.stdin.write(json.dumps({"count": count, "first": first, "gap": gap}).encode() + b"\n")
        return float(json.loads(await self._line())["seconds"])

    async def _line(self) -> str:
        assert self._adder
        assert self._adder.stdout
        line = (await self._adder.stdout.readline()).decode().strip()
        if not line:
            raise LeftOut("its adapter died")
        return line

    @asynccontextmanager
    async def _process(self, verb: str) -> AsyncIterator[asyncio.subprocess.Process]:
        pipe = asyncio.subprocess.PIPE
        with (self.sink.parent / f"{verb}.log").open("wb") as log:
            process = await asyncio.create_subprocess_exec(
                *self._command, verb, stdin=pipe, stdout=pipe if verb == "add" else log, stderr=log,
                env=self._environment, cwd=self.sink.parent, start_new_session=True,
            )  # fmt: skip
        try:
            yield process
        finally:
            if process.returncode is None:
                os.killpg(process.pid, signal.SIGKILL)
            await process.wait()
