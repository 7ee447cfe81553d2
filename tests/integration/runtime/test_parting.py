"""Parting from a NATS that does not answer, or is not there."""

import signal
import time
from datetime import timedelta

import pytest

from deploy.embedded.servers import RunningServer
from shared.runtime import connection
from tests.harness.notes import a_bus
from tests.harness.waiting import wait_until


async def test_nobody_waits_for_a_nats_that_hangs(server: RunningServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "PARTING", timedelta(milliseconds=300))
    bus = a_bus(server)
    await bus.connect()
    server.tell(signal.SIGSTOP)
    began = time.monotonic()
    try:
        await bus.drain()
    finally:
        server.tell(signal.SIGCONT)

    # Its client would ask for an answer twice, ten seconds each.
    assert time.monotonic() - began < 5


async def test_who_parts_while_nats_is_away_does_so_in_peace(server: RunningServer) -> None:
    bus = a_bus(server)
    await bus.connect()
    await server.kill()

    async def is_away() -> bool:
        return not await bus.is_connected()

    await wait_until(is_away, description="the loss is noticed")
    await bus.drain()
