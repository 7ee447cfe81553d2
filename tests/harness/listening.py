"""Somebody who listens on a port of their own and answers as a test says."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from ssl import SSLContext

Serve = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def listening(serve: Serve, *, tls: SSLContext | None = None) -> AsyncIterator[int]:
    """Lend the port; at the end nobody who called is still talked to, and every connection is closed."""
    talks: set[asyncio.Future[None]] = set()

    def called(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        talk = asyncio.ensure_future(serve(reader, writer))
        talks.add(talk)
        talk.add_done_callback(lambda _: writer.close())

    async with await asyncio.start_server(called, "127.0.0.1", ssl=tls) as server:
        try:
            yield server.sockets[0].getsockname()[1]
        finally:
            server.close()
            for talk in talks:
                talk.cancel()
            await asyncio.gather(*talks, return_exceptions=True)
