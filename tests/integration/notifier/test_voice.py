"""Every speech is said once, whatever mood Twilio is in, and what became of it is reported."""

import asyncio
import base64
import json
from datetime import UTC, datetime, timedelta

import pytest

from shared.contract import ReminderDue
from tests.harness.house import House
from tests.harness.moody_twilio import Mood, MoodyTwilio
from tests.harness.speeches import a_due, a_receipt, outcome_of, outcomes_of, publish
from tests.harness.streams import read_all, unsettled
from tests.harness.waiting import wait_until
from tests.harness.webhooks import a_sid

pytestmark = pytest.mark.asyncio(loop_scope="module")

DOUBTFUL_AND_CREATED = [Mood.CREATES_AND_FAILS, Mood.CREATES_AND_HANGS_UP, Mood.CREATES_AND_BABBLES]
DOUBTFUL_AND_NOT_CREATED = [Mood.FAILS, Mood.HANGS_UP, Mood.REDIRECTS]


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
    await _all_settled(house)

    assert twilio.posts_to(fact.chat) == 1


async def test_what_is_not_due_yet_waits_for_its_moment(house: House, twilio: MoodyTwilio) -> None:
    fact = a_due(due_in=2)
    await publish(house.nats, fact)
    await outcome_of(house.nats, fact)

    assert datetime.now(UTC) >= fact.reminder.due_at
    assert twilio.posts_to(fact.chat) == 1


async def test_what_was_created_though_the_answer_was_lost_is_found_in_the_list(
    house: House, twilio: MoodyTwilio
) -> None:
    facts = [_in_mood(twilio, mood) for mood in DOUBTFUL_AND_CREATED]
    await publish(house.nats, *facts)
    outcomes = await asyncio.gather(*(outcome_of(house.nats, fact) for fact in facts))

    for fact, outcome in zip(facts, outcomes, strict=True):
        assert [message["sid"] for message in twilio.created_for(fact.chat)] == [outcome["sid"]]
        assert twilio.posts_to(fact.chat) == 1


async def test_what_was_not_created_is_sent_again_after_looking(house: House, twilio: MoodyTwilio) -> None:
    facts = [_in_mood(twilio, mood) for mood in DOUBTFUL_AND_NOT_CREATED]
    await publish(house.nats, *facts)
    await asyncio.gather(*(outcome_of(house.nats, fact) for fact in facts))

    for fact in facts:
        assert twilio.posts_to(fact.chat) == 2
        assert len(twilio.created_for(fact.chat)) == 1
        assert fact.chat in twilio.lists_asked


async def test_a_callback_settles_what_hangs(house: House, twilio: MoodyTwilio) -> None:
    fact = _in_mood(twilio, Mood.CREATES_AND_HANGS)
    twilio.hang_for_seconds = 3
    await publish(house.nats, fact)

    async def is_created() -> bool:
        return bool(twilio.created_for(fact.chat))

    await wait_until(is_created, description="Twilio has created the message")
    sid = twilio.created_for(fact.chat)[0]["sid"]
    await publish(house.nats, a_receipt(fact, sid, "sent"))
    outcome = await outcome_of(house.nats, fact)
    await _all_settled(house)

    assert (outcome["kind"], outcome["sid"], outcome["reminder"]) == ("speech_sent", sid, "k1")
    assert twilio.posts_to(fact.chat) == 1


async def test_a_callback_settles_what_the_list_does_not_show(house: House, twilio: MoodyTwilio) -> None:
    fact = _in_mood(twilio, Mood.CREATES_AND_FAILS)
    twilio.hidden.add(fact.chat)
    await publish(house.nats, fact)

    async def is_created() -> bool:
        return bool(twilio.created_for(fact.chat))

    await wait_until(is_created, description="Twilio has created the message")
    await publish(house.nats, a_receipt(fact, twilio.created_for(fact.chat)[0]["sid"]))
    await outcome_of(house.nats, fact)
    await _all_settled(house)

    assert twilio.posts_to(fact.chat) == 1


