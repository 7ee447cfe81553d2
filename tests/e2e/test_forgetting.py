"""Who asks to be forgotten is: no key, no value and no message tells of them, and nobody else loses anything."""

import base64
import json
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from shared.contract import STREAMS
from shared.runtime.store import Client, connected
from tests.harness.account import a_number
from tests.harness.house import HURRIED, House, running_house
from tests.harness.phones import add, soon
from tests.harness.streams import jetstream_of
from tests.harness.waiting import wait_until

pytestmark = pytest.mark.asyncio(loop_scope="module")

WORD = "xylophone"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def house(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    directory = tmp_path_factory.mktemp("house")
    async with running_house(directory, modules=HURRIED, settings={"SEND_GAP_SECONDS": "0.05"}) as running:
        yield running


async def everything_in(redis: Client) -> AsyncIterator[str]:
    """Return every key, and every value whatever its type."""
    async for name in redis.scan_iter():
        key = name.decode() if isinstance(name, bytes) else name
        yield key
        match await redis.type(key):
            case "string":
                yield repr(await redis.get(key))
            case "hash":
                yield repr(await redis.hgetall(key))
            case "zset":
                yield repr(await redis.zrange(key, 0, -1))
            case "set":
                yield repr(await redis.smembers(key))
            case "none":  # it went by its own time just now
                pass
            case kind:
                raise AssertionError(f"a {kind!r} that nobody looks into")


async def everything_on_the_bus(house: House) -> AsyncIterator[str]:
    """Return every message of every stream, what is parked in it included."""
    async with jetstream_of(house.nats) as jetstream:
        for stream in STREAMS:
            reading = await jetstream.pull_subscribe(">", stream=stream.name)
            while (await reading.consumer_info()).num_pending:
                try:
                    messages = await reading.fetch(256, timeout=0.5)
                except TimeoutError:  # erased while we looked
                    continue
                for message in messages:
                    yield f"{message.subject} {message.headers} {message.data.decode()}"
                    if stream.name == "PARKED":
                        yield base64.b64decode(json.loads(message.data)["body"]).decode()
            await reading.unsubscribe()


async def traces(house: House, *words: str) -> list[str]:
    async with connected(house.store.url) as redis:
        found = [text async for text in everything_in(redis)]
    found += [text async for text in everything_on_the_bus(house)]
    return [text for text in found if any(word in text for word in words)]


async def live(house: House, person: str, word: str) -> None:
    """Do a bit of everything, with `word` in it."""
    await house.phones.ask(person, "/timezone Berlin")
    for words in (
        f"remind me to buy a {word} tomorrow at 17:00",
        f"every day at 18:00 play the {word}",
        f"tune the {word} tomorrow at 5",  # a question stays open
        "/export",
        "/why k1",
        add(f"blink at the {word}", soon(1)),
    ):
        await house.phones.ask(person, words)
    await house.phones.wait_for_message(person, containing="🔔", status="read")
    await house.phones.ask(person, "snooze")
    await house.phones.ask(person, "/delete k1")


async def test_after_a_yes_no_key_no_value_and_no_message_tells_of_a_person(house: House) -> None:
    person, neighbour = a_number(), a_number()
    await live(house, neighbour, "trombone")
    await live(house, person, WORD)
    assert len(await traces(house, person.lstrip("+"), WORD)) > 20
    kept = len(await traces(house, neighbour.lstrip("+"), "trombone"))

    await house.phones.ask(person, "/forget me")
    assert "erased" in await house.phones.ask(person, "yes")

    async def is_gone() -> bool:
        return not await traces(house, person.lstrip("+"), WORD)

    assert await wait_until(is_gone, description="every trace is gone", within=40)
    assert len(await traces(house, neighbour.lstrip("+"), "trombone")) >= kept
    assert "Waiting: 2" in await house.phones.ask(neighbour, "/list")


async def test_who_was_forgotten_and_writes_again_begins_anew_and_loses_nothing(house: House) -> None:
    person = a_number()
    await house.phones.ask(person, "/timezone Berlin")
    await house.phones.ask(person, "/forget me")
    await house.phones.ask(person, "yes")
    assert "Nothing is waiting" in await house.phones.ask(person, "/list")
    await house.phones.ask(person, f"/add remind me to begin anew at {soon(60):%Y-%m-%d %H:%M:%S} in UTC")

    async def words_are_gone() -> bool:
        return not [text for text in await traces(house, person.lstrip("+")) if "forget me" in text]

    assert await wait_until(words_are_gone, description="what was said before is gone", within=40)
    await house["scheduler"].kill()
    await house["scheduler"].start()
    assert "begin anew" in await house.phones.ask(person, "/list")
    assert [text for text in await traces(house, person.lstrip("+")) if "begin anew" in text]
