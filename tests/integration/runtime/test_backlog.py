"""What nobody has acknowledged is counted, and the age of its oldest told."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import nats
import pytest

from deploy.embedded.servers import RunningServer, running_nats
from shared.contract import consumers_of
from shared.runtime.backlog import Backlog, backlogs, oldest_after
from shared.runtime.provision import provision
from tests.harness.streams import jetstream_of

SPEECH = consumers_of("SPEECH")


@pytest.fixture
async def bus(tmp_path: Path) -> AsyncIterator[RunningServer]:
    async with running_nats(tmp_path / "bus") as running:
        async with await nats.connect(running.url) as connection:
            await provision(connection.jetstream(timeout=10))
        yield running


async def test_an_empty_lane_has_nothing_that_waits(bus: RunningServer) -> None:
    async with jetstream_of(bus) as jetstream:
        assert await backlogs(jetstream, SPEECH) == {"reply": Backlog(0, None), "due": Backlog(0, None)}


async def test_the_oldest_is_the_first_that_is_not_acknowledged_in_whatever_partition(bus: RunningServer) -> None:
    async with jetstream_of(bus) as jetstream:
        for partition in (3, 9, 3):
            await jetstream.publish(f"speech.due.{partition}", b"{}")
        await jetstream.publish("speech.reply.3", b"{}")
        reader = await jetstream.pull_subscribe_bind("notifier-due", "SPEECH")
        [first, _taken] = await reader.fetch(2)
        await first.ack_sync()
        found = await backlogs(jetstream, SPEECH)
        second = (await jetstream.get_msg("SPEECH", 2)).time

    assert found["reply"].messages == 1
    assert (found["due"].messages, found["due"].oldest) == (2, second)
    assert datetime.now(UTC) - (found["due"].oldest or datetime.min.replace(tzinfo=UTC)) < timedelta(minutes=1)


async def test_what_waits_behind_a_position_is_of_that_partition(bus: RunningServer) -> None:
    async with jetstream_of(bus) as jetstream:
        for partition in (1, 2):
            await jetstream.publish(f"command.{partition}", b"{}")

        assert await oldest_after(jetstream, "COMMANDS", "command.2", 0) is not None
        assert await oldest_after(jetstream, "COMMANDS", "command.2", 2) is None


def test_lanes_of_many_partitions_add_up_to_the_oldest_of_all() -> None:
    early, late = datetime(2030, 1, 1, tzinfo=UTC), datetime(2030, 1, 2, tzinfo=UTC)

    assert Backlog(2, late) + Backlog(0, None) + Backlog(1, early) == Backlog(3, early)
