"""`kill -9` in the middle of a post: nobody knows whether it left. Evidence decides; nobody is told twice."""

import asyncio

import pytest

from tests.harness.house import House
from tests.harness.moody_twilio import Mood, MoodyTwilio
from tests.harness.speeches import a_due, a_receipt, outcome_of, publish
from tests.harness.streams import hurry
from tests.harness.waiting import wait_until

pytestmark = pytest.mark.asyncio(loop_scope="module")

LEASE_AND_MORE = 90.0
"""What is in the hands of the dead comes back after the lease and the consumer's wait."""


async def test_what_was_in_hand_when_the_notifier_was_killed_is_said_once(house: House, twilio: MoodyTwilio) -> None:
    created, lost, reported = a_due("created"), a_due("lost"), a_due("reported")
    await hurry(house.nats, "SPEECH", 8)
    twilio.moods[created.chat] = [Mood.CREATES_AND_HANGS]
    twilio.moods[reported.chat] = [Mood.CREATES_AND_HANGS]
    twilio.moods[lost.chat] = [Mood.HANGS]
    await publish(house.nats, created, lost, reported)

    async def all_posted() -> bool:
        return all(twilio.posts_to(fact.chat) for fact in (created, lost, reported))

    await wait_until(all_posted, description="all three are being posted")
    await house["notifier"].kill()
    await house["notifier"].start()

    await publish(house.nats, a_receipt(reported, twilio.created_for(reported.chat)[0]["sid"]))
    await outcome_of(house.nats, reported)  # at once: the callback is evidence enough
    await asyncio.gather(*(outcome_of(house.nats, fact, within=LEASE_AND_MORE) for fact in (created, lost)))
    assert {fact.reminder.text: twilio.posts_to(fact.chat) for fact in (created, lost, reported)} == {
        "created": 1,
        "lost": 2,
        "reported": 1,
    }
    assert [len(twilio.created_for(fact.chat)) for fact in (created, lost, reported)] == [1, 1, 1]
