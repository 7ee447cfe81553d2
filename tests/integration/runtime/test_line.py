"""One connection for many callers: who gives up, who is refused and who asks for too long leave the others alone."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from unittest.mock import patch

import pytest
from redis import exceptions

from deploy.embedded.servers import RunningServer, running_redis
from shared.runtime.store import LinedRedis, make_client
from tests.harness.listening import Serve, listening

PATIENCE = 0.3


@asynccontextmanager
async def lined(server: RunningServer, *, login: str = "") -> AsyncIterator[LinedRedis]:
    client = make_client(server.url.replace("redis://", f"redis://{login}"))
    assert isinstance(client, LinedRedis)
    try:
        yield client
    finally:
        await client.aclose()


async def test_everybody_gets_their_own_answer_over_one_connection(tmp_path: Path) -> None:
    async with running_redis(tmp_path) as server, lined(server) as client:
        answers = await asyncio.gather(*(client.line.ask("ECHO", str(number)) for number in range(500)))
        connections = (await client.info("clients"))["connected_clients"]

    assert answers == [str(number) for number in range(500)]
    assert connections == 2  # the line, and the one that asked how many there are


async def test_who_gives_up_leaves_the_others_alone(tmp_path: Path) -> None:
    async with running_redis(tmp_path) as server, lined(server) as client:
        first = asyncio.create_task(client.line.ask("ECHO", "first"))
        impatient = [asyncio.create_task(client.line.ask("ECHO", "nobody listens")) for _ in range(10)]
        await asyncio.sleep(0)
        for task in impatient:
            task.cancel()

        assert await first == "first"
        assert await client.line.ask("ECHO", "last") == "last"


async def test_who_is_refused_leaves_the_others_alone(tmp_path: Path) -> None:
    async with running_redis(tmp_path) as server, lined(server) as client:
        await client.line.ask("SET", "bytes", b"\xff\xfe")
        commands = [("HGETALL", "bytes"), ("GET", "bytes"), ("ECHO", "fine")]
        answers = await asyncio.gather(*(client.line.ask(*command) for command in commands), return_exceptions=True)

    assert [type(answer) for answer in answers] == [exceptions.ResponseError, UnicodeDecodeError, str]


async def test_what_is_asked_at_once_leaves_at_once(tmp_path: Path) -> None:
    """Redis does it in one turn, and writes to its disk once."""
    async with running_redis(tmp_path) as server, lined(server) as client:
        await client.line.ask("PING")
        wire = client.line._wire
        assert wire
        with patch.object(wire, "_transport", wraps=wire._transport) as spied:
            await asyncio.gather(*(client.line.ask("ECHO", "together") for _ in range(3)))

    [written] = [call.args[0] for call in spied.write.call_args_list]
    assert written.count(b"ECHO") == 3


@asynccontextmanager
async def lined_to(serve: Serve, options: str = "") -> AsyncIterator[LinedRedis]:
    """Lend a client of somebody who is no Redis."""
    async with listening(serve) as port:
        client = make_client(f"redis://127.0.0.1:{port}/0{options}")
        assert isinstance(client, LinedRedis)
        yield client
        await client.aclose()


async def test_a_redis_that_says_nothing_is_given_up_and_asked_anew() -> None:
    silent = True

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while await reader.read(65536):
            if not silent:
                writer.write(b"+OK\r\n")

    async with lined_to(serve, f"?socket_timeout={PATIENCE}") as client:
        with pytest.raises(exceptions.TimeoutError):
            await client.line.ask("PING")
        silent = False

        assert await client.line.ask("PING") == "OK"


async def test_what_is_no_redis_is_given_up() -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        await reader.read()

    async with lined_to(serve) as client:
        with pytest.raises(exceptions.ConnectionError):
            await client.line.ask("PING")


async def test_who_is_not_let_in_meets_trouble_that_may_pass(tmp_path: Path) -> None:
    async with running_redis(tmp_path) as server, lined(server) as open_door:
        await open_door.config_set("requirepass", "secret")
        async with lined(server, login=":wrong@") as stranger:
            with pytest.raises(exceptions.AuthenticationError):
                await stranger.line.ask("PING")
        async with lined(server, login=":secret@") as friend:
            assert await friend.line.ask("PING") == "PONG"


async def test_who_hangs_up_has_lost_nothing(tmp_path: Path) -> None:
    async with running_redis(tmp_path) as server:
        async with lined(server) as client:
            await client.line.ask("PING")

        assert client._hanging_up is None
