"""The number of partitions is another one: new stores are filled from the old bus, and people notice nothing."""

import asyncio
from collections.abc import Mapping
from pathlib import Path
from zlib import crc32

from deploy.embedded.servers import RunningServer, running_nats, running_redis
from shared.runtime.store import connected
from tests.harness.account import a_number
from tests.harness.child import run_module
from tests.harness.house import House, running_house
from tests.harness.locks import IN_THE_STORE, LOGIN, ON_THE_BUS
from tests.harness.phones import add, soon
from tests.harness.trees import changed_tree, move
from tests.harness.waiting import wait_until

SERVICES = ("ingress", "scheduler", "notifier")
FEWER = 5
CHANGED = {"shared/contract/identity.py": ("PARTITIONS = 16", f"PARTITIONS = {FEWER}")}
LIFE = (
    "/timezone Berlin",
    "/add remind me to water the plants at 2031-05-01 09:00 in Europe/Berlin",
    "remind me to stretch every weekday at 9",
    "/add remind me to pay the rent at 2031-06-01 10:00 in Europe/Berlin",
    "/edit k1 text buy milk",
    "/delete f1",
)


async def test_what_people_asked_for_moves_to_another_number_of_partitions(tmp_path: Path) -> None:
    people = [a_number() for _ in range(6)]
    tree = changed_tree(tmp_path / "tree", CHANGED)
    async with running_house(tmp_path) as house:
        for words in LIFE:
            await asyncio.gather(*(house.phones.ask(person, words) for person in people))
        before, said = await lists(house, people), await heard(house, people)
        for name in SERVICES:
            assert await house[name].stop() == 0

        async with (
            running_nats(tmp_path / "nats2", users=house.keys.bus_users(ON_THE_BUS), login=LOGIN) as bus,
            running_redis(tmp_path / "redis2", users=house.keys.store_users(IN_THE_STORE), login=LOGIN) as store,
        ):
            there = {"NATS_URL": bus.address, "REDIS_URL": store.address, "PYTHONPATH": str(tree)}
            await run(house, tmp_path, "provision", there, "shared.runtime.provision")
            poured = await run(
                house, tmp_path, "operator", there, "services.scheduler.operator.pour", house.nats.address
            )
            for name in SERVICES:
                move(house[name], tree, **there)
            # Its commands have just been published: to this one they are as old as to whoever waits ten minutes.
            house["scheduler"].module = "tests.harness.rebuilding_scheduler"
            await house.start(*SERVICES)
            await taken(store, people)

            assert f"{len(people) * (len(LIFE) + 1)} commands" in poured
            assert await lists(house, people) == before
            assert await heard(house, people) == {person: count + 1 for person, count in said.items()}
            await house.phones.ask(people[0], add("feed the cat", soon(1)))
            await house.phones.wait_for_message(people[0], containing="🔔 *feed the cat*")
            async with connected(store.url) as redis:
                names = [str(name) async for name in redis.scan_iter("{[0-9]*")]
            assert {name.partition("}")[0] for name in names} <= {f"{{{number:02d}" for number in range(FEWER)}


async def run(house: House, folder: Path, user: str, there: Mapping[str, str], module: str, *arguments: str) -> str:
    """Run a program of the other version, and return what it says."""
    settings = {**house.keys.settings_of(user), **there}
    done = await asyncio.to_thread(run_module, module, settings, folder, *arguments)
    assert done.returncode == 0, done.stderr
    return done.stdout


async def taken(store: RunningServer, people: list[str]) -> None:
    """Return when somebody acts for every partition: what is written from now on is new to it."""
    numbers = {crc32(f"whatsapp:{person}".encode()) % FEWER for person in people}
    async with connected(store.url) as redis:

        async def is_so() -> bool:
            return await redis.exists(*(f"{{{number:02d}}}:position" for number in numbers)) == len(numbers)

        await wait_until(is_so, description="the poured commands take effect")


async def lists(house: House, people: list[str]) -> dict[str, str]:
    answers = await asyncio.gather(*(house.phones.ask(person, "/list") for person in people))
    return dict(zip(people, answers, strict=True))


async def heard(house: House, people: list[str]) -> dict[str, int]:
    return {person: len(await house.phones.heard(person)) for person in people}
