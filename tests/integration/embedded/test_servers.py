import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable
from pathlib import Path

import nats
import pytest
from nats.js.api import StreamConfig
from redis.asyncio import Redis

from deploy.embedded.ports import free_port, in_use
from deploy.embedded.probes import nats_answers, redis_answers
from deploy.embedded.servers import running_nats, running_redis

ROOT = Path(__file__).parents[3]


async def test_what_nats_has_acknowledged_survives_a_kill(tmp_path: Path) -> None:
    async with running_nats(tmp_path) as server:
        async with await nats.connect(server.url) as client:
            stream = client.jetstream()
            await stream.add_stream(StreamConfig(name="S", subjects=["s"]))
            await stream.publish("s", b"kept")
        await server.kill()
        await server.start()

        async with await nats.connect(server.url) as client:
            assert (await client.jetstream().get_msg("S", 1)).data == b"kept"


async def test_what_redis_has_acknowledged_survives_a_kill(tmp_path: Path) -> None:
    async with running_redis(tmp_path) as server:
        async with Redis.from_url(server.url) as client:
            await client.set("key", "kept")
        await server.kill()
        await server.start()

        async with Redis.from_url(server.url) as client:
            assert await client.get("key") == b"kept"


async def test_redis_puts_every_write_on_disk_and_evicts_nothing(tmp_path: Path) -> None:
    async with running_redis(tmp_path) as server, Redis.from_url(server.url) as client:
        settings = await client.config_get("*")

    assert settings["appendonly"] == "yes"
    assert settings["appendfsync"] == "always"
    assert settings["no-appendfsync-on-rewrite"] == "no"
    assert settings["save"] == ""
    assert settings["maxmemory-policy"] == "noeviction"


async def test_servers_listen_on_this_machine_only(tmp_path: Path) -> None:
    async with running_nats(tmp_path / "nats") as one, running_redis(tmp_path / "redis") as other:
        listening = subprocess.run(["cat", "/proc/net/tcp"], capture_output=True, text=True, check=True).stdout  # noqa: ASYNC221, S607

        for port in (one.port, other.port):
            assert f"0100007F:{port:04X} 00000000:0000 0A" in listening
            assert f"00000000:{port:04X} 00000000:0000 0A" not in listening


async def test_a_server_that_was_paused_answers_again(tmp_path: Path) -> None:
    async with running_redis(tmp_path) as server:
        server.tell(signal.SIGSTOP)
        assert not await redis_answers(server.port)
        server.tell(signal.SIGCONT)

        assert await redis_answers(server.port)


async def test_a_restart_keeps_the_port_and_changes_the_process(tmp_path: Path) -> None:
    async with running_nats(tmp_path) as server:
        assert server.process
        before = server.process.pid
        await server.restart()

        assert server.process.pid != before
        assert await nats_answers(server.port)


async def test_two_servers_are_not_taken_for_one(tmp_path: Path) -> None:
    async with running_redis(tmp_path / "first") as first:
        with pytest.raises(RuntimeError, match=f"listens on port {first.port}"):
            async with running_redis(tmp_path / "second", first.port):
                pass


async def test_a_server_that_cannot_start_says_why(tmp_path: Path) -> None:
    (tmp_path / "jetstream").write_text("a file where a folder should be")

    with pytest.raises(RuntimeError, match=r"did not start:\n(.|\n)*start JetStream"):
        async with running_nats(tmp_path):
            pass


async def test_servers_die_with_the_process_that_started_them(
    tmp_path: Path, wait_until_deaf: Callable[[int], None]
) -> None:
    port = free_port()
    program = textwrap.dedent(f"""
        import asyncio, os, pathlib, signal
        from deploy.embedded.servers import running_redis

        async def main():
            async with running_redis(pathlib.Path({str(tmp_path)!r}), {port}):
                os.kill(os.getpid(), signal.SIGKILL)

        asyncio.run(main())
    """)
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=False, env={**os.environ})  # noqa: ASYNC221

    assert done.returncode == -signal.SIGKILL
    wait_until_deaf(port)


@pytest.fixture
def wait_until_deaf() -> Callable[[int], None]:
    def wait(port: int) -> None:
        deadline = time.monotonic() + 10
        while in_use(port):
            assert time.monotonic() < deadline, f"somebody still listens on {port}"

    return wait
