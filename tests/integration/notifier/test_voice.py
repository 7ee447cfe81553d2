"""Every speech is said once, whatever mood Twilio is in, and what became of it is reported."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from tests.harness.house import House
from tests.harness.moody_twilio import Mood, MoodyTwilio
from tests.harness.speeches import a_due, all_settled, outcome_of, parked_copy, publish
from tests.harness.streams import unsettled
from tests.harness.waiting import wait_until

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_a_speech_is_sent_once_and_reported(house: House, twilio: MoodyTwilio) -> None:
    fact = a_due()
    await publish(house.nats, fact)
    outcome = await outcome_of(house.nats, fact)

    [message] = twilio.created_for(fact.chat)
    assert (outcome["kind"], outcome["sid"], outcome["reminder"]) == ("speech_sent", message["sid"], "k1")
    assert "*call mom*" in message["body"]
    assert message["from"] == fact.sender


async def test_a_post_names_its_speech_in_the_address_that_twilio_calls_back(house: House, twilio: MoodyTwilio) -> None:
    fact = a_due()
    await publish(house.nats, fact)
    await outcome_of(house.nats, fact)
    [callback] = [post["StatusCallback"] for post in twilio.posts if post["To"] == fact.chat]

    assert callback.startswith(f"{house.door.base_url}/webhooks/twilio/status?")
    assert f"speech={fact.speech_id}" in callback
    assert "reminder=k1" in callback


async def test_the_same_speech_that_the_bus_repeats_is_sent_once(house: House, twilio: MoodyTwilio) -> None:
    fact = a_due()
    for generation in range(4):
        await publish(house.nats, fact, again=f":{generation}")
    await outcome_of(house.nats, fact)
    await all_settled(house.nats)

    assert twilio.posts_to(fact.chat) == 1


async def test_what_is_not_due_yet_waits_for_its_moment(house: House, twilio: MoodyTwilio) -> None:
    fact = a_due(due_in=2)
    await publish(house.nats, fact)
    await outcome_of(house.nats, fact)

    assert datetime.now(UTC) >= fact.reminder.due_at
    assert twilio.posts_to(fact.chat) == 1


async def test_what_twilio_certainly_did_not_take_is_tried_again(house: House, twilio: MoodyTwilio) -> None:
    facts = [twilio.treat(a_due(), mood) for mood in (Mood.THROTTLES, Mood.KNOWS_NO_TOKEN)]
    await publish(house.nats, *facts)
    await asyncio.gather(*(outcome_of(house.nats, fact) for fact in facts))

    for fact in facts:
        assert twilio.posts_to(fact.chat) == 2
        assert len(twilio.created_for(fact.chat)) == 1
        assert fact.chat not in twilio.lists_asked


async def test_what_twilio_refuses_is_reported_and_parked_and_not_tried_again(
    house: House, twilio: MoodyTwilio
) -> None:
    fact = twilio.treat(a_due(), Mood.REFUSES)
    await publish(house.nats, fact)
    outcome = await outcome_of(house.nats, fact)
    parked = await parked_copy(house.nats, fact)

    assert (outcome["kind"], outcome["code"], outcome["reminder"]) == ("speech_refused", 21211, "k1")
    assert (parked["reason"], parked["stream"]) == ("There is no WhatsApp at this number. (21211)", "SPEECH")
    assert twilio.posts_to(fact.chat) == 1


async def test_one_persons_answers_come_in_order_and_a_stuck_person_holds_up_nobody(
    house: House, twilio: MoodyTwilio
) -> None:
    stuck = twilio.treat(a_due(), Mood.HANGS)
    twilio.hang_for_seconds = 3
    number = a_due().chat.removeprefix("whatsapp:")
    in_order = [a_due(f"step {n}", number=number) for n in range(5)]
    await publish(house.nats, stuck, *in_order)
    await asyncio.gather(*(outcome_of(house.nats, fact) for fact in in_order))

    assert twilio.created_for(stuck.chat) == []
    said = [message["body"] for message in twilio.created_for(in_order[0].chat)]
    assert [next(n for n in range(5) if f"step {n}" in body) for body in said] == [0, 1, 2, 3, 4]
    await all_settled(house.nats)


async def test_redis_away_nothing_is_sent_and_nothing_is_lost(house: House, twilio: MoodyTwilio) -> None:
    fact = a_due()
    await house.store.kill()
    await publish(house.nats, fact)

    async def was_tried() -> bool:
        return await unsettled(house.nats, "SPEECH", "notifier-due") > 0

    await wait_until(was_tried, description="the notifier has the speech in hand")
    assert twilio.posts_to(fact.chat) == 0
    await house.store.start()
    await outcome_of(house.nats, fact)
    assert twilio.posts_to(fact.chat) == 1


async def test_a_late_reminder_says_so(house: House, twilio: MoodyTwilio) -> None:
    fact = a_due(due_in=-timedelta(minutes=12).total_seconds())
    await publish(house.nats, fact)
    await outcome_of(house.nats, fact)

    assert "late by 12 min" in twilio.created_for(fact.chat)[0]["body"]
