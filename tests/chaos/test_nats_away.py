"""nats-server is stopped while webhooks come in: each is refused with 503 or kept. Nothing missing, nothing double."""

import asyncio
from collections import Counter

import pytest

from tests.harness.account import a_number
from tests.harness.house import House
from tests.harness.phones import add, soon
from tests.harness.streams import read_all
from tests.harness.waiting import wait_until
from tests.harness.webhooks import a_message

pytestmark = pytest.mark.asyncio(loop_scope="module")

EVERY_SECONDS = 0.1


@pytest.mark.parametrize("away_seconds", [3, 20])
async def test_nats_stopped_while_webhooks_come_in(house: House, away_seconds: float) -> None:
    people = [a_number() for _ in range(5)]
    forms: list[dict[str, str]] = []
    first_tries: list[asyncio.Task[int]] = []
    loop = asyncio.get_running_loop()

    async def ring_for(seconds: float) -> None:
        until = loop.time() + seconds
        while loop.time() < until:
            words = add(f"task {len(forms)}", soon(86_400))
            forms.append(a_message(people[len(forms) % len(people)], words))
            first_tries.append(asyncio.create_task(_ring(house, forms[-1])))
            await asyncio.sleep(EVERY_SECONDS)

    await ring_for(1)
    await house.nats.stop()
    await ring_for(away_seconds)
    await house.nats.start()
    await ring_for(1)
    answers = await asyncio.gather(*first_tries)
    refused = [form for form, status in zip(forms, answers, strict=True) if status == 503]
    again = await asyncio.gather(*(_ring_until_kept(house, form) for form in refused))

    assert set(answers) <= {200, 503}
    assert bool(refused) == (away_seconds > 10)
    assert len(again) == len(refused)
    sids = Counter(command["command_id"] for command in await read_all(house.nats, "COMMANDS"))
    assert {form["MessageSid"]: sids[form["MessageSid"]] for form in forms} == {form["MessageSid"]: 1 for form in forms}
    await _each_is_answered_once(house, people, len(forms))


async def _each_is_answered_once(house: House, people: list[str], count: int) -> None:
    async def saved() -> list[str]:
        return [bubble.body for person in people for bubble in await house.phones.heard(person, containing="⏰ Saved")]

    async def all_saved() -> bool:
        return len(await saved()) >= count

    await wait_until(all_saved, description=f"{count} reminders are saved", within=60)
    tasks = Counter(body.split("*")[1] for body in await saved())
    assert tasks == Counter(f"task {number}" for number in range(count))


async def _ring(house: House, form: dict[str, str]) -> int:
    return (await house.door.post_form(form)).status


async def _ring_until_kept(house: House, form: dict[str, str]) -> bool:
    async def is_kept() -> bool:
        return await _ring(house, form) == 200

    return await wait_until(is_kept, description="the retry is kept")
