"""As many messages are in hand as there are hands, and none is fetched that nobody begins."""

import asyncio
from datetime import timedelta

import pytest

from deploy.embedded.servers import RunningServer
from shared.runtime import lane
from shared.runtime.bus import Bus
from tests.harness.notes import READER, Note, a_bus, a_note
from tests.harness.streams import unsettled
from tests.harness.waiting import wait_until

HANDS = 3


class Hands:
    """A handler that holds what it is given until it is told to finish."""

    def __init__(self) -> None:
        self.begun: list[str] = []
        self.ended: list[str] = []
        self.may_finish = asyncio.Event()

    async def take(self, note: Note) -> None:
        self.begun.append(note.text)
        await self.may_finish.wait()
        self.ended.append(note.text)


async def begun(hands: Hands, *, number: int) -> None:
    async def are() -> bool:
        return len(hands.begun) >= number

    await wait_until(are, description=f"{number} notes are in hand", within=4)


def busy(server: RunningServer, hands: Hands, workers: int = HANDS) -> Bus:
    bus = a_bus(server)
    bus.subscribe([READER], hands.take, workers=workers)
    return bus


async def test_as_many_are_in_hand_as_there_are_hands_and_the_others_follow(server: RunningServer) -> None:
    hands = Hands()
    bus = busy(server, hands)
    async with bus.connected():
        for number in range(10):
            await bus.send(a_note(str(number)))
        await begun(hands, number=HANDS)
        waiting = await unsettled(server, "NOTES", READER.durable)
        in_hand = list(hands.begun)
        hands.may_finish.set()
        await begun(hands, number=10)

        assert waiting == 10
        assert in_hand == ["0", "1", "2"]
        assert sorted(hands.ended) == [str(number) for number in range(10)]


async def test_who_leaves_finishes_what_is_in_hand_and_leaves_the_rest_to_others_at_once(server: RunningServer) -> None:
    leaving, staying = Hands(), Hands()
    staying.may_finish.set()
    first, second = busy(server, leaving), busy(server, staying)
    await first.connect()
    await first.send(a_note("in hand"))
    await begun(leaving, number=1)
    async with second.connected():
        for number in range(10):
            await second.send(a_note(str(number)))
        asyncio.get_running_loop().call_later(0.2, leaving.may_finish.set)
        await first.drain()

        async def all_ended() -> bool:
            return len(leaving.ended) + len(staying.ended) == 11

        # Sooner than what was fetched and not begun would come again.
        await wait_until(all_ended, description="all notes are handled", within=READER.ack_wait.total_seconds() / 2)

        assert leaving.begun == leaving.ended
        assert not {*leaving.ended} & {*staying.ended}


async def test_a_wish_that_was_lost_is_made_again(server: RunningServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lane, "LATE", timedelta(milliseconds=200) - lane.ASK_FOR)
    hands = Hands()
    hands.may_finish.set()
    bus = busy(server, hands)
    async with bus.connected():
        # The server knows of none, and we believe that it does.
        await bus._taking._lanes[0]._subscription.unsubscribe()  # type: ignore[union-attr]
        await bus._taking._lanes[0].open()
        bus._taking._lanes[0]._asked = HANDS
        await bus.send(a_note())

        await begun(hands, number=1)
