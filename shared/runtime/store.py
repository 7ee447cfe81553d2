"""The door to Redis: a client that never repeats a command by itself, scripts from files, errors translated once."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from datetime import timedelta
from hashlib import sha1
from pathlib import Path
from traceback import walk_tb
from typing import Any, Final, cast
from urllib.parse import urlsplit, urlunsplit

from hiredis import pack_command

from shared.runtime.errors import StoreUnavailable
from shared.runtime.hiding import hidden
from shared.runtime.line import Line, Word

# Else all that it could measure itself with is imported, and nobody asked for it.
with hidden("opentelemetry.metrics", "opentelemetry.sdk"):
    from redis import exceptions
    from redis.asyncio import BlockingConnectionPool, Connection, Redis, RedisCluster
    from redis.asyncio.retry import Retry
    from redis.backoff import NoBackoff

Client = Redis | RedisCluster

ANSWERS_WITHIN = timedelta(seconds=2)

MOST_CONNECTIONS = 64
"""Who finds them all taken waits for one, as long as for an answer."""

_OPTIONS: Final[dict[str, Any]] = {
    "decode_responses": True,
    "socket_timeout": ANSWERS_WITHIN.total_seconds(),
    "socket_connect_timeout": 1,
    "health_check_interval": 5,
}

_PASSING: Final = (
    exceptions.ConnectionError,
    exceptions.TimeoutError,
    exceptions.OutOfMemoryError,
    exceptions.ReadOnlyError,
    exceptions.ClusterError,
    exceptions.RedisClusterException,
    exceptions.AskError,
    exceptions.MasterDownError,
    OSError,
)
"""What may be over soon, a cluster that looks for its masters included. What else Redis refuses is a bug of ours."""


class LinedRedis(Redis):
    """Lends a connection to each plain command, and asks over one line whatever somebody waits for."""

    def __init__(self, pool: BlockingConnectionPool) -> None:
        super().__init__(connection_pool=pool)
        self.auto_close_connection_pool = True
        self.line = Line(cast("Connection", pool.connection_class(**pool.connection_kwargs)), lost=self._lost)
        self._hanging_up: asyncio.Task[None] | None = None

    def _lost(self) -> None:
        # Whatever ended the line has most likely ended the idle connections: who borrowed one would find that out.
        pool = self.connection_pool
        self._hanging_up = asyncio.get_running_loop().create_task(pool.disconnect(inuse_connections=False))

    async def aclose(self, close_connection_pool: bool | None = None) -> None:  # noqa: FBT001 - redis-py's own
        await self.line.aclose()
        if self._hanging_up:
            await self._hanging_up
        await super().aclose(close_connection_pool)


class QuickConnection(Connection):
    """Packs commands in C: a script's call has thousands of arguments."""

    def pack_command(self, *args: Any) -> list[bytes]:
        name = args[0] if isinstance(args[0], bytes) else str(args[0]).encode()
        return [pack_command((*name.split(), *args[1:]))]


def make_client(address: str) -> Client:
    """Return a client for `redis://` or `redis+cluster://`, or `rediss` in either. It connects when first used.

    No retries: a command whose reply was lost may have run, and only our scripts know how to be run twice.
    """
    parts = urlsplit(address)
    if parts.scheme.endswith("+cluster"):
        plain = urlunsplit(parts._replace(scheme=parts.scheme.removesuffix("+cluster")))
        return RedisCluster.from_url(plain, retry=Retry(NoBackoff(), 0), **_OPTIONS)
    # With TLS the address chooses the connection, and it packs in Python.
    quick: dict[str, Any] = {"connection_class": QuickConnection, "max_connections": MOST_CONNECTIONS}
    waiting: dict[str, Any] = {"timeout": ANSWERS_WITHIN.total_seconds()}
    pool = BlockingConnectionPool.from_url(address, retry=Retry(NoBackoff(), 0), **quick, **waiting, **_OPTIONS)
    return LinedRedis(pool)


async def hashes_at(client: Client, keys: Sequence[str]) -> Sequence[Mapping[str, str]]:
    """Return whole hashes, asked for together."""
    with translated():
        if isinstance(client, LinedRedis):
            rows = await asyncio.gather(*(client.line.ask("HGETALL", key) for key in keys))
            return [dict(zip(row[::2], row[1::2], strict=True)) for row in rows]
        pipeline = client.pipeline(transaction=False)
        for key in keys:
            pipeline.hgetall(key)
        return cast("Sequence[Mapping[str, str]]", await pipeline.execute())


@contextmanager
def translated() -> Iterator[None]:
    """Turn what Redis or the network raises into ours."""
    asked_before = _times_asked_to_stop()
    try:
        yield
    except _PASSING as error:
        if _times_asked_to_stop() > asked_before:
            # Until Python 3.12 `wait_for` forgets a cancellation that comes together with the end of a connection.
            raise asyncio.CancelledError from error
        raise StoreUnavailable(f"Redis: {type(error).__name__}") from error
    except exceptions.ResponseError as error:
        if str(error).startswith(("MISCONF", "LOADING", "NOREPLICAS")):
            raise StoreUnavailable(f"Redis: {str(error).split(maxsplit=1)[0]}") from error
        raise
    except (AttributeError, RuntimeError) as error:
        # A cluster's client that finds a master gone closes its connections, those that other commands are writing to
        # as well: they find no transport where one was.
        if not _is_of_the_client(error):
            raise
        raise StoreUnavailable("Redis: the connection was closed by another command") from error


def _times_asked_to_stop() -> int:
    task = asyncio.current_task()
    return task.cancelling() if task else 0


def _is_of_the_client(error: Exception) -> bool:
    *_, (frame, _) = walk_tb(error.__traceback__)
    return str(frame.f_globals["__name__"]).startswith(("redis.", "uvloop."))


class Script:
    """One Lua file, sent once and called by its hash. Its header says keys, arguments, returns and bound."""

    def __init__(self, client: Client, file: Path) -> None:
        self._ask = client.line.ask if isinstance(client, LinedRedis) else client.execute_command
        self._text = file.read_text("utf-8")
        self._hash = sha1(self._text.encode(), usedforsecurity=False).hexdigest()

    async def __call__(self, keys: Sequence[str], arguments: Sequence[Word]) -> Any:
        with translated():
            try:
                return await self._ask("EVALSHA", self._hash, len(keys), *keys, *arguments)
            except exceptions.NoScriptError:
                # Sent to the node that needs it and no other: of a cluster, others may be away.
                return await self._ask("EVAL", self._text, len(keys), *keys, *arguments)


@asynccontextmanager
async def connected(address: str) -> AsyncIterator[Client]:
    """Lend a client and close it."""
    client = make_client(address)
    try:
        yield client
    finally:
        await client.aclose()
        if isinstance(client, RedisCluster):
            # While it looks for its masters, it takes itself for closed.
            await client.nodes_manager.aclose()
            await client.nodes_manager.aclose("startup_nodes")


async def is_up(client: Client) -> bool:
    """Tell whether Redis answers."""
    with translated():
        return bool(await client.ping())
