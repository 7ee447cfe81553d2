"""The power is cut while NATS writes: whatever it acknowledged before that instant is there afterwards."""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from random import Random
from typing import Any

import nats
from nats.js.errors import NotFoundError

from deploy.embedded.servers import RunningServer, running_nats
from services.scheduler.adapters.nats_voice import NatsVoice
from services.scheduler.ports import Saying
from shared.runtime.bus import Bus, make_bus
from shared.runtime.errors import BusUnavailable
from shared.runtime.provision import provision
from shared.runtime.settings import Settings
from tests.harness.commands import a_chat, a_command
from tests.harness.disks import on_a_disk
from tests.harness.loads import Load
from tests.harness.speeches import a_due
from tests.harness.streams import jetstream_of
from tests.harness.waiting import wait_until

CUTS = int(os.environ.get("POWER_CUTS", "1"))
DOORS = 32
"""Webhooks that are answered at a time."""

BURST = 50
"""Reminders that a scheduler publishes as one batch."""

EVERY_NOW_AND_THEN = "2m"
"""How often nats-server writes to the disk unless it is told to do so always."""


class Services(Load):
    """What doors and schedulers say to the bus."""

    def __init__(self, bus: Bus) -> None:
        super().__init__()
        self.bus = bus
        self.acknowledged: set[str] = set()

    @property
    def count(self) -> int:
        return len(self.acknowledged)

    async def write(self) -> None:
        async with asyncio.TaskGroup() as group:
            for _ in range(DOORS):
                group.create_task(self._answer_webhooks())
            group.create_task(self._fire())

    async def _answer_webhooks(self) -> None:
        while not self.is_cut:
            command = a_command(a_chat(), "remind me to swim tomorrow at 9")
            with suppress(BusUnavailable):
                await self.bus.send(command)
                self._note(command.dedupe_id)

    async def _fire(self) -> None:
        while not self.is_cut:
            sayings = [Saying(a_due()) for _ in range(BURST)]
            posted = await NatsVoice(self.bus.volley).write(sayings).post()
            for saying, is_stored in zip(sayings, await posted.stored(), strict=True):
                if is_stored:
                    self._note(saying.dedupe_id)

    def _note(self, dedupe_id: str) -> None:
        if not self.is_cut:
            self.acknowledged.add(dedupe_id)
            self.noted()


async def test_whatever_nats_acknowledged_before_the_power_was_cut_is_there(tmp_path: Path) -> None:
    dice = Random(CUTS)  # noqa: S311 - the same cuts every time
    async with provisioned(tmp_path) as server, on_a_disk(server) as disk, a_load(server) as load:
        for _ in range(CUTS):
            await load.cut(disk, after=dice.randrange(100, 600))

            assert load.acknowledged - await stored(server) == set()
            await wait_until(load.bus.is_connected, description="the bus is back")


async def test_a_nats_that_writes_now_and_then_loses_what_it_acknowledged(tmp_path: Path) -> None:
    """So the test above can fail."""
    spared = provisioned(tmp_path, sync=EVERY_NOW_AND_THEN)
    async with spared as server, on_a_disk(server) as disk, a_load(server) as load:
        await load.cut(disk, after=600)

        assert len(load.acknowledged - await stored(server)) > len(load.acknowledged) / 2
        await wait_until(load.bus.is_connected, description="the bus is back")


@asynccontextmanager
async def provisioned(directory: Path, *, sync: str = "always") -> AsyncIterator[RunningServer]:
    async with running_nats(directory / "nats") as server:
        _sync(Path(server.command.argv[-1]), sync)
        await server.restart()
        async with jetstream_of(server) as jetstream:
            await provision(jetstream)
        yield server


def _sync(config: Path, sync: str) -> None:
    config.write_text(config.read_text().replace("sync_interval: always", f"sync_interval: {sync}"))


@asynccontextmanager
async def a_load(server: RunningServer) -> AsyncIterator[Services]:
    settings: dict[str, Any] = {"nats_url": server.url, "_env_file": None}
    bus = make_bus(Settings(**settings), name="test")
    async with bus.connected():
        yield Services(bus)


async def stored(server: RunningServer) -> set[str]:
    """Return the ids of all that the streams hold, as a plain client sees it."""
    found: set[str] = set()
    async with await nats.connect(server.url) as client:
        jetstream = client.jetstream(timeout=10)
        for stream in ("COMMANDS", "SPEECH"):
            with suppress(NotFoundError):
                left = (await jetstream.stream_info(stream)).state.messages
                messages = await jetstream.subscribe("", stream=stream, ordered_consumer=True)
                for _ in range(left):
                    message = await messages.next_msg(timeout=10)
                    found.add((message.headers or {})["Nats-Msg-Id"])
    return found
