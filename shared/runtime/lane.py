"""The messages of one durable consumer, each in a hand of its own: as many are asked for as there are free hands."""

import asyncio
import json
from collections import deque
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import timedelta
from itertools import count
from typing import Any

from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.aio.subscription import Subscription
from nats.errors import Error as NatsError

from shared.contract import Consumer

ASK_FOR = timedelta(seconds=2)
"""Then the server says that nothing came, and is asked again."""

ASK_FIRST_FOR = timedelta(milliseconds=500)
"""A wish after one that was lost: the server may be back before the consumer is, and hears some wishes in vain."""

LATE = timedelta(milliseconds=500)
"""After its time a wish that nobody answered was lost, with a connection or a leader."""

PAUSE = timedelta(milliseconds=250)
"""Before the next wish where the last one was refused."""

PARTING = timedelta(seconds=1)
"""For NATS to hear that no more is wanted: it may not answer."""

_NOTHING_CAME = {"404", "408"}


class Lane:
    """Hands each message to `handle`, which never raises. One wish at a time: for as many as there are free hands.

    What is asked for has a hand: a message that were fetched and not begun would wait out its `ack_wait` on a restart.
    """

    def __init__(
        self, connection: Callable[[], Client], consumer: Consumer, handle: Callable[[Msg], Awaitable[None]], hands: int
    ) -> None:
        self._connection = connection
        self._ask_at = f"$JS.API.CONSUMER.MSG.NEXT.{consumer.stream}.{consumer.durable}"
        self._handle = handle
        self._hands = hands
        self._in_hand: set[asyncio.Task[None]] = set()
        self._left: deque[Msg] = deque()
        """Came although nobody had a hand free: a wish that was taken for lost was not."""
        self._asking: set[asyncio.Task[None]] = set()
        self._wishes = count()
        self._inbox = self._wish = ""
        self._asked = 0
        self._span = ASK_FOR
        self._subscription: Subscription | None = None
        self._lapse: asyncio.TimerHandle | None = None
        self._is_closing = False

    async def open(self) -> None:
        """Take messages from now on. Call when connected."""
        self._inbox = self._connection().new_inbox()
        self._subscription = await self._connection().subscribe(f"{self._inbox}.*", cb=self._take)
        await self._ask()

    async def close(self, grace: timedelta) -> None:
        """Ask for no more, and let what is in hand finish, within reason: the rest comes again elsewhere."""
        self._is_closing = True
        self._forget_wish()
        if self._subscription is not None and self._connection().is_connected:
            with suppress(NatsError, OSError, TimeoutError):
                async with asyncio.timeout(PARTING.total_seconds()):
                    await self._subscription.drain()  # type: ignore[no-untyped-call]
        with suppress(TimeoutError):
            async with asyncio.timeout(grace.total_seconds()):
                while self._in_hand:
                    await asyncio.wait(self._in_hand, return_when=asyncio.FIRST_COMPLETED)
        for task in self._in_hand:
            task.cancel()
        await asyncio.gather(*self._in_hand, return_exceptions=True)

    def lost(self) -> None:
        """What was asked for may never come: ask anew."""
        self._forget_wish()
        self._span = ASK_FIRST_FOR
        task = asyncio.create_task(self._ask())
        self._asking.add(task)
        task.add_done_callback(self._asking.discard)

    async def _ask(self) -> None:
        free = self._hands - len(self._in_hand)
        if self._asked or free <= 0 or self._is_closing or self._subscription is None:
            return
        self._forget_wish()
        self._look_again(self._span + LATE)
        if not self._connection().is_connected:
            return
        self._asked, self._wish = free, f"{self._inbox}.{next(self._wishes)}"
        wish = {"batch": free, "expires": self._span // timedelta(microseconds=1) * 1000}
        with suppress(NatsError, OSError):
            await self._connection().publish(self._ask_at, json.dumps(wish).encode(), reply=self._wish)

    def _look_again(self, after: timedelta) -> None:
        self._lapse = asyncio.get_running_loop().call_later(after.total_seconds(), self.lost)

    def _forget_wish(self) -> None:
        self._asked, self._wish = 0, ""
        if self._lapse is not None:
            self._lapse.cancel()

    async def _take(self, message: Msg) -> None:
        if not message.reply.startswith("$JS.ACK."):
            await self._status(message)
            return
        self._asked, self._span = max(self._asked - 1, 0), ASK_FOR
        if len(self._in_hand) < self._hands:
            self._begin(message)
        else:
            self._left.append(message)
        await self._ask()

    def _begin(self, message: Msg) -> None:
        task = asyncio.create_task(self._in_a_hand(message))
        self._in_hand.add(task)

    async def _in_a_hand(self, message: Msg) -> None:
        try:
            await self._handle(message)
        finally:
            self._in_hand.discard(_this_task())
        if self._left:
            self._begin(self._left.popleft())
        await self._ask()

    async def _status(self, message: Msg) -> None:
        status = (message.headers or {}).get("Status")
        if message.subject != self._wish:
            return
        self._forget_wish()
        if status in _NOTHING_CAME:
            self._span = ASK_FOR
            await self._ask()
        else:
            self._look_again(PAUSE)


def _this_task() -> Any:
    return asyncio.current_task()
