"""Every user of NATS tries everything on a real server; what its service does not do is refused, and has no effect."""

import re
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any

import nats
import pytest
from nats.aio.client import Client
from nats.errors import Error as NatsError

from deploy.locks.bus import BUS_USERS
from shared.contract import CONSUMERS, STREAMS
from tests.harness.streams import jetstream_of
from tests.harness.waiting import wait_until
from tests.integration.locks.bus_matrix import (
    ALL_STREAMS,
    DURABLES,
    EVERYTHING,
    LISTENING,
    MAY_HEAR,
    MAY_SAY,
    MESSAGES,
    THE_END,
)
from tests.integration.locks.conftest import Locked

pytestmark = pytest.mark.asyncio(loop_scope="module")


@asynccontextmanager
async def signed_in(bus: Locked, user: str) -> AsyncIterator[tuple[Client, list[str]]]:
    """Lend a connection of `user`, and what it has been refused so far."""
    refused: list[str] = []

    async def on_error(error: Exception) -> None:
        refused.extend(re.findall(r'permissions violation for \w+ to "([^"]+)"', str(error).lower()))

    seed = bus.keys.seed(user)
    async with await nats.connect(
        bus.server.address, nkeys_seed_str=seed, inbox_prefix=f"_INBOX_{user}", error_cb=on_error
    ) as client:
        yield client, refused


async def settled(client: Client, refused: list[str]) -> list[str]:
    """Wait until NATS has judged everything so far, and return what it has refused."""

    async def is_judged() -> bool:
        return refused[-1:] == [THE_END]

    await client.publish(THE_END, b"")
    await wait_until(is_judged, description="nobody may say this, so it is refused")
    return refused[:-1]


async def is_let_in(bus: Locked, **login: Any) -> bool:
    client = Client()

    async def unheard(_error: Exception) -> None:
        pass

    try:
        await client.connect(bus.server.address, allow_reconnect=False, error_cb=unheard, **login)
    except NatsError:
        return False
    finally:
        await client.close()
    return True


def refused_of(heard: Iterable[str], tried: Iterable[str]) -> set[str]:
    told = set(heard)
    return {subject for subject in tried if subject.lower() in told}


async def state_of(bus: Locked) -> Mapping[str, Any]:
    """Return what the bus holds: messages, consumers and how far each of them is."""
    async with jetstream_of(bus.server) as jetstream:
        streams = {stream: (await jetstream.stream_info(stream)) for stream in ALL_STREAMS}
        consumers = {stream: await jetstream.consumers_info(stream) for stream in ALL_STREAMS}
    return {
        stream: (
            streams[stream].config,
            streams[stream].state.messages,
            sorted((info.name, str(info.ack_floor), info.num_ack_pending) for info in consumers[stream]),
        )
        for stream in ALL_STREAMS
    }


async def test_everybody_is_tried() -> None:
    assert set(MAY_SAY) == set(BUS_USERS)
    assert {subject.split(".")[0] for stream in STREAMS for subject in stream.subjects} <= {
        subject.split(".")[0] for subject in MESSAGES
    }
    assert set(DURABLES) == set(ALL_STREAMS)
    assert {consumer.durable for consumer in CONSUMERS} >= set(DURABLES.values()) - {"thief"}


@pytest.mark.parametrize("user", BUS_USERS)
async def test_nobody_can_say_what_its_service_does_not_say(bus: Locked, user: str) -> None:
    forbidden = sorted(EVERYTHING - MAY_SAY[user])
    before = await state_of(bus)
    async with signed_in(bus, user) as (client, refused):
        for subject in forbidden:
            await client.publish(subject, b"{}")
        told = await settled(client, refused)

    assert sorted(refused_of(told, forbidden)) == forbidden
    assert await state_of(bus) == before


@pytest.mark.parametrize("user", BUS_USERS)
async def test_everybody_can_say_what_its_service_says(bus: Locked, user: str) -> None:
    async with signed_in(bus, user) as (client, refused):
        for subject in sorted(MAY_SAY[user]):
            await client.publish(subject, b"{}")
        told = await settled(client, refused)

    assert told == []


@pytest.mark.parametrize("user", BUS_USERS)
async def test_nobody_can_listen_to_what_is_meant_for_another(bus: Locked, user: str) -> None:
    allowed = {f"_INBOX_{user}.>", *MAY_HEAR.get(user, ())}
    async with signed_in(bus, user) as (client, refused):
        for subject in sorted(LISTENING):
            await client.subscribe(subject)
            await client.subscribe(subject, queue="thieves")
        told = await settled(client, refused)

    assert refused_of(told, LISTENING) == LISTENING - allowed


@pytest.mark.parametrize(
    "login", [{}, {"user": "ingress", "password": "ingress"}, {"token": "ingress"}], ids=["none", "password", "token"]
)
async def test_who_has_no_key_is_not_let_in(bus: Locked, login: Mapping[str, str]) -> None:
    assert await is_let_in(bus, **login) is False


async def test_who_has_the_key_of_another_house_is_not_let_in(bus: Locked, tmp_path: Any) -> None:
    stranger = type(bus.keys)(tmp_path)
    stranger.complete()

    assert await is_let_in(bus, nkeys_seed_str=bus.keys.seed("scheduler")) is True
    assert await is_let_in(bus, nkeys_seed_str=stranger.seed("scheduler")) is False


async def test_a_forged_answer_does_not_reach_who_asked(bus: Locked) -> None:
    heard: list[bytes] = []

    async def on_answer(message: Any) -> None:
        heard.append(message.data)

    async with signed_in(bus, "ingress") as (door, _), signed_in(bus, "notifier") as (thief, refused):
        inbox = door.new_inbox()
        await door.subscribe(inbox, cb=on_answer)
        await door.flush()
        await thief.publish(inbox, b"forged")
        told = await settled(thief, refused)
        await door.flush()

    assert told == [inbox.lower()]
    assert heard == []


async def test_the_clock_answers_the_door_in_as_many_parts_as_it_takes(bus: Locked) -> None:
    async with signed_in(bus, "ingress") as (door, refused), signed_in(bus, "scheduler") as (clock, also_refused):

        async def on_question(message: Any) -> None:
            for part in (b"one", b"two", b"three"):
                await clock.publish(message.reply, part)

        await clock.subscribe("scheduler.export", queue="schedulers", cb=on_question)
        await clock.flush()
        inbox = door.new_inbox()
        answers = await door.subscribe(inbox)
        await door.publish("scheduler.export", b"?", reply=inbox)
        parts: Sequence[bytes] = [(await answers.next_msg(timeout=5)).data for _ in range(3)]

    assert parts == [b"one", b"two", b"three"]
    assert refused + also_refused == []
