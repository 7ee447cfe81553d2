"""Every mood of Twilio, as its callers meet it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

import aiohttp
import pytest

from services.notifier.domain.codes import MEANINGS
from simulator.__main__ import parsed
from simulator.moods import Moods
from simulator.settings import read_settings
from tests.harness.waiting import wait_until as until
from tests.integration.simulator.stand_ins import (
    ACCOUNT,
    ANNA,
    BEN,
    NUDGE,
    TOKEN,
    Ingress,
    Simulator,
    a_simulator,
    some_settings,
    wait_until,
)

FORM = {"To": f"whatsapp:{ANNA}", "From": NUDGE, "Body": "call mom"}


@asynccontextmanager
async def in_mood(ingress: Ingress, **moods: Any) -> AsyncIterator[Simulator]:
    settings = some_settings(ingress.url, moods=Moods(**{"window": False, **moods}))
    async with a_simulator(settings) as running:
        yield running


async def listed(simulator: Simulator) -> list[dict[str, Any]]:
    headers = {"Authorization": aiohttp.encode_basic_auth(ACCOUNT, TOKEN)}
    async with simulator.http.get(simulator.messages_url, headers=headers) as answer:
        found: list[dict[str, Any]] = (await answer.json())["messages"]
        return found


async def test_it_takes_a_message_and_hangs_up(ingress: Ingress) -> None:
    async with in_mood(ingress, drop=1) as simulator:
        with pytest.raises(aiohttp.ClientError):
            await simulator.post(FORM)

        assert [message["body"] for message in await listed(simulator)] == ["call mom"]


@pytest.mark.parametrize(
    ("mood", "status", "code", "is_made"),
    [("error", 500, 20500, True), ("deny", 500, 20500, False), ("throttle", 429, 20429, False)],
)
async def test_it_answers_otherwise_than_it_does(
    ingress: Ingress, mood: str, status: int, code: int, *, is_made: bool
) -> None:
    async with in_mood(ingress, **{mood: 1}) as simulator:
        answered, body = await simulator.post(FORM)

        assert (answered, body["code"]) == (status, code)
        assert bool(await listed(simulator)) is is_made


async def test_every_code_of_the_table_can_be_provoked(ingress: Ingress) -> None:
    async with in_mood(ingress) as simulator:
        provoked = set()
        for code in MEANINGS:
            async with simulator.http.patch(
                f"{simulator.url}/simulator/moods", json={"refuse": 1, "refuse_code": code}
            ) as answer:
                assert answer.status == 200
            _, body = await simulator.post(FORM)
            provoked.add(body["code"])

        assert provoked == set(MEANINGS)


async def test_a_failure_afterwards_is_reported_with_its_code(ingress: Ingress) -> None:
    async with in_mood(ingress, fail=1, fail_code=63024) as simulator:
        await simulator.say("hello", StatusCallback=f"{ingress.url}/webhooks/twilio/status")
        await wait_until(lambda: bool(ingress.statuses), description="it was reported")

        assert (ingress.reported(), ingress.statuses[0].form["ErrorCode"]) == (["undelivered"], "63024")


async def test_reports_are_lost_or_come_twice_or_before_the_answer(ingress: Ingress) -> None:
    callback = f"{ingress.url}/webhooks/twilio/status"
    async with in_mood(ingress, callbacks_lost=1) as simulator:
        await simulator.say("hello", StatusCallback=callback)
        await until(partial(has_read, simulator), description="it was read")
        assert ingress.reported() == []
    async with in_mood(ingress, callbacks_doubled=1, callbacks_early=1) as simulator:
        await simulator.say("hello", StatusCallback=callback)
        assert ingress.reported()[:1] == ["sent"]
        await wait_until(lambda: len(ingress.reported()) == 7, description="all was reported twice, one early")


async def has_read(simulator: Simulator) -> bool:
    return bool((await simulator.transcript())[-1]["status"] == "read")


async def test_nobody_is_known_while_it_is_locked(ingress: Ingress) -> None:
    async with in_mood(ingress, locked=True) as simulator:
        status, body = await simulator.post(FORM)

        assert (status, body["code"]) == (401, 20003)


async def test_a_message_that_its_webhook_did_not_take_rings_at_the_fallback(ingress: Ingress) -> None:
    settings = some_settings(ingress.url).model_copy(
        update={"simulator_fallback_url": f"{ingress.url}/webhooks/twilio?again=1"}
    )
    ingress.answers.extend([500, 500, 500])
    async with a_simulator(settings) as simulator:
        said = await simulator.write("hello")

        assert said["webhook_status"] == 200
        assert ingress.messages[-1].form["ErrorCode"] == "11200"
        assert ingress.messages[-1].form["ErrorUrl"] == f"{ingress.url}/webhooks/twilio"


async def test_the_limits_of_pair_and_sender_are_kept(ingress: Ingress) -> None:
    async with in_mood(ingress, pair_seconds=60) as simulator:
        first, _ = await simulator.post(FORM)
        second, body = await simulator.post(FORM)

        assert (first, second, body["code"]) == (201, 429, 63018)
    async with in_mood(ingress, rate=1) as simulator:
        statuses = [(await simulator.post({**FORM, "To": f"whatsapp:{to}"}))[0] for to in (ANNA, BEN)]

        assert statuses == [201, 429]


async def test_a_webhook_is_overtaken_by_the_next_one(ingress: Ingress) -> None:
    async with in_mood(ingress, webhooks_late=1, late_seconds=0.3) as simulator:
        slow = asyncio.create_task(simulator.write("first"))
        await until(partial(has_said, simulator), description="the first was written")
        await change(simulator, webhooks_late=0)
        await simulator.write("second")
        await slow

        assert [call.form["Body"] for call in ingress.messages] == ["second", "first"]


async def has_said(simulator: Simulator) -> bool:
    return bool(await simulator.transcript())


async def test_a_webhook_is_lost_and_only_the_list_tells(ingress: Ingress) -> None:
    async with in_mood(ingress, webhooks_lost=1) as simulator:
        await simulator.write("hello")

        assert ingress.messages == []
        assert [(message["body"], message["direction"]) for message in await listed(simulator)] == [
            ("hello", "inbound")
        ]


async def test_the_list_lags_behind(ingress: Ingress) -> None:
    async with in_mood(ingress, list_lag_seconds=600) as simulator:
        await simulator.post(FORM)
        assert await listed(simulator) == []

        await change(simulator, list_lag_seconds=0)
        assert len(await listed(simulator)) == 1


@pytest.mark.parametrize("verdict", ["approved", "pending", "rejected"])
async def test_whatsapp_says_of_a_template_what_it_is_in_the_mood_for(ingress: Ingress, verdict: str) -> None:
    async with in_mood(ingress, template=verdict) as simulator:
        headers = {"Authorization": aiohttp.encode_basic_auth(ACCOUNT, TOKEN)}
        contents = f"{simulator.url}/v1/Content"
        text = {"language": "en", "types": {"twilio/text": {"body": "tea"}}}
        async with simulator.http.post(contents, json=text, headers=headers) as answer:
            approvals = f"{contents}/{(await answer.json())['sid']}/ApprovalRequests"
        await simulator.http.post(f"{approvals}/whatsapp", json={"name": "a", "category": "UTILITY"}, headers=headers)
        async with simulator.http.get(approvals, headers=headers) as answer:
            whatsapp = (await answer.json())["whatsapp"]

        assert whatsapp["status"] == verdict
        assert bool(whatsapp["rejection_reason"]) is (verdict == "rejected")


async def change(simulator: Simulator, **moods: Any) -> None:
    async with simulator.http.patch(f"{simulator.url}/simulator/moods", json=moods) as answer:
        assert answer.status == 200


def test_moods_stand_on_the_command_line_before_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TWILIO_ACCOUNT_SID", ACCOUNT)
    monkeypatch.setenv("TWILIO_AUTH_TOKEN", TOKEN)
    monkeypatch.setenv("SIMULATOR_MOODS", "drop=0.5")

    assert read_settings(**parsed(["--moods", "error=0.25,seed=3"])).simulator_moods == Moods(error=0.25, seed=3)
    assert read_settings(**parsed([])).simulator_moods == Moods(drop=0.5)
