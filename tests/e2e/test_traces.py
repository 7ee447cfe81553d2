"""One reminder is followed over OTLP: from its webhook over the days to its delivery, and nobody is named."""

from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

import pytest
import pytest_asyncio

from shared.runtime.traces import FACTS
from tests.harness.account import a_number
from tests.harness.collector import Collector, TakenSpan, collecting
from tests.harness.discretion import SERVICES, slips, slips_in
from tests.harness.house import House, running_house
from tests.harness.streams import read_all
from tests.harness.waiting import wait_until

pytestmark = pytest.mark.asyncio(loop_scope="module")

OUTCOME = ("send OUTCOMES", "handle scheduler-outcome")


@dataclass
class Traced:
    """A house, who takes its traces, and a way to take them away."""

    house: House
    collector: Collector
    away: AsyncExitStack

    async def way(self, start: str, *steps: str, **facts: str) -> Sequence[TakenSpan]:
        """Return the span that is named and has these facts, and each that is under the one before."""

        async def found() -> Sequence[TakenSpan]:
            way = [one for one in self.collector.named(start, **facts) if not one.facts.get("nudge.swept")]
            for step in steps if way else ():
                way += [one for one in self.collector.under(way[-1]) if one.name == step][:1]
            return way if len(way) == len(steps) + 1 else []

        return await wait_until(found, description=f"{start} → {' → '.join(steps)}")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def traced(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Traced]:
    async with AsyncExitStack() as away:
        collector = await away.enter_async_context(collecting())
        settings = {
            "OTEL_EXPORTER_OTLP_ENDPOINT": collector.url,
            "TRACES_SAMPLE_RATIO": "1",
            "SIMULATED_TIME": "true",
        }
        async with running_house(tmp_path_factory.mktemp("house"), settings=settings) as house:
            yield Traced(house, collector, away)
            assert await slips(house) == []
            assert slips_in(house, collector.everything()) == []
            assert {key for one in collector.spans for key in one.facts} <= set(FACTS)


async def fires_of(house: House, person: str) -> list[str]:
    return [
        fact["speech_id"]
        for fact in await read_all(house.nats, "SPEECH")
        if fact["chat"].endswith(person) and fact["kind"] == "reminder_due"
    ]


async def commands_of(house: House, person: str, kind: str) -> list[str]:
    return [
        command["command_id"]
        for command in await read_all(house.nats, "COMMANDS")
        if command["chat"].endswith(person) and command["kind"] == kind
    ]


def places(*spans: TakenSpan) -> list[tuple[str, str]]:
    return sorted((span.trace, span.span) for span in spans)


async def test_a_reminder_is_followed_from_its_webhook_over_the_days_to_its_delivery(traced: Traced) -> None:
    person, phones = a_number(), traced.house.phones
    await phones.ask(person, "/timezone UTC")
    await phones.ask(person, "remind me to stretch the left leg in 72 hours")
    await phones.move(by=timedelta(days=2, hours=20))
    await phones.ask(person, "/list")
    await phones.move(by=timedelta(hours=4, minutes=1))
    await phones.wait_for_message(person, containing="🔔", status="read")
    [command] = await commands_of(traced.house, person, "add_reminder")
    [fire] = await fires_of(traced.house, person)

    asked = await traced.way("webhook message", "send COMMANDS", "apply add_reminder", command=command)
    assert [span.service for span in asked] == ["ingress", "ingress", "scheduler"]
    applied = asked[-1]

    answered = await traced.way("apply add_reminder", "handle notifier-reply", *OUTCOME, command=command)
    assert [span.service for span in answered] == ["scheduler", "notifier", "notifier", "scheduler"]

    fired, handled, *_ = await traced.way("fire reminder", "handle notifier-due", *OUTCOME, speech=fire)
    assert (fired.service, fired.parent, list(fired.links)) == ("scheduler", "", places(applied))
    assert fired.trace != applied.trace
    assert [span.name for span in traced.collector.under(handled)] == ["journal begin", "POST Twilio", "send OUTCOMES"]
    post = traced.collector.under(handled)[1]
    assert (post.facts["nudge.outcome"], post.facts["http.response.status_code"]) == ("sent", 201)

    for status in ("delivered", "read"):
        told = await traced.way(
            *("webhook status", "send RECEIPTS", "handle notifier-receipt", *OUTCOME), speech=fire, status=status
        )
        assert [span.service for span in told] == ["ingress", "ingress", "notifier", "notifier", "scheduler"]
        assert list(told[0].links) == places(fired)
        assert told[0].trace not in {fired.trace, applied.trace}


async def test_what_is_told_together_links_to_all_that_it_tells(traced: Traced) -> None:
    person, phones = a_number(), traced.house.phones
    await phones.ask(person, "/timezone UTC")
    for task in ("fold the blue shirts", "iron the green trousers"):
        await phones.ask(person, f"remind me to {task} in 5 hours")
    await phones.move(by=timedelta(hours=5, minutes=1))
    await phones.wait_for_message(person, containing="🔔", status="read")
    made = [
        (await traced.way("apply add_reminder", command=command))[0]
        for command in await commands_of(traced.house, person, "add_reminder")
    ]
    fired = [(await traced.way("fire reminder", speech=fire))[0] for fire in await fires_of(traced.house, person)]

    assert sorted(link for span in fired for link in span.links) == places(*made)


async def test_each_reminder_that_one_command_makes_leads_back_to_it(traced: Traced) -> None:
    person, phones = a_number(), traced.house.phones
    await phones.ask(person, "/timezone UTC")
    for task in ("feed the old tortoise", "air the guest room"):
        await phones.ask(person, f"{task} every 2 hours")
    await phones.move(by=timedelta(hours=2, minutes=1))
    told = set(await fires_of(traced.house, person))
    await phones.ask(person, "snooze k1 d1 for 1 hour")
    await phones.move(by=timedelta(hours=1))
    [command] = await commands_of(traced.house, person, "snooze_reminders")
    [applied] = await traced.way("apply snooze_reminders", command=command)
    [beside] = await traced.way("make reminder", command=command)
    later = [fire for fire in await fires_of(traced.house, person) if fire not in told]
    fired = [(await traced.way("fire reminder", speech=fire))[0] for fire in later]

    assert list(beside.links) == places(applied)
    assert sorted(link for span in fired for link in span.links) == places(applied, beside)


async def test_a_change_of_a_reminder_leads_back_to_where_it_was_made(traced: Traced) -> None:
    person, phones = a_number(), traced.house.phones
    await phones.ask(person, "/timezone UTC")
    await phones.ask(person, "remind me to water the tall ferns in 6 hours")
    await phones.ask(person, "move k1 to 23:00")
    [made] = await commands_of(traced.house, person, "add_reminder")
    [changed] = await commands_of(traced.house, person, "edit_reminder")
    [applied] = await traced.way("apply add_reminder", command=made)
    [moved] = await traced.way("apply edit_reminder", command=changed)

    assert list(moved.links) == places(applied)


async def test_when_nobody_takes_them_people_are_served_and_it_is_said_once(traced: Traced) -> None:
    person, phones, house = a_number(), traced.house.phones, traced.house
    await traced.away.aclose()
    for _ in range(3):
        await phones.ask(person, "/help")

    async def is_said(service: str) -> bool:
        return "traces_not_taken" in house[service].log.read_text("utf-8")

    for service in SERVICES:
        await wait_until(partial(is_said, service), description=f"{service} has noticed")
    assert [await house[service].stop() for service in SERVICES] == [0, 0, 0]
    assert [house[service].log.read_text("utf-8").count("traces_not_taken") for service in SERVICES] == [1, 1, 1]
