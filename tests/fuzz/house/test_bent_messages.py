"""Bent messages on every stream of a whole house: parked or harmless, nobody dies, and people are served."""

import json
import os
from collections.abc import AsyncIterator, Sequence
from random import Random

import pytest
import pytest_asyncio
from nats.js import JetStreamContext

from shared.contract import PARTITIONS, ChatId, partition_of
from tests.fuzz.mutations import bent, warped
from tests.fuzz.targets.bus import GOLDEN, RAW
from tests.harness.account import a_number
from tests.harness.house import House, running_house
from tests.harness.phones import add, soon
from tests.harness.streams import count_of, jetstream_of
from tests.harness.waiting import wait_until

pytestmark = pytest.mark.asyncio(loop_scope="module")

EACH = int(os.environ.get("NUDGE_FUZZ_EXAMPLES", "150"))
LANES = {
    "COMMANDS": "command",
    "SPEECH": "speech.due",
    "RECEIPTS": "receipt",
    "OUTCOMES": "outcome",
}
LARGEST = 60_000
SETTLED_WITHIN_SECONDS = 240.0


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def house(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    async with running_house(tmp_path_factory.mktemp("bent")) as running:
        yield running


def bodies(dice: Random) -> Sequence[bytes]:
    """Return bent messages of all kinds: what one lane may carry is a riddle to another."""
    made = [
        bent(dice, RAW) if dice.random() < 0.5 else json.dumps(warped(dice, dice.choice(GOLDEN))).encode()
        for _ in range(EACH)
    ]
    return [body for body in made if len(body) < LARGEST]


async def throw(jetstream: JetStreamContext, dice: Random) -> int:
    thrown = 0
    for stream, lane in LANES.items():
        for body in bodies(dice):
            await jetstream.publish(f"{lane}.{dice.randrange(16)}", body, stream=stream)
            thrown += 1
    return thrown


async def test_bent_messages_on_every_stream_are_parked_or_harmless(house: House) -> None:
    processes = {name: child.process for name, child in house.children.items()}
    async with jetstream_of(house.nats) as jetstream:
        thrown = await throw(jetstream, Random(int(os.environ.get("NUDGE_FUZZ_SEED", "1"))))  # noqa: S311 - dice

        async def all_is_settled() -> bool:
            for stream in LANES:
                for consumer in await jetstream.consumers_info(stream):
                    if consumer.num_pending:
                        return False
            return True

        await wait_until(all_is_settled, description="every lane is read", within=SETTLED_WITHIN_SECONDS)
    # Somebody of every partition: none of them is stuck.
    people = {partition_of(ChatId(f"whatsapp:{number}")): number for number in (a_number() for _ in range(200))}
    answers = [await house.phones.ask(person, add("breathe", soon(3600))) for person in people.values()]

    assert thrown > EACH * 3
    assert len(people) == PARTITIONS
    assert all("breathe" in answer for answer in answers)
    assert {name: child.process for name, child in house.children.items()} == processes
    assert all(child.is_alive() for child in house.children.values())
    assert await count_of(house.nats, "PARKED") > EACH
