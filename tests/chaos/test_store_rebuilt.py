"""Redis is lost with everything in it. The commands make it again, field by field, and nobody hears of it."""

import asyncio
import os
import shutil
import time
from collections.abc import Sequence
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import nats
from pydantic import BaseModel

from services.scheduler.adapters.redis_agenda import RedisAgenda
from services.scheduler.ports import Tenure
from shared.contract import PARTITIONS, AnyCommand
from shared.runtime.clock import SystemClock
from shared.runtime.store import connected
from tests.harness.commands import a_chat, a_command
from tests.harness.house import House, running_house
from tests.harness.streams import count_of, jetstream_of
from tests.harness.waiting import wait_until

WAIT = 6
"""Reminders that wait at the end of a life."""

PEOPLE = -(-int(os.environ.get("NUDGE_REBUILT_REMINDERS", "900")) // WAIT)
"""NUDGE_REBUILT_REMINDERS=100000 asks for what a large house loses."""

AT_ONCE = 64
WITHIN = 600.0
WRITTEN_WITHIN = 1.0
MINUTE = timedelta(minutes=1)
FAR = datetime(2100, 1, 1, tzinfo=UTC)

ZONES = ("Berlin", "Moscow", "New York", "Tbilisi")
LIFE = (
    "/timezone {zone}",
    "/add remind me to water the plants at 2031-05-01 09:00 in Europe/Berlin",
    "remind me to stretch every weekday at 9",
    "remind me to call mom in 300 hours",
    "напомни полить цветы каждое 31 число в 9:00",
    "remind me to breathe every 30 min from 9 to 18 until 2031-01-01",
    "remind me about tea on 2031-02-03 at 17:00",
    "remind me to pay the rent on the last day of the month at 10",
    "remind me about a mistake on 2031-02-03 at 18:00",
    "remind me about soup on 2032-02-29 at 12:00",
    "/edit k1 text buy milk",
    "/edit d1 to 2031-06-01 10:00",
    "/pause f1",
    "/skip g1",
    "/delete m1",
    "/undo",
    "/delete m1",
    "/list",
)


def a_life(number: int) -> list[AnyCommand]:
    """Return what one person has said, in order."""
    chat = a_chat()
    return [a_command(chat, words.format(zone=ZONES[number % len(ZONES)])) for words in LIFE]


async def live(house: House, lives: list[list[AnyCommand]]) -> None:
    """Put everything on the bus: each person's in order, people beside each other."""
    turns = asyncio.Semaphore(AT_ONCE)
    async with jetstream_of(house.nats) as jetstream:

        async def one(commands: list[AnyCommand]) -> None:
            async with turns:
                for command in commands:
                    headers = {"Nats-Msg-Id": command.dedupe_id}
                    await jetstream.publish(command.subject, command.model_dump_json().encode(), headers=headers)

        await asyncio.gather(*(one(commands) for commands in lives))


async def all_taken(house: House) -> None:
    """Return when every partition's position is that of its last command."""
    async with await nats.connect(house.nats.url) as connection, connected(house.store.url) as redis:
        jetstream = connection.jetstream()
        last = {}
        for partition in range(PARTITIONS):
            message = await jetstream.get_msg("COMMANDS", subject=f"command.{partition}")
            last[partition] = message.seq

        async def is_so() -> bool:
            positions = [await redis.get(f"{{{partition:02d}}}:position") for partition in last]
            read = [int(str(position).split()[0].split(":")[0]) if position else 0 for position in positions]
            return read == [*last.values()]

        await wait_until(is_so, description="all commands have taken effect", within=WITHIN)


async def said_in_the_end(house: House) -> int:
    """Return how much was said by a scheduler that is gone: what it had handed over may still be being written."""
    before = -1
    while (now := await count_of(house.nats, "SPEECH")) != before:
        before = now
        await asyncio.sleep(WRITTEN_WITHIN)
    return now


async def kept(house: House, lives: Sequence[Sequence[AnyCommand]], since: datetime) -> tuple[Any, Any]:
    """Return what the store knows of people, field by field, and its index of moments.

    When a command took effect is told by no message: such moments, all of them of this test, are left out.
    """
    chats = [commands[0].chat for commands in lives]
    async with connected(house.store.url) as redis:
        agenda = RedisAgenda(redis, SystemClock())
        known = await agenda.load(chats)
        index = [
            entry
            for partition in range(PARTITIONS)
            async for page in agenda.upcoming(Tenure(partition, 0), None, FAR)
            for entry in page
        ]
    return {chat: _steady(found, since) for chat, found in known.items()}, sorted(index, key=str)


def _steady(value: Any, since: datetime) -> Any:
    match value:
        case datetime() if value.tzinfo and since - MINUTE < value <= datetime.now(UTC):
            return "when it took effect"
        case dict():
            return {name: _steady(part, since) for name, part in value.items()}
        case list() | tuple():
            return [_steady(part, since) for part in value]
        case BaseModel():
            return _steady(dict(value), since)
        case _ if is_dataclass(value):
            return {field.name: _steady(getattr(value, field.name), since) for field in fields(value)}
        case _:
            return value


async def test_a_redis_that_lost_its_disk_is_made_again_from_the_commands(tmp_path: Path) -> None:
    since = datetime.now(UTC)
    lives = [a_life(number) for number in range(PEOPLE)]
    async with running_house(tmp_path, ingresses=0, notifiers=0, simulator=False) as house:
        await live(house, lives)
        await all_taken(house)
        before = await kept(house, lives, since)

        await house["scheduler"].kill()
        said = await said_in_the_end(house)
        await house.store.kill()
        shutil.rmtree(tmp_path / "redis" / "appendonlydir")
        await house.store.start()
        house["scheduler"].module = "tests.harness.rebuilding_scheduler"
        began = time.monotonic()
        await house["scheduler"].start()
        await all_taken(house)
        took = time.monotonic() - began
        print(f"{WAIT * PEOPLE} reminders were made again in {took:.1f} s")  # noqa: T201 - a figure, for who asks by -s

        assert len(before[1]) == WAIT * len(lives)
        assert await kept(house, lives, since) == before
        assert await count_of(house.nats, "SPEECH") == said
