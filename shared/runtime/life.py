"""Birth and death of a process: probes first, then the service; SIGTERM drains; a dead part ends the whole."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from typing import Any, NoReturn

import structlog
import uvloop

from shared.runtime import log, traces
from shared.runtime.ending import end
from shared.runtime.errors import SettingsError
from shared.runtime.garbage import collect_seldom
from shared.runtime.lag import watch_lag
from shared.runtime.probes import Probes
from shared.runtime.settings import Settings, fail
from shared.runtime.telemetry import build_info
from shared.runtime.version import VERSION

EXIT_BROKEN = 70
"""A part of the process died that it cannot work without; whoever supervises it should start it again."""

logger = structlog.get_logger()


class Life:
    """The span of one process. Parts are watched: when one dies, the process ends and says so."""

    def __init__(self, probes: Probes) -> None:
        self.probes = probes
        self.exit_code = 0
        self._ending = asyncio.Event()
        self._parts: set[asyncio.Task[Any]] = set()

    def end(self, reason: str, *, code: int = 0) -> None:
        """Begin the end; the first reason and the worst code count."""
        if not self._ending.is_set():
            logger.info("stopping", reason=reason)
        self.exit_code = max(self.exit_code, code)
        self._ending.set()

    async def ended(self) -> None:
        await self._ending.wait()

    @asynccontextmanager
    async def part(
        self, name: str, work: Coroutine[Any, Any, None], *, stop: Callable[[], None] | None = None
    ) -> AsyncIterator[None]:
        """Run `work` in the background while inside. If it ends by itself, the process ends.

        On leaving it is cancelled, or, with `stop`, asked to end and waited for.
        """
        task = asyncio.create_task(work, name=name)
        self._parts.add(task)
        task.add_done_callback(self._part_ended)
        try:
            yield
        finally:
            self._parts.discard(task)
            if stop:
                stop()
                await asyncio.gather(task, return_exceptions=True)
            else:
                await end({task})

    def _part_ended(self, task: asyncio.Task[Any]) -> None:
        if task not in self._parts:
            return
        error = None if task.cancelled() else task.exception()
        logger.error("part_died", part=task.get_name(), exc_info=error)
        self.end(f"{task.get_name()} died", code=EXIT_BROKEN)


Service = Callable[[Life], AbstractAsyncContextManager[None]]
"""Starts a service on entering and drains it on leaving."""


def live(name: str, service: Service, settings: Settings) -> NoReturn:
    """Run `service` until SIGTERM, SIGINT or the death of a part, and end the process with the fitting code."""
    log.set_up(service=name, level=settings.log_level, form=settings.log_format)
    traces.begin(name, settings)
    try:
        code = uvloop.run(_live(name, service, settings))
    finally:
        traces.end()
    sys.exit(code)


async def _live(name: str, service: Service, settings: Settings) -> int:
    life = Life(Probes())
    build_info.labels(name, VERSION).set(1)
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, life.end, signal.Signals(number).name)
    try:
        async with life.probes.served(settings.probe_port) as port, life.part("lag", watch_lag()):
            await _serve(name, service, life, port)
    except SettingsError as error:
        fail([str(error)])
    logger.info("stopped")
    await _leave_nothing(life)
    return life.exit_code


async def _leave_nothing(life: Life) -> None:
    """End whatever the clients of the stores left behind: the loop would wait for it without end."""
    this = asyncio.current_task()
    left = await end(task for task in asyncio.all_tasks() if task is not this)
    if left:
        logger.error("tasks_do_not_end", tasks=sorted(task.get_name() for task in left))
        traces.end()
        sys.stdout.flush()
        os._exit(life.exit_code or EXIT_BROKEN)


async def _serve(name: str, service: Service, life: Life, port: int) -> None:
    started = asyncio.Event()

    async def serve() -> None:
        async with service(life):
            collect_seldom()
            started.set()
            logger.info("started", service=name, probe_port=port)
            await life.ended()

    serving = asyncio.create_task(serve(), name="service")
    ending = asyncio.create_task(life.ended())
    await asyncio.wait({serving, ending}, return_when=asyncio.FIRST_COMPLETED)
    if not started.is_set():
        # Asked to stop while it still waits for a store that is not there.
        serving.cancel()
    ending.cancel()
    with suppress(asyncio.CancelledError):
        await serving
