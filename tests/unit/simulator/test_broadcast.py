"""Events for the open pages."""

from collections.abc import AsyncIterator
from contextlib import aclosing

from simulator.broadcast import BACKLOG, GREETING, Broadcast, Listener

ANNA = "+4915112345678"


async def test_a_page_hears_what_is_told_while_it_is_open() -> None:
    broadcast = Broadcast()
    async with aclosing(broadcast.listen([ANNA])) as stream:
        greeting = await anext(stream)
        broadcast.tell("message", lambda: "{}")
        event = await anext(stream)

    assert (greeting, event) == (GREETING, "event: message\ndata: {}\n\n")


async def test_a_phone_is_open_as_long_as_some_page_shows_it() -> None:
    broadcast = Broadcast()
    async with aclosing(broadcast.listen([ANNA])) as stream:
        await anext(stream)
        open_meanwhile = broadcast.shows(ANNA)

    assert (open_meanwhile, broadcast.shows(ANNA)) == (True, False)


async def test_when_nobody_listens_nothing_is_written() -> None:
    written: list[str] = []

    def write() -> str:
        written.append("once")
        return "{}"

    Broadcast().tell("message", write)

    assert written == []


async def test_closing_ends_every_stream_and_opens_no_other() -> None:
    broadcast = Broadcast()
    async with aclosing(broadcast.listen([ANNA])) as stream:
        await anext(stream)
        broadcast.close()
        left = await everything(stream)

    assert len(left) <= 1
    assert await everything(broadcast.listen([ANNA])) == []


async def test_a_page_that_owes_too_much_is_let_go() -> None:
    listener = Listener([ANNA])
    for _ in range(BACKLOG + 1):
        listener.hear("event")

    assert len(await everything(listener.events())) <= 2


async def everything(stream: AsyncIterator[str]) -> list[str]:
    return [event async for event in stream]
