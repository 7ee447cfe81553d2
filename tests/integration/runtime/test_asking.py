"""A question over the bus: one answers, however long the answer is; nobody there is said at once."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import nats
import pytest

from deploy.embedded.servers import RunningServer
from shared.runtime.asking import PART_BYTES, Questions
from shared.runtime.errors import BusUnavailable, StoreUnavailable

SOON = timedelta(seconds=5)
SUBJECT = "somebody.asks"


@pytest.fixture
async def questions(server: RunningServer) -> AsyncIterator[Questions]:
    async with await nats.connect(server.url) as connection:
        yield Questions(lambda: connection)


@pytest.mark.parametrize("size", [0, 1, PART_BYTES, PART_BYTES + 1, 5 * 1024 * 1024])
async def test_an_answer_of_any_length_arrives_whole(questions: Questions, size: int) -> None:
    long = bytes(number % 251 for number in range(size))

    async def answer(question: bytes) -> bytes:
        return question + long

    await questions.answer(SUBJECT, answer, queue="q")

    assert await questions.ask(SUBJECT, b"?", patience=SOON) == b"?" + long


async def test_one_of_several_answers(server: RunningServer, questions: Questions) -> None:
    asked: list[bytes] = []

    async def answer(question: bytes) -> bytes:
        asked.append(question)
        return b"!"

    async with await nats.connect(server.url) as other:
        await questions.answer(SUBJECT, answer, queue="q")
        await Questions(lambda: other).answer(SUBJECT, answer, queue="q")
        await other.flush()
        for number in range(10):
            assert await questions.ask(SUBJECT, b"%d" % number, patience=SOON) == b"!"

    assert len(asked) == 10


async def test_when_nobody_is_there_one_is_told_at_once(questions: Questions) -> None:
    async with asyncio.timeout(1):
        with pytest.raises(BusUnavailable):
            await questions.ask(SUBJECT, b"?", patience=timedelta(minutes=1))


async def test_who_cannot_answer_says_so_and_answers_the_next(questions: Questions) -> None:
    async def answer(question: bytes) -> bytes:
        if question == b"bad":
            raise StoreUnavailable("away")
        return question

    await questions.answer(SUBJECT, answer, queue="q")

    with pytest.raises(BusUnavailable):
        await questions.ask(SUBJECT, b"bad", patience=timedelta(minutes=1))
    assert await questions.ask(SUBJECT, b"good", patience=SOON) == b"good"


async def test_who_is_silent_is_not_waited_for_for_ever(questions: Questions) -> None:
    async def answer(question: bytes) -> bytes:
        await asyncio.Event().wait()
        return question

    await questions.answer(SUBJECT, answer, queue="q")

    with pytest.raises(BusUnavailable):
        await questions.ask(SUBJECT, b"?", patience=timedelta(milliseconds=100))
