"""TLS to both stores: who signed their certificates is checked, their name too, and nobody falls back to plain text."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import trustme

from deploy.embedded.lifeline import Lifeline
from deploy.embedded.ports import free_port
from deploy.embedded.servers import RunningServer, running_nats, running_redis
from deploy.embedded.stores import nats_server
from shared.runtime.bus import make_bus
from shared.runtime.errors import StoreUnavailable
from shared.runtime.settings import RedisSettings, Settings
from shared.runtime.store import connected, hashes_at, is_up
from tests.harness.child import run_module
from tests.harness.listening import listening

NATS_TLS = 'tls: {{ cert_file: "{folder}/server.pem", key_file: "{folder}/server.key", handshake_first: true }}\n'
PATIENCE = 3.0


@dataclass(frozen=True)
class Papers:
    """An authority, another that nobody should trust, and a certificate in `folder` for a server at `name`."""

    folder: Path
    ours: Path
    strangers: Path


def papers(folder: Path, name: str = "127.0.0.1") -> Papers:
    folder.mkdir()
    ours, strangers = trustme.CA(), trustme.CA()
    certificate = ours.issue_cert(name)
    certificate.private_key_pem.write_to_path(folder / "server.key")
    for number, blob in enumerate(certificate.cert_chain_pems):
        blob.write_to_path(folder / "server.pem", append=number > 0)
    ours.cert_pem.write_to_path(folder / "ours.pem")
    strangers.cert_pem.write_to_path(folder / "strangers.pem")
    return Papers(folder, folder / "ours.pem", folder / "strangers.pem")


@asynccontextmanager
async def nats_with_tls(directory: Path, shown: Papers) -> AsyncIterator[str]:
    port = free_port()
    command = nats_server(directory / "nats", port, NATS_TLS.format(folder=shown.folder))

    async def answers(_port: int) -> bool:
        return b"Server is ready" in (directory / "log").read_bytes()

    with Lifeline() as lifeline:
        server = RunningServer(command, port, "tls", directory / "log", answers, lifeline)
        await server.start()
        yield server.url
        await server.kill()


@asynccontextmanager
async def redis_with_tls(directory: Path, shown: Papers) -> AsyncIterator[str]:
    """A real Redis behind one who speaks TLS for it: not every build of it speaks TLS itself."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(shown.folder / "server.pem", shown.folder / "server.key")
    async with running_redis(directory / "redis") as redis:

        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            from_redis, to_redis = await asyncio.open_connection("127.0.0.1", redis.port)
            await asyncio.gather(_carry(reader, to_redis), _carry(from_redis, writer))

        async with listening(serve, tls=context) as port:
            yield f"rediss://127.0.0.1:{port}/0"


async def _carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while data := await reader.read(65_536):
            writer.write(data)
            await writer.drain()
    except OSError:
        pass
    finally:
        writer.close()


async def reaches_nats(url: str, authority: Path | None) -> bool:
    settings = Settings(nats_url=url, tls_ca_file=str(authority) if authority else None)
    bus = make_bus(settings, name="ingress")
    try:
        async with asyncio.timeout(PATIENCE):
            await bus.connect()
            return await bus.is_connected()
    except TimeoutError:
        return False
    finally:
        await bus.drain()


async def reaches_redis(url: str, authority: Path | None) -> bool:
    settings = RedisSettings(redis_url=url, tls_ca_file=str(authority) if authority else None)
    async with connected(settings.redis_address) as client:
        try:
            return await is_up(client) and await hashes_at(client, ["nothing"]) == [{}]
        except StoreUnavailable:
            return False


async def test_nats_is_reached_by_who_trusts_its_authority_and_nobody_else(tmp_path: Path) -> None:
    shown = papers(tmp_path / "papers")
    async with nats_with_tls(tmp_path, shown) as url:
        assert await reaches_nats(url, shown.ours)
        assert not await reaches_nats(url, shown.strangers)
        assert not await reaches_nats(url, None)


async def test_a_certificate_of_another_server_is_not_enough(tmp_path: Path) -> None:
    shown = papers(tmp_path / "papers", name="elsewhere.example")
    async with nats_with_tls(tmp_path, shown) as bus, redis_with_tls(tmp_path, shown) as store:
        assert not await reaches_nats(bus, shown.ours)
        assert not await reaches_redis(store, shown.ours)


async def test_redis_is_reached_by_who_trusts_its_authority_and_nobody_else(tmp_path: Path) -> None:
    shown = papers(tmp_path / "papers")
    async with redis_with_tls(tmp_path, shown) as url:
        assert await reaches_redis(url, shown.ours)
        assert not await reaches_redis(url, shown.strangers)
        assert not await reaches_redis(url, None)
        assert not await reaches_redis(url.replace("rediss", "redis"), shown.ours)


async def test_a_server_that_speaks_plainly_is_not_spoken_to_where_tls_was_asked_for(tmp_path: Path) -> None:
    """Who stands in between could say that there is no TLS here, and read along."""
    shown = papers(tmp_path / "papers")
    async with running_nats(tmp_path / "nats") as bus, running_redis(tmp_path / "redis") as store:
        assert await reaches_nats(bus.url, shown.ours)
        assert not await reaches_nats(bus.url.replace("nats://", "tls://"), shown.ours)
        assert not await reaches_redis(store.url.replace("redis://", "rediss://"), shown.ours)


async def test_what_is_provisioned_by_hand_goes_over_tls_too(tmp_path: Path) -> None:
    shown = papers(tmp_path / "papers")
    async with nats_with_tls(tmp_path, shown) as url:
        settings = {"NATS_URL": url, "TLS_CA_FILE": str(shown.ours), "PROVISION_WAIT_SECONDS": "2"}
        done = await asyncio.to_thread(run_module, "shared.runtime.provision", settings, tmp_path)
        settings["TLS_CA_FILE"] = str(shown.strangers)
        refused = await asyncio.to_thread(run_module, "shared.runtime.provision", settings, tmp_path)

    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("provisioned: ")
    assert (refused.returncode, refused.stderr.count("\n")) == (4, 1)
