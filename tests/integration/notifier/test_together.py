"""What waits for one person is told together, each speech with its own outcome, whatever happens on the way."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from datetime import timedelta

import pytest
import pytest_asyncio

from shared.contract import SpeechId, spots
from tests.harness.account import a_number
from tests.harness.collector import Collector, TakenSpan, collecting
from tests.harness.house import HURRIED, House, running_house
from tests.harness.moody_twilio import Mood, MoodyTwilio
from tests.harness.speeches import a_due, a_receipt, all_settled, outcome_of, outcomes_of, publish
from tests.harness.streams import hurry, jetstream_of
from tests.harness.waiting import wait_until

pytestmark = pytest.mark.asyncio(loop_scope="module")

GAP_SECONDS = 3


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def collector() -> AsyncIterator[Collector]:
    async with collecting() as running:
        yield running


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def house(
    tmp_path_factory: pytest.TempPathFactory, twilio: MoodyTwilio, collector: Collector
) -> AsyncIterator[House]:
    settings = {
        "TWILIO_API_URL": twilio.url,
        "SEND_GAP_SECONDS": str(GAP_SECONDS),
        "OTEL_EXPORTER_OTLP_ENDPOINT": collector.url,
        "TRACES_SAMPLE_RATIO": "1",
    }
    async with running_house(
        tmp_path_factory.mktemp("together"),
        ingresses=0,
        schedulers=0,
        notifiers=2,
        simulator=False,
        settings=settings,
        modules=HURRIED,
    ) as running:
        yield running


async def test_reminders_that_wait_for_the_gap_are_one_message_with_an_outcome_each(
    house: House, twilio: MoodyTwilio
) -> None:
    number = a_number()
    facts = [a_due(f"task {n}", number=number, id_=f"k{n}") for n in range(8)]
    await publish(house.nats, *facts)
    outcomes = await asyncio.gather(*(outcome_of(house.nats, fact) for fact in facts))

    first, second = twilio.created_for(facts[0].chat)
    assert [sum(f"task {n}" in message["body"] for n in range(8)) for message in (first, second)] == [1, 7]
    for n, outcome in enumerate(outcomes):
        [message] = [message for message in (first, second) if f"task {n}" in message["body"]]
        assert outcome["sid"] == message["sid"]


async def test_a_report_on_the_message_reaches_every_speech_in_it(
    house: House, twilio: MoodyTwilio, collector: Collector
) -> None:
    number = a_number()
    facts = [a_due(f"task {n}", number=number, id_=f"k{n}") for n in range(3)]
    await publish(house.nats, *facts)
    await asyncio.gather(*(outcome_of(house.nats, fact) for fact in facts))
    together = [post for post in twilio.posts if post["To"] == facts[0].chat][-1]
    name = together["StatusCallback"].partition("speech=")[2].partition("#")[0]
    told = [n for n in range(3) if f"task {n}" in together["Body"]]
    assert len(told) == 2
    report = a_receipt(facts[told[0]], twilio.created_for(facts[0].chat)[-1]["sid"])
    await publish(house.nats, report.model_copy(update={"speech_id": name, "reminder": None}))
    await all_settled(house.nats)

    for n in told:
        kinds = {outcome["kind"]: outcome["reminder"] for outcome in await outcomes_of(house.nats, facts[n])}
        assert kinds == {"speech_sent": f"k{n}", "speech_delivered": f"k{n}"}

    async def is_traced() -> Sequence[TakenSpan]:
        return collector.named("tell together", speech=name)

    # Where the report's own trace links to, and from there to each speech.
    [place] = await wait_until(is_traced, description="it is traced where they were put together")
    assert place.trace == spots.of_speech(SpeechId(name)).trace_hex
    assert sorted(trace for trace, _ in place.links) == sorted(
        spots.of_speech(facts[n].speech_id).trace_hex for n in told
    )


@pytest.mark.parametrize(
    ("mood", "posts"),
    [(Mood.CREATES_AND_FAILS, 2), (Mood.THROTTLES, 3)],
    ids=["sent, and nobody was told", "not sent, and told together the next time"],
)
async def test_whatever_becomes_of_the_post_nobody_is_told_twice(
    house: House, twilio: MoodyTwilio, mood: Mood, posts: int
) -> None:
    number = a_number()
    facts = [a_due(f"task {n}", number=number, id_=f"k{n}") for n in range(4)]
    twilio.moods[facts[0].chat] = [Mood.KIND, mood]
    await publish(house.nats, *facts)
    await asyncio.gather(*(outcome_of(house.nats, fact) for fact in facts))
    await all_settled(house.nats)

    assert twilio.posts_to(facts[0].chat) == posts
    bodies = [message["body"] for message in twilio.created_for(facts[0].chat)]
    assert len(bodies) == 2
    assert [sum(f"task {n}" in body for body in bodies) for n in range(4)] == [1, 1, 1, 1]


async def test_a_death_in_the_middle_of_the_post_loses_none_and_doubles_none(house: House, twilio: MoodyTwilio) -> None:
    await hurry(house.nats, "SPEECH", 8)
    number = a_number()
    facts = [a_due(f"task {n}", number=number, id_=f"k{n}") for n in range(4)]
    twilio.moods[facts[0].chat] = [Mood.KIND, Mood.CREATES_AND_HANGS]
    await publish(house.nats, *facts)

    async def both_posted() -> bool:
        return len(twilio.created_for(facts[0].chat)) == 2

    await wait_until(both_posted, description="the second message hangs at Twilio")
    for notifier in house.named("notifier"):
        await notifier.kill()
    await house.start(*(notifier.name for notifier in house.named("notifier")))
    await asyncio.gather(*(outcome_of(house.nats, fact, within=90) for fact in facts))
    await all_settled(house.nats)

    bodies = [message["body"] for message in twilio.created_for(facts[0].chat)]
    assert [sum(f"task {n}" in body for body in bodies) for n in range(4)] == [1, 1, 1, 1]


@pytest.mark.parametrize(("language", "away"), [("en", "Meanwhile:"), ("ru", "За это время подошло:")])
async def test_after_two_hours_away_a_person_gets_one_digest(
    house: House, twilio: MoodyTwilio, language: str, away: str
) -> None:
    number = a_number()
    late = timedelta(hours=2).total_seconds()
    facts = [a_due(f"task {n}", number=number, due_in=60 * n - late, id_=f"k{n}") for n in range(5)]
    facts = [fact.model_copy(update={"language": language}) for fact in facts]
    await publish(house.nats, *facts)
    await asyncio.gather(*(outcome_of(house.nats, fact) for fact in facts))

    [message] = twilio.created_for(facts[0].chat)
    assert away in message["body"]
    assert all(f"*task {n}*" in message["body"] for n in range(5))


async def test_one_person_with_hundreds_of_reminders_holds_up_nobody(house: House, twilio: MoodyTwilio) -> None:
    number = a_number()
    await publish(house.nats, *[a_due("x" * 500, number=number, id_=f"k{n}") for n in range(400)])

    async def all_wait() -> bool:
        async with jetstream_of(house.nats) as jetstream:
            info = await jetstream.consumer_info("SPEECH", "notifier-due")
            return (info.num_ack_pending or 0) > 300

    await wait_until(all_wait, description="hundreds wait for the gap")
    other = a_due()
    await publish(house.nats, other)
    await outcome_of(house.nats, other)

    assert twilio.posts_to(f"whatsapp:{number}") < 20
