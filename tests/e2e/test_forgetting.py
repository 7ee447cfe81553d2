"""Who asks to be forgotten is: no key and no value of the store tells of them."""

from collections.abc import AsyncIterator

import pytest

from shared.runtime.store import Client, connected
from tests.harness.account import a_number
from tests.harness.house import House
from tests.harness.waiting import wait_until

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def everything(redis: Client) -> AsyncIterator[str]:
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
            case kind:
                raise AssertionError(f"a {kind!r} that nobody looks into")


async def traces(redis: Client, person: str) -> list[str]:
    return [text async for text in everything(redis) if person.lstrip("+") in text]


async def test_after_a_yes_there_is_no_trace_of_the_number(house: House) -> None:
    person = a_number()
    for words in ("/timezone Berlin", "remind me to call mom tomorrow at 17:00", "every day at 18:00 stretch"):
        await house.phones.ask(person, words)
    await house.phones.ask(person, "remind me in 1 second to blink")
    await house.phones.wait_for_message(person, containing="🔔")
    await house.phones.ask(person, "snooze")
    await house.phones.ask(person, "/delete k1")
    async with connected(house.store.url) as redis:
        assert await traces(redis, person)
        await house.phones.ask(person, "/forget me")
        assert "erased" in await house.phones.ask(person, "yes")

        async def is_gone() -> bool:
            return not await traces(redis, person)

        assert await wait_until(is_gone, description="the last message is let go of")
    assert "Nothing is waiting" in await house.phones.ask(person, "/list")
