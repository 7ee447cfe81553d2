"""uvicorn's HTTP protocol with a deadline: who connects must say what they want soon."""

import asyncio
from datetime import timedelta
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

HEADERS_DEADLINE = timedelta(seconds=10)


class PromptHttpProtocol(HttpToolsProtocol):
    """Cuts a connection whose first request line and headers are not there in time."""

    _deadline: asyncio.TimerHandle | None = None

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        self._deadline = self.loop.call_later(HEADERS_DEADLINE.total_seconds(), transport.abort)

    def on_headers_complete(self) -> None:
        self._relax()
        super().on_headers_complete()

    def connection_lost(self, exc: Exception | None) -> None:
        self._relax()
        super().connection_lost(exc)

    def _relax(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None
