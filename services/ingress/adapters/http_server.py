"""uvicorn as a part of our process: it listens, and drains when asked."""

import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

import uvicorn
from starlette.types import ASGIApp

from services.ingress.adapters.prompt_http import PromptHttpProtocol
from shared.runtime.errors import SettingsError
from shared.runtime.life import Life

BACKLOG = 2048
DRAIN_SECONDS = 12
"""Longer than the longest wait for NATS: a request in hand is answered."""


@asynccontextmanager
async def listening(app: ASGIApp, host: str, port: int, life: Life) -> AsyncIterator[None]:
    """Serve `app` while inside; on leaving, answer what is in hand. Raises SettingsError when the port is taken."""
    config = uvicorn.Config(
        app,
        http=PromptHttpProtocol,
        lifespan="off",
        access_log=False,
        log_config=None,
        server_header=False,
        timeout_keep_alive=15,
        timeout_graceful_shutdown=DRAIN_SECONDS,
    )
    server = _Server(config)
    async with life.part("http", server.serve([_bound(host, port)]), stop=server.stop):
        yield


class _Server(uvicorn.Server):
    """Leaves signals to `Life`."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield

    def stop(self) -> None:
        self.should_exit = True


def _bound(host: str, port: int) -> socket.socket:
    try:
        return socket.create_server((host, port), backlog=BACKLOG, family=_family(host))
    except OSError as error:
        raise SettingsError(f"PORT {port} cannot be used ({error.strerror}): set another one.") from error


def _family(host: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in host else socket.AF_INET
