"""The door for one's own data: a page with buttons, which anybody may read, and a file behind each, once."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta

import structlog
from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse

from services.ingress.domain import pages
from services.ingress.domain.exports import DOWNLOADS, PATH, wanted
from services.ingress.domain.throttle import Throttle
from services.ingress.domain.webhooks import Unacceptable, parse_form
from shared.contract import FILES, ExportOpened, ExportWanted, File
from shared.runtime.errors import Transient
from shared.runtime.telemetry import exports_total

MOST_BYTES = 1024
BODY_DEADLINE = timedelta(seconds=5)
AT_ONCE = 2
"""Files that are made at a time: webhooks go first."""

HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": pages.POLICY,
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex, nofollow",
}

logger = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Counter:
    """What the routes need to hand out files."""

    open: Callable[[ExportWanted], Awaitable[ExportOpened]]
    throttle: Throttle = field(default_factory=lambda: Throttle(rate=10, burst=50))
    making: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(AT_ONCE))


def make_router(counter: Counter) -> APIRouter:
    """Return the door. Reading the page changes nothing: previews of links do that by themselves."""
    router = APIRouter(prefix=PATH.rstrip("/"))

    @router.get("/{token}")
    async def show(token: str, request: Request) -> Response:
        """Show what the link opens."""
        return await _answered(request, counter, lambda: _show(token, request, counter))

    @router.post("/{token}")
    async def take(token: str, request: Request) -> Response:
        """Hand out one file, once."""
        return await _answered(request, counter, lambda: _take(token, request, counter))

    return router


async def _answered(request: Request, counter: Counter, answer: Callable[[], Awaitable[Response]]) -> Response:
    if not counter.throttle.allows(time.monotonic()):
        exports_total.labels("throttled").inc()
        return _page(pages.busy(_language(request)), 429, **{"Retry-After": "60"})
    try:
        return await answer()
    except Transient as error:
        exports_total.labels("unavailable").inc()
        logger.warning("export_unavailable", reason=str(error))
        return _page(pages.busy(_language(request)), 503, **{"Retry-After": "60"})


async def _show(token: str, request: Request, counter: Counter) -> Response:
    asked = wanted(token)
    opened = await counter.open(asked) if asked else ExportOpened()
    if not opened.left:
        return _gone(_language(request))
    exports_total.labels("shown").inc()
    return _page(pages.offer(opened.left, opened.language), 200)


async def _take(token: str, request: Request, counter: Counter) -> Response:
    file = await _file(request)
    asked = wanted(token, file)
    if asked is None or file is None:
        return _gone(_language(request))
    async with counter.making:
        opened = await counter.open(asked)
        if opened.everything is None:
            return _gone(_language(request))
        made = DOWNLOADS[file]
        body = await asyncio.to_thread(made.made_of, opened.everything)
    exports_total.labels("taken").inc()
    logger.info("export_taken", file=file)
    disposition = f'attachment; filename="{made.name}"'
    return Response(body, media_type=made.media_type, headers={**HEADERS, "Content-Disposition": disposition})


async def _file(request: Request) -> File | None:
    """Return the file whose button was pressed."""
    body = bytearray()
    try:
        async with asyncio.timeout(BODY_DEADLINE.total_seconds()):
            async for chunk in request.stream():
                body += chunk
                if len(body) > MOST_BYTES:
                    return None
        name = dict(parse_form(bytes(body))).get("file", "")
    except (TimeoutError, Unacceptable):
        return None
    return next((file for file in FILES if file == name), None)


def _gone(language: str) -> Response:
    exports_total.labels("gone").inc()
    return _page(pages.gone(language), 410)


def _language(request: Request) -> str:
    return pages.spoken(request.headers.get("accept-language", ""))


def _page(html: str, status: int, **more: str) -> Response:
    return HTMLResponse(html, status, headers={**HEADERS, **more})
