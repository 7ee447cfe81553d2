"""Nobody knows whether a post left: a callback or the list decides, and nobody is told twice."""

import asyncio

import pytest

from tests.harness.house import House
from tests.harness.moody_twilio import Mood, MoodyTwilio
from tests.harness.speeches import a_due, a_receipt, all_settled, outcome_of, outcomes_of, parked_copy, publish
from tests.harness.waiting import wait_until
from tests.harness.webhooks import a_sid

pytestmark = pytest.mark.asyncio(loop_scope="module")

DOUBTFUL_AND_CREATED = [Mood.CREATES_AND_FAILS, Mood.CREATES_AND_HANGS_UP, Mood.CREATES_AND_BABBLES]
DOUBTFUL_AND_NOT_CREATED = [Mood.FAILS, Mood.HANGS_UP, Mood.REDIRECTS]


async def test_what_was_created_though_the_answer_was_lost_is_found_in_the_list(
    house: House, twilio: MoodyTwilio
) -> None:
    facts = [twilio.treat(a_due(), mood) for mood in DOUBTFUL_AND_CREATED]
    await publish(house.nats, *facts)
    outcomes = await asyncio.gather(*(outcome_of(house.nats, fact) for fact in facts))

    for fact, outcome in zip(facts, outcomes, strict=True):
        assert [message["sid"] for message in twilio.created_for(fact.chat)] == [outcome["sid"]]
        assert twilio.posts_to(fact.chat) == 1


async def test_what_was_not_created_is_sent_again_after_looking(house: House, twilio: MoodyTwilio) -> None:
    facts = [twilio.treat(a_due(), mood) for mood in DOUBTFUL_AND_NOT_CREATED]
    await publish(house.nats, *facts)
    await asyncio.gather(*(outcome_of(house.nats, fact) for fact in facts))

    for fact in facts:
        assert twilio.posts_to(fact.chat) == 2
        assert len(twilio.created_for(fact.chat)) == 1
        assert fact.chat in twilio.lists_asked


async def test_a_callback_settles_what_hangs(house: House, twilio: MoodyTwilio) -> None:
    fact = twilio.treat(a_due(), Mood.CREATES_AND_HANGS)
    twilio.hang_for_seconds = 3
    await publish(house.nats, fact)

    async def is_created() -> bool:
        return bool(twilio.created_for(fact.chat))

    await wait_until(is_created, description="Twilio has created the message")
    sid = twilio.created_for(fact.chat)[0]["sid"]
    await publish(house.nats, a_receipt(fact, sid, "sent"))
    outcome = await outcome_of(house.nats, fact)
    await all_settled(house.nats)

    assert (outcome["kind"], outcome["sid"], outcome["reminder"]) == ("speech_sent", sid, "k1")
    assert twilio.posts_to(fact.chat) == 1


async def test_a_callback_settles_what_the_list_does_not_show(house: House, twilio: MoodyTwilio) -> None:
    fact = twilio.treat(a_due(), Mood.CREATES_AND_FAILS)
    twilio.hidden.add(fact.chat)
    await publish(house.nats, fact)

    async def is_created() -> bool:
        return bool(twilio.created_for(fact.chat))

    await wait_until(is_created, description="Twilio has created the message")
    await publish(house.nats, a_receipt(fact, twilio.created_for(fact.chat)[0]["sid"]))
    await outcome_of(house.nats, fact)
    await all_settled(house.nats)

    assert twilio.posts_to(fact.chat) == 1


async def test_callbacks_in_any_order_and_twice_are_one_outcome_each(house: House, twilio: MoodyTwilio) -> None:
    fact = a_due()
    await publish(house.nats, fact)
    sid = (await outcome_of(house.nats, fact))["sid"]
    for status in ("read", "delivered", "sent", "queued", "delivered"):
        await publish(house.nats, a_receipt(fact, sid, status), again="again")
    await all_settled(house.nats)

    kinds = [outcome["kind"] for outcome in await outcomes_of(house.nats, fact)]
    assert sorted(kinds) == ["speech_delivered", "speech_read", "speech_sent"]
    assert len(twilio.created_for(fact.chat)) == 1


async def test_a_callback_for_something_that_nobody_said_does_no_harm(house: House) -> None:
    await publish(house.nats, a_receipt(a_due(), a_sid()))

    await all_settled(house.nats)


async def test_after_two_posts_without_any_evidence_an_operator_decides(house: House, twilio: MoodyTwilio) -> None:
    fact = twilio.treat(a_due(), Mood.FAILS, Mood.FAILS)
    await publish(house.nats, fact)
    outcome = await outcome_of(house.nats, fact)
    await parked_copy(house.nats, fact)

    assert outcome["kind"] == "speech_refused"
    assert twilio.posts_to(fact.chat) == 2
