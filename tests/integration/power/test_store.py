"""The power is cut while Redis writes: whatever it acknowledged before that instant is there afterwards."""

import asyncio
import os
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from random import Random

from deploy.embedded.servers import running_redis
from services.scheduler.adapters.keys import keys_of
from services.scheduler.adapters.redis_audit import RedisAudit
from services.scheduler.domain.chat import Chat
from services.scheduler.domain.limits import Limits
from services.scheduler.domain.reminder import State
from services.scheduler.handlers import take_commands
from services.scheduler.ports import Repair
from shared.contract import PARTITIONS, ChatId, CommandId, ReminderDue, SpeechSent, partition_of
from shared.runtime.clock import SystemClock
from shared.runtime.errors import StoreUnavailable
from shared.runtime.store import Client, connected
from tests.fakes.people import a_reminder, a_sid, said
from tests.harness.agendas import now, redis_store
from tests.harness.commands import a_chat
from tests.harness.disks import on_a_disk
from tests.harness.loads import Load

CUTS = int(os.environ.get("POWER_CUTS", "1"))
TOGETHER = 8
"""Commands of one batch."""

PAUSE = 0.05
"""Before the next try, in seconds: a port where nobody listens refuses at once."""

ADD = said("/add remind me to swim at 2030-01-01 09:00 in Europe/Berlin")
HOUR = timedelta(hours=1)


class Schedulers(Load):
    """What schedulers change in the store."""

    def __init__(self, client: Client) -> None:
        super().__init__()
        self.client = client
        self.store = redis_store(client)
        self.added: set[ChatId] = set()
        self.fired: dict[ChatId, ReminderDue] = {}
        self.finished: set[ChatId] = set()

    @property
    def count(self) -> int:
        return len(self.added) + len(self.fired) + len(self.finished)

    async def write(self) -> None:
        async with asyncio.TaskGroup() as group:
            for partition in range(PARTITIONS):
                group.create_task(self._act_for(partition))

    async def _act_for(self, partition: int) -> None:
        while not self.is_cut:
            try:
                added = await self._add([_somebody_of(partition) for _ in range(TOGETHER)])
                self._note(added, self.added)
                await self._fire(_somebody_of(partition))
            except StoreUnavailable:
                await asyncio.sleep(PAUSE)
            self.noted()

    def _note(self, acknowledged: set[ChatId], book: set[ChatId]) -> None:
        if not self.is_cut:
            book |= acknowledged

    async def _add(self, chats: list[ChatId]) -> set[ChatId]:
        commands = [ADD.model_copy(update={"chat": chat, "command_id": a_sid()}) for chat in chats]
        taken = await take_commands(
            await self.store.tenure(chats[0]),
            [(self.store.position(), command) for command in commands],
            agenda=self.store.agenda,
            exports=self.store.exports,
            erasures=self.store.erasures,
            clock=SystemClock(),
            limits=Limits(),
        )
        return set(chats[: taken.count])

    async def _fire(self, chat: ChatId) -> None:
        await self.store.change(a_reminder(due_at=now() - HOUR, uid=chat), chat=chat, sid=CommandId(a_sid()))
        # What was due when the power was cut is fired along.
        for firing in await self.store.fire(chat):
            fact = firing.fact
            if not self.is_cut:
                self.fired[firing.waiting.chat] = fact
            if len(self.fired) % 2:
                told = {"chat": fact.chat, "speech_id": fact.speech_id, "reminder": fact.reminder.id}
                await self.store.speeches.finish(SpeechSent(**told, sid="SM1", at=now()))
                self._note({fact.chat}, self.finished)

    async def gone(self) -> Mapping[str, list[ChatId]]:
        """Return whose acknowledged changes are not there, by what they were."""
        chats = await self.store.agenda.load([*self.added, *self.fired])
        keys = {keys_of(chat).speech for chat in self.fired}
        flying = {speech for key in keys for speech in await self.client.hkeys(key)}
        lost = {
            "added": [chat for chat in self.added if not chats[chat].reminders],
            "fired": [chat for chat, fact in self.fired.items() if not _is_told(chats[chat], fact, flying)],
            "finished": [chat for chat in self.finished if not chats[chat].spoken],
        }
        return {kind: chats for kind, chats in lost.items() if chats}

    async def repairs(self) -> Mapping[Repair, int]:
        """Return what does not fit together."""
        tenures = [await self.store.tenure(_somebody_of(partition)) for partition in range(PARTITIONS)]
        audit = RedisAudit(self.client, SystemClock())
        return await audit.audit({tenure.partition: tenure for tenure in tenures})


async def test_whatever_redis_acknowledged_before_the_power_was_cut_is_there_and_fits_together(tmp_path: Path) -> None:
    dice = Random(CUTS)  # noqa: S311 - the same cuts every time
    redis = running_redis(tmp_path / "redis")
    async with redis as server, on_a_disk(server) as disk, connected(server.url) as client:
        load = Schedulers(client)
        for _ in range(CUTS):
            await load.cut(disk, after=dice.randrange(100, 600))

            assert await load.gone() == {}
            assert await load.repairs() == {}


async def test_a_redis_that_writes_once_a_second_loses_what_it_acknowledged(tmp_path: Path) -> None:
    """So the test above can fail."""
    redis = running_redis(tmp_path / "redis")
    async with redis as server, on_a_disk(server) as disk, connected(server.url) as client:
        await client.config_set("appendfsync", "everysec")
        load = Schedulers(client)
        await load.cut(disk, after=600)

        assert (await load.gone())["added"]


def _is_told(chat: Chat, fact: ReminderDue, flying: set[bytes | str]) -> bool:
    """Tell whether its reminder is told, and its speech held until the outcome or remembered since."""
    reminder = chat.reminders.get(fact.reminder.id)
    is_told = reminder is not None and reminder.state is State.TOLD
    return is_told and (fact.speech_id in flying or bool(chat.spoken))


def _somebody_of(partition: int) -> ChatId:
    return next(chat for chat in iter(a_chat, None) if partition_of(chat) == partition)
