"""The bus is asked which messages it has had: it says so, and keeps nothing of the question."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import nats
import pytest

from deploy.embedded.servers import running_nats
from shared.runtime.errors import BusUnavailable
from shared.runtime.provision import provision
from shared.runtime.remembered import remembered
from tests.harness.clusters import running_nats_cluster

SUBJECT = "speech.due.0"


@asynccontextmanager
async def a_server(directory: Path, nodes: int) -> AsyncIterator[str]:
    if nodes == 1:
        async with running_nats(directory) as server:
            yield server.url
    else:
        async with running_nats_cluster(directory) as cluster:
            yield cluster.url


@pytest.mark.parametrize("nodes", [1, 3])
async def test_the_bus_tells_what_it_has_had_and_forgets_that_it_was_asked(tmp_path: Path, nodes: int) -> None:
    async with a_server(tmp_path, nodes) as url, await nats.connect(url.split(",")) as client:
        jetstream = client.jetstream(timeout=20)
        await provision(jetstream, replicas=nodes)
        ids = [f"number {n}" for n in range(20)]

        assert await remembered(client, SUBJECT, []) == frozenset()
        assert await remembered(client, SUBJECT, ids) == frozenset()
        assert await remembered(client, SUBJECT, ids) == frozenset()
        for number in (3, 4, 17):
            stored = await jetstream.publish(SUBJECT, b"{}", headers={"Nats-Msg-Id": ids[number]})
            assert not stored.duplicate

        assert await remembered(client, SUBJECT, ids) == {ids[3], ids[4], ids[17]}
        await jetstream.delete_msg("SPEECH", stored.seq)
        assert await remembered(client, SUBJECT, ids) == {ids[3], ids[4], ids[17]}
        assert (await jetstream.stream_info("SPEECH")).state.last_seq == 3


async def test_who_gets_no_answer_does_not_take_it_for_a_no(tmp_path: Path) -> None:
    async with running_nats(tmp_path) as server, await nats.connect(server.url) as client:
        with pytest.raises(BusUnavailable):
            await remembered(client, SUBJECT, ["one"])
