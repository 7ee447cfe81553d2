"""Each trouble that a line can have is one that its two ends notice."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import suppress
from random import Random

import pytest
import pytest_asyncio

from deploy.embedded.ports import free_port
from tests.torture.links import LOCALHOST, Link, Trouble

SOON = 0.3


@pytest_asyncio.fixture
async def link() -> AsyncIterator[Link]:
    """A line to a server that says everything back."""

    async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        going.add(writer)
        with suppress(ConnectionError):
            while piece := await reader.read(1024):
                heard.append(piece)
                writer.write(piece)
        writer.close()
        going.discard(writer)

    going: set[asyncio.StreamWriter] = set()
    server = await asyncio.start_server(echo, LOCALHOST, 0)
    async with server:
        dice = Random(1)  # noqa: S311 - the same every time
        link = Link("caller → called", [free_port(), server.sockets[0].getsockname()[1]], dice)
        await link.open()
        yield link
        for writer in writers:
            writer.transport.abort()
        await link.close()
        while going:  # noqa: ASYNC110 - nothing else happens here
            await asyncio.sleep(0)
    heard.clear()
    writers.clear()


Ends = tuple[asyncio.StreamReader, asyncio.StreamWriter]

heard: list[bytes] = []
writers: list[asyncio.StreamWriter] = []


async def ring(link: Link) -> Ends:
    ends = await asyncio.open_connection(LOCALHOST, link.port)
    writers.append(ends[1])
    return ends


async def call(link: Link) -> Ends:
    ends = await ring(link)
    assert await answer_to(ends, b"hello") == b"hello"
    return ends


async def answer_to(ends: Ends, words: bytes, within: float = 5) -> bytes | None:
    """Return what comes back; nothing where the line is torn, None where it stays silent."""
    reader, writer = ends
    try:
        writer.write(words)
        async with asyncio.timeout(within):
            return await reader.read(1024)
    except ConnectionError:
        return b""
    except TimeoutError:
        return None


async def test_a_line_passes_over_whoever_is_down(link: Link) -> None:
    for _ in range(3):
        await call(link)


async def test_what_is_cut_is_torn_down_and_nothing_new_is_let_in(link: Link) -> None:
    ends = await call(link)
    async with link.having(Trouble.CUT):
        assert await answer_to(ends, b"?") == b""
        reader, _ = await ring(link)
        with pytest.raises((ConnectionError, asyncio.IncompleteReadError)):
            await reader.readexactly(1)
    await call(link)


@pytest.mark.parametrize(
    ("trouble", "is_heard"), [(Trouble.HALF_OPEN, False), (Trouble.DEAF, True), (Trouble.MUTE, False)]
)
async def test_what_is_swallowed_never_comes(link: Link, trouble: Trouble, *, is_heard: bool) -> None:
    ends = await call(link)
    async with link.having(trouble):
        assert await answer_to(ends, b"swallowed", within=SOON) is None
        assert (b"swallowed" in heard) is is_heard

    assert await answer_to(ends, b"?") == b""
    await call(link)


async def test_what_is_stalled_comes_later(link: Link) -> None:
    ends = await call(link)
    async with link.having(Trouble.STALL):
        assert await answer_to(ends, b"late", within=SOON) is None

    assert await ends[0].read(1024) == b"late"


async def test_what_is_torn_ends_in_the_middle(link: Link) -> None:
    ends = await call(link)
    async with link.having(Trouble.TORN):
        assert await answer_to(ends, b"whole") == b""
        assert b"wh" in heard
        assert b"whole" not in heard


async def test_latency_is_felt(link: Link) -> None:
    ends = await call(link)
    async with link.having(Trouble.LATENCY, 0.2):
        began = time.monotonic()
        assert await answer_to(ends, b"slow") == b"slow"
        assert time.monotonic() - began >= 0.2


async def test_who_hangs_up_is_thought_to_be_there_for_a_while(link: Link) -> None:
    reader, writer = await call(link)
    async with link.having(Trouble.SLOW_CLOSE, SOON):
        began = time.monotonic()
        writer.write_eof()
        assert await reader.read() == b""
        assert time.monotonic() - began >= SOON
