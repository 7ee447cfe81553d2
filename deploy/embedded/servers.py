"""Real servers of one's own, for the length of a test or an experiment."""

import asyncio
import signal
import subprocess
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from deploy.embedded.command import Command
from deploy.embedded.lifeline import Lifeline, sweep
from deploy.embedded.ports import LOCALHOST, free_port, in_use
from deploy.embedded.probes import nats_answers, redis_answers
from deploy.embedded.stores import nats_server, redis_server

START_WITHIN_SECONDS = 30.0
STOP_WITHIN_SECONDS = 10.0


@dataclass
class RunningServer:
    """A real server that can be killed, stopped, hung and brought back on the same port and data."""

    command: Command
    port: int
    scheme: str
    log: Path
    answers: Callable[[int], Awaitable[bool]]
    lifeline: Lifeline
    login: str = ""
    """Who may do anything there, `user:password`, where not everybody may."""
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Return the address for who may do anything."""
        return f"{self.scheme}://{self.login}{'@' if self.login else ''}{LOCALHOST}:{self.port}"

    @property
    def address(self) -> str:
        """Return the address for who has a login of its own."""
        return f"{self.scheme}://{LOCALHOST}:{self.port}"

    async def start(self) -> None:
        """Start, and return when it serves."""
        if in_use(self.port):
            raise RuntimeError(f"Somebody else listens on port {self.port}.")
        process = self.process = self._spawn()
        deadline = time.monotonic() + START_WITHIN_SECONDS
        while not await self.answers(self.port):
            if process.poll() is not None or time.monotonic() > deadline:
                await self.kill()
                raise RuntimeError(f"{self.command.argv[0]} did not start:\n{self.log.read_text()}")
            await asyncio.sleep(0.01)

    async def kill(self) -> None:
        """`kill -9`: no goodbye, no last flush."""
        await self._end(signal.SIGKILL)

    async def stop(self) -> None:
        """Ask it to leave; kill it if it does not."""
        await self._end(signal.SIGTERM)

    async def restart(self) -> None:
        """Stop, if it runs, and start again on the same port and data."""
        await self.stop()
        await self.start()

    def tell(self, number: signal.Signals) -> None:
        """Send a signal: SIGSTOP makes the server hang, SIGCONT wakes it."""
        if self.process is not None:
            self.process.send_signal(number)

    def _spawn(self) -> subprocess.Popen[bytes]:
        with self.log.open("ab") as log:
            return subprocess.Popen(  # noqa: S603 - a command of ours
                self.lifeline.leash(self.command.argv),
                stdin=self.lifeline.fd,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    async def _end(self, number: signal.Signals) -> None:
        process, self.process = self.process, None
        if process is None:
            return
        process.send_signal(number)
        try:
            await asyncio.to_thread(process.wait, STOP_WITHIN_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        finally:
            sweep(process.pid)


@asynccontextmanager
async def running_nats(
    directory: Path, port: int | None = None, *, users: str = "", login: str = ""
) -> AsyncIterator[RunningServer]:
    """A real nats-server with JetStream, on a free port unless told, its data in `directory`."""
    port = port or free_port()
    command = nats_server(directory, port, users)
    async with _running(command, port, "nats", directory, nats_answers, login=login) as server:
        yield server


@asynccontextmanager
async def running_redis(
    directory: Path, port: int | None = None, *, users: str = "", login: str = ""
) -> AsyncIterator[RunningServer]:
    """A real Redis or Valkey, on a free port unless told, its append-only file in `directory`."""
    port = port or free_port()
    command = redis_server(directory, port, users)
    async with _running(command, port, "redis", directory, redis_answers, login=login) as server:
        yield server


@asynccontextmanager
async def _running(
    command: Command, port: int, scheme: str, directory: Path, answers: Callable[[int], Awaitable[bool]], *, login: str
) -> AsyncIterator[RunningServer]:
    with Lifeline() as lifeline:
        server = RunningServer(command, port, scheme, directory / f"{scheme}.log", answers, lifeline, login)
        try:
            await server.start()
            yield server
        finally:
            await server.kill()
