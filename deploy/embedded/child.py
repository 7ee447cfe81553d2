"""One program that is kept running until it is asked to stop."""

import asyncio
import os
import re
import signal
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from deploy.embedded.command import Command
from deploy.embedded.errors import CannotStartError
from deploy.embedded.lifeline import Lifeline, sweep
from deploy.embedded.logs import HOUSE, Logs

FIRST_PAUSE_SECONDS = 0.5
LONGEST_PAUSE_SECONDS = 30.0
SETTLED_AFTER_SECONDS = 60.0
WRONG_SETTINGS = 2
"""The exit code by which a program says that a person must change its settings first."""

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Job:
    """What one child is: its command, how to see that it serves, and how it is treated."""

    name: str
    command: Command
    is_ready: Callable[[], Awaitable[bool]]
    grace_seconds: float = 20.0
    quiet: re.Pattern[str] | None = None


class Backoff:
    """The pause before the next start: doubling, up to a limit; short again after a long life."""

    def __init__(self) -> None:
        self._next = FIRST_PAUSE_SECONDS

    def pause_after(self, lived_seconds: float) -> float:
        """Return how long to wait after a life of `lived_seconds`."""
        if lived_seconds >= SETTLED_AFTER_SECONDS:
            self._next = FIRST_PAUSE_SECONDS
        pause, self._next = self._next, min(self._next * 2, LONGEST_PAUSE_SECONDS)
        return pause


class Child:
    """Starts its job, names its death, starts it again after a growing pause, and stops it when asked."""

    def __init__(self, job: Job, *, lifeline: Lifeline, logs: Logs) -> None:
        self.job = job
        self._lifeline = lifeline
        self._logs = logs
        self._stopping = asyncio.Event()
        self._was_ready = False
        self._process: asyncio.subprocess.Process | None = None
        self.task: asyncio.Task[None] | None = None

    def start(self) -> asyncio.Task[None]:
        """Begin; the task ends when the child was stopped, or with an error that a person must see to."""
        self.task = asyncio.create_task(self._keep_running(), name=self.job.name)
        return self.task

    async def ready(self) -> None:
        """Return as soon as it serves."""
        while not await self.job.is_ready():  # noqa: ASYNC110 - another process has no event to wait for
            await asyncio.sleep(0.05)
        self._was_ready = True

    async def stop(self) -> None:
        """Ask it to leave, give it its grace, then kill it."""
        self._stopping.set()
        if self.task is None:
            return
        self._terminate()
        done, _ = await asyncio.wait({self.task}, timeout=self.job.grace_seconds)
        if not done:
            self._say(f"{self.job.name} did not stop within {self.job.grace_seconds:g} s; killing it")
            self.kill()
            await asyncio.wait({self.task})

    def kill(self) -> None:
        """End it and all it has started, now."""
        self._stopping.set()
        if self._process is not None:
            sweep(self._process.pid)

    async def _keep_running(self) -> None:
        backoff = Backoff()
        while not self._stopping.is_set():
            started = time.monotonic()
            code = await self.run_once()
            if self._stopping.is_set():
                return
            if code == WRONG_SETTINGS and not self._was_ready:
                raise CannotStartError(f"{self.job.name} cannot start with these settings.")
            pause = backoff.pause_after(time.monotonic() - started)
            self._say(f"{self.job.name} {epitaph(code)}; starting it again in {pause:g} s")
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), pause)

    async def run_once(self) -> int:
        """Run it a single time; return its exit code."""
        process = self._process = await asyncio.create_subprocess_exec(
            *self._lifeline.leash(self.job.command.argv),
            stdin=self._lifeline.fd,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            start_new_session=True,
            cwd=ROOT,
            env={**os.environ, **self.job.command.environment},
        )
        if self._stopping.is_set():  # asked to leave while it was being born
            self._terminate()
        assert process.stdout is not None  # noqa: S101 - a pipe was asked for
        follower = asyncio.create_task(self._logs.follow(self.job.name, process.stdout, quiet=self.job.quiet))
        code = await process.wait()
        sweep(process.pid)
        self._process = None
        await follower
        return code

    def _terminate(self) -> None:
        if self._process is not None:
            with suppress(ProcessLookupError):
                self._process.send_signal(signal.SIGTERM)

    def _say(self, line: str) -> None:
        self._logs.say(HOUSE, line)


def epitaph(code: int) -> str:
    """Say how a process ended."""
    if code < 0:
        return f"was killed by {signal.Signals(-code).name}"
    return f"ended with exit code {code}"
