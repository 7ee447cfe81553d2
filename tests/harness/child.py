"""One program of ours under test: started, asked to leave, killed; never outliving the tests."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from deploy.embedded.lifeline import Lifeline, sweep
from tests.harness.waiting import wait_until

ROOT = Path(__file__).parents[2]
START_WITHIN_SECONDS = 60.0
END_WITHIN_SECONDS = 60.0
TAIL_LINES = 25


def surroundings(settings: Mapping[str, str]) -> dict[str, str]:
    """Return an environment of `settings` and nothing else that a service would read."""
    kept = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG", "TMPDIR", "TZ"}}
    return {**kept, "PYTHONPATH": str(ROOT), **settings}


@dataclass
class Child:
    """`python -m module` with its own settings; its log is a file."""

    name: str
    module: str
    settings: Mapping[str, str]
    directory: Path
    lifeline: Lifeline
    is_ready: Callable[[], Awaitable[bool]]
    process: subprocess.Popen[bytes] | None = None

    @property
    def log(self) -> Path:
        return self.directory / f"{self.name}.log"

    def spawn(self) -> None:
        """Start it, and do not wait."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.lifeline.leash([sys.executable, "-m", self.module]),
                stdin=self.lifeline.fd,
                stdout=log,
                stderr=log,
                cwd=self.directory,  # away from anybody's .env
                env=surroundings(self.settings),
                start_new_session=True,
            )

    async def ready(self) -> None:
        """Return when it serves."""

        async def serves() -> bool:
            process = self.process
            assert process is not None, f"{self.name} was not started"
            assert process.poll() is None, f"{self.name} ended with {process.returncode}:\n{self.tail()}"
            return await self.is_ready()

        await wait_until(serves, description=f"{self.name} is ready", within=START_WITHIN_SECONDS)

    async def start(self) -> None:
        self.spawn()
        await self.ready()

    async def kill(self) -> None:
        """`kill -9`."""
        self.tell(signal.SIGKILL)
        await self.ended()

    async def stop(self) -> int:
        """Ask it to leave, and return its exit code."""
        self.tell(signal.SIGTERM)
        return await self.ended()

    async def ended(self, within: float = END_WITHIN_SECONDS) -> int:
        """Wait for its end, and return its exit code."""
        process, self.process = self.process, None
        assert process is not None, f"{self.name} was not started"
        try:
            return await asyncio.to_thread(process.wait, within)
        finally:
            sweep(process.pid)

    def is_alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def tell(self, number: signal.Signals) -> None:
        assert self.process is not None, f"{self.name} does not run"
        self.process.send_signal(number)

    def end(self) -> None:
        """Be gone, at once, whatever it does."""
        if self.process is not None:
            sweep(self.process.pid)
            self.process.wait(timeout=END_WITHIN_SECONDS)
            self.process = None

    def tail(self) -> str:
        """Return the end of its log."""
        if not self.log.exists():
            return ""
        return "\n".join(self.log.read_text("utf-8", "replace").splitlines()[-TAIL_LINES:])


def run_module(
    module: str, settings: Mapping[str, str], directory: Path, *arguments: str
) -> subprocess.CompletedProcess[str]:
    """Run `python -m module` to its end, with these settings and no others."""
    return subprocess.run(
        [sys.executable, "-m", module, *arguments],
        cwd=directory,
        env=surroundings(settings),
        capture_output=True,
        text=True,
        timeout=END_WITHIN_SECONDS,
        check=False,
    )
