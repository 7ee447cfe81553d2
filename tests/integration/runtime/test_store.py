"""The door to Redis: trouble is said to be trouble, and no command is ever repeated by the client."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from redis import exceptions

from deploy.embedded.servers import running_redis
from shared.runtime.errors import StoreUnavailable
from shared.runtime.store import MOST_CONNECTIONS, Script, connected, is_up, make_client, translated
from tests.harness.listening import listening


class Forgetful:
    """Takes every command and hangs up on the one that counts instead of answering."""

    def __init__(self) -> None:
        self.heard: list[bytes] = []

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while command := await _command(reader):
            self.heard.append(command[0].upper())
            if command[0].upper() in {b"EVALSHA", b"INCRBY"}:
                break
            writer.write(b"+PONG\r\n" if command[0].upper() == b"PING" else b"+OK\r\n")


@asynccontextmanager
async def forgetful_redis() -> AsyncIterator[tuple[Forgetful, str]]:
    redis = Forgetful()
    async with listening(redis.serve) as port:
        yield redis, f"redis://127.0.0.1:{port}/0?protocol=2"


async def test_a_redis_that_is_away_is_trouble_that_may_pass(tmp_path: Path) -> None:
    async with running_redis(tmp_path) as server, connected(server.url) as client:
        script = Script(client, _script(tmp_path))
        assert await script([], []) == 1
        await server.kill()
        with pytest.raises(StoreUnavailable):
            await script([], [])
        with pytest.raises(StoreUnavailable):
            await is_up(client)
        await server.start()

        assert await script([], []) == 1


async def test_a_script_whose_answer_was_lost_is_not_run_again(tmp_path: Path) -> None:
    async with forgetful_redis() as (redis, url), connected(url) as client:
        with pytest.raises(StoreUnavailable):
            await Script(client, _script(tmp_path))([], [])

    assert redis.heard.count(b"EVALSHA") == 1


async def test_a_plain_command_whose_answer_was_lost_is_not_run_again() -> None:
    async with forgetful_redis() as (redis, url):
        client = make_client(url)
        with pytest.raises(exceptions.ConnectionError):
            await client.incr("counter")
        await client.aclose()

    assert redis.heard.count(b"INCRBY") == 1


async def test_a_bug_in_a_script_is_not_taken_for_trouble(tmp_path: Path) -> None:
    async with running_redis(tmp_path) as server, connected(server.url) as client:
        broken = tmp_path / "broken.lua"
        broken.write_text("return redis.call('INCR', 'a', 'b', 'c')")
        with pytest.raises(Exception, match=r"[Ww]rong number") as raised:
            await Script(client, broken)([], [])

        assert not isinstance(raised.value, StoreUnavailable)


async def test_a_redis_without_room_is_trouble_that_may_pass(tmp_path: Path) -> None:
    async with running_redis(tmp_path) as server, connected(server.url) as client:
        await client.config_set("maxmemory", "1")
        full = tmp_path / "full.lua"
        full.write_text("return redis.call('SET', KEYS[1], 'x')")
        with pytest.raises(StoreUnavailable):
            await Script(client, full)(["a"], [])


async def test_who_finds_all_connections_taken_waits_for_one(tmp_path: Path) -> None:
    async with running_redis(tmp_path) as server, connected(server.url) as client:
        answers = await asyncio.gather(*(is_up(client) for _ in range(4 * MOST_CONNECTIONS)))

    assert all(answers)


def _script(directory: Path) -> Path:
    file = directory / "one.lua"
    file.write_text("return 1")
    return file


async def _command(reader: asyncio.StreamReader) -> list[bytes]:
    """Read one command as Redis clients write them."""
    try:
        count = int((await reader.readuntil(b"\r\n"))[1:])
        parts = []
        for _ in range(count):
            length = int((await reader.readuntil(b"\r\n"))[1:])
            parts.append((await reader.readexactly(length + 2))[:-2])
    except (asyncio.IncompleteReadError, ConnectionError):
        return []
    return parts


async def test_who_is_told_to_stop_as_the_connection_ends_stops() -> None:
    """Python 3.11's `wait_for`, which the client uses, then raises the one and forgets the other."""

    async def ask() -> None:
        with translated():
            try:
                await asyncio.Event().wait()
            except asyncio.CancelledError as forgotten:
                raise exceptions.ConnectionError from forgotten

    task = asyncio.create_task(ask())
    await asyncio.sleep(0)
    task.cancel()

    with pytest.raises(asyncio.CancelledError):
        await task


async def test_who_tidies_up_after_being_told_to_stop_hears_of_trouble_as_ever() -> None:
    async def tidy_up() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            with pytest.raises(StoreUnavailable), translated():
                raise exceptions.ConnectionError

    task = asyncio.create_task(tidy_up())
    await asyncio.sleep(0)
    task.cancel()

    with pytest.raises(asyncio.CancelledError):
        await task
