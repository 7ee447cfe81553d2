"""Thousands due at one instant, and somebody is killed in the middle: none lost, none on the stream twice.

More of it: NUDGE_BURST_SIZE=20000 NUDGE_BURST_SEEDS=20.
"""

import asyncio
import os
import random
from collections import Counter
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import nats
import pytest
from nats.js.api import ConsumerConfig, DeliverPolicy

from shared.runtime.store import connected
from tests.harness.crowds import crowd, fill
from tests.harness.house import House, running_house
from tests.harness.phones import soon
from tests.harness.streams import count_of
from tests.harness.waiting import wait_until

SIZE = int(os.environ.get("NUDGE_BURST_SIZE", "3000"))
SEEDS = range(int(os.environ.get("NUDGE_BURST_SEEDS", "1")))


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with running_house(tmp_path, ingresses=0, notifiers=0, simulator=False) as running:
        yield running


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("name", ["scheduler", "nats", "redis"])
async def test_somebody_is_killed_in_a_burst(house: House, name: str, seed: int) -> None:
    dice = random.Random(f"{name} {seed}")  # noqa: S311 - the same burst every time
    await house["scheduler"].stop()
    due = soon(4 + SIZE / 5000)
    async with connected(house.store.url) as redis:
        await fill(redis, crowd(SIZE, due, each=1))
    await house["scheduler"].start()

    async def is_due() -> bool:
        return datetime.now(UTC) >= due

    await wait_until(is_due, description="the moment has come")
    await asyncio.sleep(dice.uniform(0, SIZE / 20_000))
    await house.part(name).kill()
    await house.part(name).start()
    began = asyncio.get_running_loop().time()

    async def all_fired() -> bool:
        return await count_of(house.nats, "SPEECH") >= SIZE

    await wait_until(all_fired, description=f"all {SIZE} are on the stream", within=60)
    took = asyncio.get_running_loop().time() - began
    print(f"{name} {seed}: all on the stream {took:.1f} s after the restart")  # noqa: T201 - for who measures
    ids = await _ids(house)
    assert (len(ids), max(ids.values())) == (SIZE, 1)


async def _ids(house: House) -> Counter[str]:
    """Return how often each dedupe id is on the stream of speeches."""
    async with await nats.connect(house.nats.url) as client:
        jetstream = client.jetstream(timeout=10)
        config = ConsumerConfig(deliver_policy=DeliverPolicy.ALL, max_ack_pending=-1)
        reader = await jetstream.pull_subscribe("speech.>", stream="SPEECH", config=config)
        found: Counter[str] = Counter()
        total = (await jetstream.stream_info("SPEECH")).state.messages
        while found.total() < total:
            for message in await reader.fetch(500, timeout=10):
                found[(message.headers or {}).get("Nats-Msg-Id", "")] += 1
        return found
