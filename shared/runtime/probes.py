"""`/live`, `/ready` and `/metrics` of a process: alive is not ready."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from shared.runtime.errors import SettingsError
from shared.runtime.telemetry import REGISTRY

CHECK_TIMEOUT = timedelta(seconds=2)

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

Check = Callable[[], Awaitable[bool]]
"""Answers whether something that the service cannot work without is there."""


class Probes:
    """What the process says of itself. Services add their checks; a process with a failing one is not ready."""

    def __init__(self) -> None:
        self._checks: dict[str, Check] = {}
        self._mounted: dict[str, Handler] = {}

    def mount(self, prefix: str, handler: Handler) -> None:
        """Let `handler` answer what lies below `prefix`."""
        self._mounted[prefix] = handler

    def add(self, name: str, check: Check) -> None:
        self._checks[name] = check

    async def report(self) -> dict[str, bool]:
        """Return each check's answer; one that fails or takes too long is a no."""
        answers = await asyncio.gather(*(_answer(check) for check in self._checks.values()))
        return dict(zip(self._checks, answers, strict=True))

    @asynccontextmanager
    async def served(self, port: int) -> AsyncIterator[int]:
        """Serve the probes on `port` (0: any) while inside; yields the port taken."""
        app = web.Application()
        app.router.add_get("/live", self._live)
        app.router.add_get("/ready", self._ready)
        app.router.add_get("/metrics", self._metrics)
        app.router.add_route("*", "/{tail:.*}", self._other)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        # Kubernetes and Prometheus come from outside; a NetworkPolicy, not the address, keeps others out.
        site = web.TCPSite(runner, "0.0.0.0", port)  # noqa: S104
        try:
            await _start(site, port)
            yield int(runner.addresses[0][1])
        finally:
            await runner.cleanup()

    async def _live(self, _request: web.Request) -> web.Response:
        return web.Response(text="alive\n")

    async def _ready(self, _request: web.Request) -> web.Response:
        report = await self.report()
        ready = bool(report) and all(report.values())
        return web.Response(
            status=200 if ready else 503, text=json.dumps(report) + "\n", content_type="application/json"
        )

    async def _other(self, request: web.Request) -> web.StreamResponse:
        # Routes are fixed once the port is open, and services come after it.
        for prefix, handler in self._mounted.items():
            if request.path == prefix or request.path.startswith(f"{prefix}/"):
                return await handler(request)
        return web.Response(status=404)

    async def _metrics(self, _request: web.Request) -> web.Response:
        return web.Response(body=generate_latest(REGISTRY), headers={"Content-Type": CONTENT_TYPE_LATEST})


async def _start(site: web.TCPSite, port: int) -> None:
    try:
        await site.start()
    except OSError as error:
        raise SettingsError(f"PROBE_PORT {port} cannot be used ({error.strerror}): set another one.") from error


async def _answer(check: Check) -> bool:
    try:
        async with asyncio.timeout(CHECK_TIMEOUT.total_seconds()):
            return await check()
    except Exception:  # noqa: BLE001 - whatever a check raises, the answer is no
        return False
