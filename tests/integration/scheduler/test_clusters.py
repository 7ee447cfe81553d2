"""Two clocks on a Redis Cluster and three NATS servers: a leader that dies in a burst costs seconds, not reminders."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import nats
import pytest
from nats.js import JetStreamContext

from deploy.embedded.lifeline import Lifeline
from deploy.embedded.ports import free_port
from deploy.embedded.probes import service_is_ready
from deploy.embedded.servers import RunningServer
from shared.contract import ChatId, Message
from shared.runtime.provision import provision
from tests.harness.child import Child
from tests.harness.clusters import Cluster, running_nats_cluster, running_redis_cluster
from tests.harness.commands import a_chat, a_command
from tests.harness.phones import add, soon
from tests.harness.waiting import wait_until

PEOPLE = 300


@dataclass
class Clusters:
    """The stores, the clocks, and a client of one's own."""

    bus: Cluster
    store: Cluster
    clocks: list[Child]
    jetstream: JetStreamContext

    async def publish(self, messages: Sequence[Message]) -> None:
        for message in messages:
            await self._publish(message)

    async def _publish(self, message: Message) -> None:
        async def is_stored() -> bool:
            headers = {"Nats-Msg-Id": message.dedupe_id}
            try:
                await self.jetstream.publish(message.subject, message.model_dump_json().encode(), headers=headers)
            except Exception:  # noqa: BLE001 - there may be no leader for a moment
                return False
            return True

        await wait_until(is_stored, description="the command is stored")

    async def speeches(self) -> Counter[str]:
        """Return how often each speech is on the stream."""
        last = (await self.jetstream.stream_info("SPEECH")).state.last_seq
        found: Counter[str] = Counter()
        for sequence in range(1, last + 1):
            message = await self.jetstream.get_msg("SPEECH", sequence)
            found[(message.headers or {}).get("Nats-Msg-Id", "")] += 1
        return found

    async def leader_of(self, stream: str) -> RunningServer:
        info = await self.jetstream.stream_info(stream)
        assert info.cluster
        return self.bus.nodes[int(str(info.cluster.leader).removeprefix("node-"))]

    async def count(self, stream: str) -> int:
        try:
            return int((await self.jetstream.stream_info(stream)).state.messages)
        except Exception:  # noqa: BLE001 - there may be no leader for a moment
            return 0


@pytest.fixture
async def clusters(tmp_path: Path) -> AsyncIterator[Clusters]:
    async with AsyncExitStack() as stack:
        bus = await stack.enter_async_context(running_nats_cluster(tmp_path / "nats"))
        store = await stack.enter_async_context(running_redis_cluster(tmp_path / "redis"))
        client = await stack.enter_async_context(await nats.connect(bus.url.split(","), error_cb=_unheard))
        jetstream = client.jetstream(timeout=5)
        await provision(client.jetstream(timeout=20), replicas=3)
        lifeline = stack.enter_context(Lifeline())
        clocks = [_clock(n, bus, store, tmp_path, lifeline) for n in (1, 2)]
        for clock in clocks:
            stack.callback(clock.end)
            clock.spawn()
        await asyncio.gather(*(clock.ready() for clock in clocks))
        yield Clusters(bus, store, clocks, jetstream)


def _clock(number: int, bus: Cluster, store: Cluster, directory: Path, lifeline: Lifeline) -> Child:
    probe = free_port()
    settings = {"NATS_URL": bus.url, "REDIS_URL": store.url, "PROBE_PORT": str(probe)}
    ready = partial(service_is_ready, probe)
    return Child(f"scheduler-{number}", "services.scheduler", settings, directory, lifeline, ready)


async def _unheard(_error: Exception) -> None:
    pass


async def test_a_nats_leader_dies_in_the_burst_and_every_reminder_is_on_the_stream_once(clusters: Clusters) -> None:
    people = await _with_reminders(clusters, in_seconds=12)
    leader = await clusters.leader_of("SPEECH")

    async def has_begun() -> bool:
        return await clusters.count("SPEECH") > len(people)

    await wait_until(has_begun, description="the burst has begun")
    await leader.kill()
    await _all_fired(clusters, people)
    await leader.start()


async def test_a_redis_master_dies_in_the_burst_and_every_reminder_is_on_the_stream_once(clusters: Clusters) -> None:
    people = await _with_reminders(clusters, in_seconds=12)

    async def has_begun() -> bool:
        return await clusters.count("SPEECH") > len(people)

    await wait_until(has_begun, description="the burst has begun")
    await clusters.store.nodes[1].kill()
    await clusters.store.nodes[1].start()
    await _all_fired(clusters, people)


async def _with_reminders(clusters: Clusters, *, in_seconds: float) -> Sequence[ChatId]:
    people, due = [a_chat() for _ in range(PEOPLE)], soon(in_seconds)
    await clusters.publish([a_command(chat, add("swim", due)) for chat in people])

    async def all_added() -> bool:
        return await clusters.count("SPEECH") >= len(people)

    await wait_until(all_added, description="everybody's reminder is kept")
    return people


async def _all_fired(clusters: Clusters, people: Sequence[ChatId]) -> None:
    async def all_fired() -> bool:
        return await clusters.count("SPEECH") >= 2 * len(people)

    await wait_until(all_fired, description="every reminder is on the stream", within=60)
    speeches = await clusters.speeches()
    assert all(clock.is_alive() for clock in clusters.clocks)
    assert len(speeches) == 2 * len(people)
    assert set(speeches.values()) == {1}
