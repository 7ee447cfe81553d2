"""Owning partitions: being there, taking a fair share, renewing it, letting go."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from datetime import timedelta
from typing import Any

import structlog

from services.scheduler.loops.alarm import Alarm
from services.scheduler.loops.desk import Means
from services.scheduler.loops.shares import share_of
from services.scheduler.loops.tenancy import Tenancy
from services.scheduler.ports import Fenced, Leases, Tenure
from shared.contract import ChatId, SpeechId, partition_of
from shared.runtime.ending import end
from shared.runtime.errors import Transient
from shared.runtime.telemetry import partition_moves_total, partitions_owned

LEASE = timedelta(seconds=4)
"""Who is silent for so long is taken for dead."""

RENEW_EVERY = timedelta(seconds=1)

LETTING_GO = timedelta(seconds=8)
"""Longer than it takes where Redis hangs; a slow one is left behind."""

logger = structlog.get_logger()


class Owner:
    """One scheduler among others."""

    def __init__(self, holder: str, leases: Leases, means: Means, tell_others: Callable[[], Awaitable[None]]) -> None:
        self.alarm = Alarm()
        """Rings when others come or go: otherwise that is noticed within the second."""
        self._holder = holder
        self._leases = leases
        self._means = means
        self._tell_others = tell_others
        self._held: dict[int, Tenancy] = {}
        self._leaving: set[asyncio.Task[None]] = set()
        self._was_heard = False

    async def is_present(self) -> bool:
        return self._was_heard

    def tenures(self) -> Mapping[int, Tenure]:
        """Return what we own at this moment."""
        return {partition: tenancy.tenure for partition, tenancy in self._held.items()}

    def read_again(self) -> None:
        """The index was set right behind our back."""
        for tenancy in self._held.values():
            tenancy.read_again()

    def time_moved(self) -> None:
        """Somebody moved the clock."""
        for tenancy in self._held.values():
            tenancy.time_moved()

    async def run(self) -> None:
        """Own a fair share, for ever."""
        while True:
            try:
                await self._round()
            except Transient as trouble:
                logger.warning("owning_waits", reason=str(trouble))
            await self.alarm.sleep(RENEW_EVERY)

    def said(self, chat: ChatId, speech: SpeechId) -> None:
        """Somebody heard the outcome of a speech; if the chat is ours, its next answer may leave."""
        if tenancy := self._held.get(partition_of(chat)):
            tenancy.said(chat, speech)

    async def leave(self) -> None:
        """Let go of everything, so that others need not wait for the leases to run out; of what takes long, they do."""
        works = [tenancy.work for tenancy in self._held.values()]
        try:
            async with asyncio.timeout(LETTING_GO.total_seconds()):
                await _whatever(self._leases.leave(self._holder))
                for partition in list(self._held):
                    self._hand_over(partition)
                await asyncio.gather(*self._leaving)
        except TimeoutError:
            logger.warning("not_let_go", hint="the leases run out by themselves")
            await end(works)

    async def _round(self) -> None:
        self._bury()
        # Side by side: in a cluster what we hold may be within reach while the roster is not.
        attending = asyncio.ensure_future(self._leases.attend(self._holder, LEASE))
        renewals = [self._renew(partition) for partition in self._held]
        results = [*await asyncio.gather(attending, *renewals, return_exceptions=True)]
        if attending.exception() is None:
            results += await self._share(attending.result())
        partitions_owned.set(len(self._held))
        for result in results:
            if isinstance(result, BaseException):
                raise result
        if not self._was_heard:
            self._was_heard = True
            await self._tell_others()

    async def _share(self, present: Sequence[str]) -> Sequence[BaseException | None]:
        """Let go of what others should have, and take what we should."""
        share = share_of(self._holder, present)
        for partition in self._held.keys() - share:
            self._hand_over(partition)
        return await asyncio.gather(
            *(self._take(partition) for partition in share - self._held.keys()), return_exceptions=True
        )

    def _bury(self) -> None:
        """Forget tenancies that ended by being fenced; one that ended by a bug takes us with it."""
        for partition, tenancy in list(self._held.items()):
            if tenancy.work.done():
                del self._held[partition]
                tenancy.work.result()
                partition_moves_total.labels("lost").inc()

    async def _renew(self, partition: int) -> None:
        tenancy = self._held[partition]
        try:
            tenancy.renewed(await self._leases.renew(tenancy.tenure, LEASE))
        except Fenced:
            logger.warning("partition_lost", partition=partition)
            partition_moves_total.labels("lost").inc()
            await tenancy.drop()
            del self._held[partition]

    async def _take(self, partition: int) -> None:
        tenure = await self._leases.take(partition, self._holder, LEASE)
        if tenure is not None:
            partition_moves_total.labels("taken").inc()
            tenancy = self._held[partition] = Tenancy(tenure, self._means)
            tenancy.work.add_done_callback(lambda _: self.alarm.ring())

    def _hand_over(self, partition: int) -> None:
        partition_moves_total.labels("given").inc()
        task = asyncio.create_task(self._let_go(self._held.pop(partition)))
        self._leaving.add(task)
        task.add_done_callback(self._leaving.discard)

    async def _let_go(self, tenancy: Tenancy) -> None:
        await tenancy.end()
        await _whatever(self._leases.release(tenancy.tenure))
        await self._tell_others()


async def _whatever(work: Coroutine[Any, Any, None]) -> None:
    """Try; when it fails, the lease runs out by itself."""
    try:
        await work
    except Transient as trouble:
        logger.warning("letting_go_waits", reason=str(trouble))