async def test_callbacks_in_any_order_and_twice_are_one_outcome_each(house: House, twilio: MoodyTwilio) -> None:
    fact = a_due()
    await publish(house.nats, fact)
    sid = (await outcome_of(house.nats, fact))["sid"]
    for status in ("read", "delivered", "sent", "queued", "delivered"):
        await publish(house.nats, a_receipt(fact, sid, status), again="again")
    await _all_settled(house)

    kinds = [outcome["kind"] for outcome in await outcomes_of(house.nats, fact)]
    assert sorted(kinds) == ["speech_delivered", "speech_read", "speech_sent"]
    assert len(twilio.created_for(fact.chat)) == 1


async def test_a_callback_for_something_that_nobody_said_does_no_harm(house: House) -> None:
    await publish(house.nats, a_receipt(a_due(), a_sid()))

    await _all_settled(house)


async def test_what_twilio_certainly_did_not_take_is_tried_again(house: House, twilio: MoodyTwilio) -> None:
    facts = [_in_mood(twilio, mood) for mood in (Mood.THROTTLES, Mood.KNOWS_NO_TOKEN)]
    await publish(house.nats, *facts)
    await asyncio.gather(*(outcome_of(house.nats, fact) for fact in facts))

    for fact in facts:
        assert twilio.posts_to(fact.chat) == 2
        assert len(twilio.created_for(fact.chat)) == 1
        assert fact.chat not in twilio.lists_asked


async def test_what_twilio_refuses_is_reported_and_parked_and_not_tried_again(
    house: House, twilio: MoodyTwilio
) -> None:
    fact = _in_mood(twilio, Mood.REFUSES)
    await publish(house.nats, fact)
    outcome = await outcome_of(house.nats, fact)
    parked = await _parked(house, fact)

    assert (outcome["kind"], outcome["code"], outcome["reminder"]) == ("speech_refused", 21211, "k1")
    assert (parked["reason"], parked["stream"]) == ("There is no WhatsApp at this number. (21211)", "SPEECH")
    assert twilio.posts_to(fact.chat) == 1


async def test_after_two_posts_without_any_evidence_an_operator_decides(house: House, twilio: MoodyTwilio) -> None:
    fact = _in_mood(twilio, Mood.FAILS, Mood.FAILS)
    await publish(house.nats, fact)
    outcome = await outcome_of(house.nats, fact)
    await _parked(house, fact)

    assert outcome["kind"] == "speech_refused"
    assert twilio.posts_to(fact.chat) == 2


async def test_one_persons_answers_come_in_order_and_a_stuck_person_holds_up_nobody(
    house: House, twilio: MoodyTwilio
) -> None:
    stuck = _in_mood(twilio, Mood.HANGS)
    twilio.hang_for_seconds = 3
    number = a_due().chat.removeprefix("whatsapp:")
    in_order = [a_due(f"step {n}", number=number) for n in range(5)]
    await publish(house.nats, stuck, *in_order)
    await asyncio.gather(*(outcome_of(house.nats, fact) for fact in in_order))

    assert twilio.created_for(stuck.chat) == []
    said = [message["body"] for message in twilio.created_for(in_order[0].chat)]
    assert [next(n for n in range(5) if f"step {n}" in body) for body in said] == [0, 1, 2, 3, 4]
    await _all_settled(house)


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


def _in_mood(twilio: MoodyTwilio, *moods: Mood) -> ReminderDue:
    """Return a fact for somebody whose first posts meet these moods."""
    fact = a_due()
    twilio.moods[fact.chat] = list(moods)
    return fact


async def _all_settled(house: House) -> None:
    async def nothing_waits() -> bool:
        consumers = (("SPEECH", "notifier-due"), ("SPEECH", "notifier-reply"), ("RECEIPTS", "notifier-receipt"))
        return not any([await unsettled(house.nats, stream, durable) for stream, durable in consumers])

    await wait_until(nothing_waits, description="every message is acknowledged", within=60)


async def _parked(house: House, fact: ReminderDue) -> dict[str, object]:
    async def is_parked() -> dict[str, object] | None:
        for parked in await read_all(house.nats, "PARKED"):
            if json.loads(base64.b64decode(parked["body"]))["speech_id"] == fact.speech_id:
                return parked
        return None

    found = await wait_until(is_parked, description="the fact is parked")
    assert found
    return found
