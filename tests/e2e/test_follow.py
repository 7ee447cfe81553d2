"""One reminder is followed from the webhook to its arrival."""

import asyncio
import sys
from pathlib import Path

import pytest

from shared.contract import spots
from tests.harness.account import a_number
from tests.harness.child import surroundings
from tests.harness.house import House
from tests.harness.phones import add, soon
from tests.harness.streams import read_all
from tests.harness.waiting import wait_until

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def followed(house: House, directory: Path, *wanted: str) -> tuple[int | None, str]:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "services.scheduler.operator.follow", *wanted),
        cwd=directory,
        env=surroundings({**house["scheduler"].settings, **house.keys.settings_of("operator")}),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    out, _ = await process.communicate()
    return process.returncode, out.decode()


async def test_a_reminder_is_followed_through_all_services(house: House, tmp_path: Path) -> None:
    person = a_number()
    await house.phones.ask(person, add("stretch", soon(2)))
    await house.phones.wait_for_message(person, containing="🔔", status="read")

    async def is_reported() -> bool:
        receipts = await read_all(house.nats, "RECEIPTS")
        return any(one["status"] == "read" and one["chat"].endswith(person) and one["reminder"] for one in receipts)

    await wait_until(is_reported, description="the phone has reported that it was read")
    [fire] = [
        fact["speech_id"]
        for fact in await read_all(house.nats, "SPEECH")
        if fact["chat"].endswith(person) and fact["kind"] == "reminder_due"
    ]
    code, told = await followed(house, tmp_path, fire)

    assert code == 0
    assert [line.split()[2] for line in told.splitlines()][:3] == ["ingress", "scheduler", "notifier"]
    assert "reports delivered" in told
    assert spots.of_speech(fire).trace_hex in told.splitlines()[-1]
    assert "stretch" not in told
    assert person not in told
    assert (await followed(house, tmp_path, "k1", person))[1].count("reminder_due") == 1


async def test_what_is_not_there_and_what_was_not_asked_are_sentences(house: House, tmp_path: Path) -> None:
    assert await followed(house, tmp_path, "SM404") == (1, "Nothing of the last 8 days has to do with SM404.\n")
    assert (await followed(house, tmp_path))[0] == 2
