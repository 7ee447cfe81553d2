"""Opens the house floor by floor, watches over it, and closes it in the opposite order."""

import asyncio
import signal
from collections.abc import Awaitable, Callable, Sequence

from deploy.embedded.child import Child, Job
from deploy.embedded.errors import CannotStartError
from deploy.embedded.lifeline import Lifeline
from deploy.embedded.logs import HOUSE, Logs

EXIT_KILLED = 130
SLOW_AFTER_SECONDS = 20.0


class Supervisor:
    """Everyone who lives in the house, and the bell that ends it: Ctrl-C, SIGTERM or a closed terminal."""

    def __init__(self, *, lifeline: Lifeline, logs: Logs) -> None:
        self._lifeline = lifeline
        self._logs = logs
        self._floors: list[list[Child]] = []
        self._bell = asyncio.Event()
        self._impatient = False

    async def run(self, opening: Callable[["Supervisor"], Awaitable[None]]) -> int:
        """Open the house, keep it until the bell, close it; return the exit code."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            loop.add_signal_handler(number, self._ring, number)
        door = asyncio.ensure_future(opening(self))
        door.add_done_callback(self._ended)
        await self._bell.wait()
        door.cancel()
        await self._close()
        self._raise_first_problem([door, *self._tasks()])
        return EXIT_KILLED if self._impatient else 0

    async def open(self, floor: Sequence[Job]) -> None:
        """Start everyone on this floor; return when all of them serve."""
        children = [self._hire(job) for job in floor]
        self._floors.append(children)
        for child in children:
            child.start().add_done_callback(self._ended)
        waiting = {asyncio.create_task(child.ready(), name=child.job.name) for child in children}
        while waiting:
            _, waiting = await asyncio.wait(waiting, timeout=SLOW_AFTER_SECONDS)
            if waiting:
                names = ", ".join(sorted(task.get_name() for task in waiting))
                self._logs.say(HOUSE, f"still waiting until this serves: {names}")

    async def once(self, job: Job, *, otherwise: str) -> None:
        """Run a job that ends by itself; if it fails, the house cannot start, and `otherwise` says what to do."""
        child = self._hire(job)
        try:
            code = await child.run_once()
        finally:
            child.kill()
        if code != 0:
            raise CannotStartError(otherwise)

    def _hire(self, job: Job) -> Child:
        return Child(job, lifeline=self._lifeline, logs=self._logs)

    def _tasks(self) -> "list[asyncio.Future[None]]":
        return [child.task for floor in self._floors for child in floor if child.task is not None]

    def _ended(self, task: "asyncio.Future[None]") -> None:
        if not task.cancelled() and task.exception() is not None:
            self._bell.set()

    def _ring(self, number: signal.Signals) -> None:
        if not self._bell.is_set():
            self._logs.say(HOUSE, f"{number.name}: stopping; once more stops it the hard way")
            self._bell.set()
            return
        self._impatient = True
        for floor in self._floors:
            for child in floor:
                child.kill()

    async def _close(self) -> None:
        for floor in reversed(self._floors):
            await asyncio.gather(*(child.stop() for child in floor))

    @staticmethod
    def _raise_first_problem(tasks: "Sequence[asyncio.Future[None]]") -> None:
        for task in tasks:
            if task.done() and not task.cancelled():
                task.result()
