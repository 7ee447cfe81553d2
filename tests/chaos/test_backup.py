"""A copy of both stores brings everything back that was there when it was made."""

import shutil
from pathlib import Path

from tests.harness.account import a_number
from tests.harness.house import House, running_house
from tests.harness.phones import add, soon

SERVICES = ("ingress", "scheduler", "notifier")


async def test_a_house_wakes_up_from_a_copy_of_its_stores(tmp_path: Path) -> None:
    anna, boris = a_number(), a_number()
    async with running_house(tmp_path) as house:
        await house.phones.ask(anna, add("before the copy", soon(45)))
        await _stop(house)
        for store in ("nats", "redis"):
            shutil.copytree(tmp_path / store, tmp_path / "copy" / store)
        await _start(house)
        await house.phones.ask(boris, add("after the copy", soon(3000)))

        await _stop(house)
        for store in ("nats", "redis"):
            shutil.rmtree(tmp_path / store)
            shutil.copytree(tmp_path / "copy" / store, tmp_path / store)
        await _start(house)

        await house.phones.wait_for_message(anna, containing="🔔 *before the copy*", within=90)
        assert len(await house.phones.heard(anna, containing="🔔")) == 1
        assert "Nothing is waiting" in await house.phones.ask(boris, "/list")


async def _stop(house: House) -> None:
    for name in SERVICES:
        assert await house[name].stop() == 0
    await house.nats.stop()
    await house.store.stop()


async def _start(house: House) -> None:
    await house.nats.start()
    await house.store.start()
    await house.provision()
    await house.start(*SERVICES)
