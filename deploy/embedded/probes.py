"""Whether a child serves yet, asked over its own port."""

import asyncio
from functools import partial

from deploy.embedded.ports import LOCALHOST

ANSWER_WITHIN_SECONDS = 1.0


async def nats_answers(port: int) -> bool:
    """Tell whether nats-server greets on `port`, with JetStream recovered."""
    greeting = await _exchange(port, b"")
    return greeting.startswith(b"INFO ") and b'"jetstream":true' in greeting


async def redis_answers(port: int) -> bool:
    """Tell whether Redis on `port` has loaded its data and serves."""
    # Where everybody may do anything there is no such user, and none is needed.
    return (await _exchange(port, b"AUTH probe probe\r\nPING\r\n", lines=2)).startswith(b"+PONG")


async def http_answers(path: str, port: int) -> bool:
    """Tell whether `path` on `port` is answered with 200."""
    status = await _exchange(port, f"GET {path} HTTP/1.0\r\n\r\n".encode())
    return b" 200 " in status


service_is_ready = partial(http_answers, "/ready")
simulator_is_ready = partial(http_answers, "/healthz")


async def _exchange(port: int, question: bytes, lines: int = 1) -> bytes:
    """Return the last of so many lines that come back, or nothing."""
    try:
        async with asyncio.timeout(ANSWER_WITHIN_SECONDS):
            reader, writer = await asyncio.open_connection(LOCALHOST, port)
            try:
                writer.write(question)
                return [await reader.readline() for _ in range(lines)][-1]
            finally:
                writer.close()
    except (OSError, TimeoutError, ValueError):
        return b""
