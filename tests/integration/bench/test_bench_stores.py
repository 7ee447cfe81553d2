"""The stores of the bench: as strict as a house's, or as lazy as their makers'; and a Redis that holds many already."""

from datetime import UTC, datetime, timedelta

import pytest

from bench.stores import LAZILY, STRICTLY, WAYS, held, stores
from shared.contract import PARTITIONS
from tests.harness.crowds import crowd

APPENDFSYNC = {STRICTLY: "always", LAZILY: "everysec"}


@pytest.mark.parametrize("way", WAYS)
async def test_stores_write_in_the_way_that_they_are_told(way: str) -> None:
    async with stores(lazily=WAYS[way]) as running:
        told = await running.redis.config_get("appendfsync")
        config = running.nats_server.log.with_name("nats.conf").read_text("utf-8")

    assert told == {"appendfsync": APPENDFSYNC[way]}
    assert ("sync_interval: always" in config) is not WAYS[way]


async def test_stores_begin_with_what_is_held_and_leave_it_as_it_was() -> None:
    steps = crowd(200, datetime.now(UTC) + timedelta(days=1), each=1)
    sizes = []
    async with held(steps) as holding:
        for _ in range(2):
            async with stores(holding=holding) as running:
                sizes.append(await running.redis.dbsize())
                await running.wipe()

    assert sizes[0] == sizes[1]
    assert sizes[0] > 200 + PARTITIONS / 2  # a record a chat, and an index
