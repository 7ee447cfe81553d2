"""`kill -9` in the middle of a post: nobody knows whether it left. Evidence decides; nobody is told twice."""

import asyncio

import pytest
import pytest_asyncio

from tests.harness.house import House
from tests.harness.moody_twilio import Mood, MoodyTwilio
from tests.harness.speeches import a_due, a_receipt, outcome_of, publish
from tests.harness.streams import hurry
from tests.harness.waiting import wait_until

pytestmark = pytest.mark.asyncio(loop_scope="module")

LEASE_AND_MORE = 90.0


@pytest_asyncio.fixture(loop_scope="module")
async def hurried(house: House) -> House:
    """A notifier whose leases run out within seconds, its consumer's too: else the dead hold a speech for 75 s."""
    await hurry(house.nats, "SPEECH", 8)
    await house["notifier"].stop()
    house["notifier"].module = "tests.harness.hurried_notifier"
    await house["notifier"].start()
    return house


async def test_what_was_in_hand_when_the_notifier_was_killed_is_said_once(hurried: House, twilio: MoodyTwilio) -> None:
    created, lost, reported = a_due("created"), a_due("lost"), a_due("reported")
    twilio.moods[created.chat] = [Mood.CREATES_AND_HANGS]
    twilio.moods[reported.chat] = [Mood.CREATES_AND_HANGS]
    twilio.moods[lost.chat] = [Mood.HANGS]
    await publish(hurried.nats, created, lost, reported)

    async def all_posted() -> bool:
        return all(twilio.posts_to(fact.chat) for fact in (created, lost, reported))

    await wait_until(all_posted, description="all three are being posted")
    await hurried["notifier"].kill()
    await hurried["notifier"].start()

    await publish(hurried.nats, a_receipt(reported, twilio.created_for(reported.chat)[0]["sid"]))
    await outcome_of(hurried.nats, reported)  # at once: the callback is evidence enough
    await asyncio.gather(*(outcome_of(hurried.nats, fact, within=LEASE_AND_MORE) for fact in (created, lost)))
    assert {fact.reminder.text: twilio.posts_to(fact.chat) for fact in (created, lost, reported)} == {
        "created": 1,
        "lost": 2,
        "reported": 1,
    }
    assert [len(twilio.created_for(fact.chat)) for fact in (created, lost, reported)] == [1, 1, 1]
