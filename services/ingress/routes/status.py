"""`/status` at the probe port: how the house stands, for people. Whoever may read the metrics may read this."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

from aiohttp import web

from services.ingress.domain.standing import House, Told
from services.ingress.domain.status_page import POLICY, page
from shared.runtime.bus import Bus
from shared.runtime.pulse import PULSE

PATH: Final = "/status"
TRY_AGAIN = timedelta(milliseconds=500)


async def listen(bus: Bus, hear: Callable[[bytes], None]) -> None:
    """Hear every pulse, from when the bus is there on, for ever."""
    while True:
        if await bus.is_connected():
            await bus.overhear(PULSE, hear)
            await asyncio.Event().wait()
        await asyncio.sleep(TRY_AGAIN.total_seconds())


def make_route(latest: Callable[[datetime], Sequence[Told]]) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    """Return what answers with the page."""

    async def show(_request: web.Request) -> web.StreamResponse:
        now = datetime.now(UTC)
        headers = {"Cache-Control": "no-store", "Content-Security-Policy": POLICY}
        return web.Response(text=page(House(latest(now), now)), content_type="text/html", headers=headers)

    return show
