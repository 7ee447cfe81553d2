"""The journal on a real Redis: who may send, what counts as evidence, what a failure leads to."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import cast

import pytest

from services.notifier.adapters.journal_keys import Keys
from services.notifier.adapters.redis_journal import ANSWERS_AHEAD, RedisJournal
from services.notifier.domain.codes import Kind
from services.notifier.domain.utterances import Utterance
from services.notifier.domain.verdicts import NotSent, Otherwise, Refused, Sent, Unknown
from services.notifier.ports import (
    Again,
    Arrived,
    Busy,
    Done,
    Doubtful,
    Failed,
    GivenUp,
    Go,
    News,
    Told,
    Unreported,
    Wait,
)
from shared.contract import ReminderDue, ReminderId, SpeechId, partition_of
from shared.runtime.store import Client, connected
from tests.fakes.voice import ANSWER, a_reminder_due
from tests.harness.locks import redis_of
from tests.harness.waiting import wait_until

LEASE = timedelta(seconds=30)
OVER = timedelta(0)
TEA = a_reminder_due()
SAID = Utterance("🔔 *tea* (k1)", "HX1", {"1": "*tea*"})
FIRST, SECOND = "SM" + "1" * 32, "SM" + "2" * 32


@pytest.fixture
async def redis(tmp_path: Path) -> AsyncIterator[Client]:
    async with redis_of("notifier", tmp_path) as address, connected(address) as client:
        yield client


@pytest.fixture
def journal(redis: Client) -> RedisJournal:
    return RedisJournal(redis)


async def go(journal: RedisJournal, fact: ReminderDue = TEA, lease: timedelta = LEASE) -> Go:
    standing = await journal.begin(fact, SAID, lease)
    assert isinstance(standing, Go), standing
    return standing


async def report(journal: RedisJournal, sid: str, status: str, code: int | None = None) -> News:
    return await journal.evidence(TEA.chat, TEA.speech_id, sid, status, code, told_under=TEA.speech_id)


async def test_of_many_notifiers_one_may_send(journal: RedisJournal) -> None:
    standings = await asyncio.gather(*(journal.begin(TEA, SAID, LEASE) for _ in range(20)))

    assert sorted(type(standing).__name__ for standing in standings) == ["Busy"] * 19 + ["Go"]


async def test_after_a_sid_it_is_done(journal: RedisJournal) -> None:
    holder = await go(journal)

    assert await journal.settle(TEA, holder.token, Sent(FIRST)) == "written"
    assert await journal.begin(TEA, SAID, LEASE) == Done(FIRST)


async def test_what_was_not_sent_may_be_sent_by_anybody(journal: RedisJournal) -> None:
    holder = await go(journal)
    await journal.settle(TEA, holder.token, NotSent("no connection"))

    assert (await go(journal)).token != holder.token


async def test_a_holder_whose_lease_ran_out_leaves_a_doubt_with_what_it_said(journal: RedisJournal) -> None:
    holder = await go(journal, lease=OVER)

    doubt = await journal.begin(TEA, Utterance("something else by now"), LEASE)

    assert isinstance(doubt, Doubtful)
    assert (doubt.token, doubt.attempts, doubt.said) == (holder.token, 1, SAID)


async def test_a_post_is_one_doubt_also_when_its_holder_comes_back_and_does_not_know(journal: RedisJournal) -> None:
    holder = await go(journal, lease=OVER)
    assert isinstance(await journal.begin(TEA, SAID, LEASE), Doubtful)

    assert await journal.settle(TEA, holder.token, Unknown("TimeoutError")) == "written"

    doubt = await journal.begin(TEA, SAID, LEASE)
    assert isinstance(doubt, Doubtful)
    assert doubt.attempts == 1


async def test_an_unknown_outcome_is_a_doubt_until_its_holder_says_more(journal: RedisJournal) -> None:
    holder = await go(journal)
    await journal.settle(TEA, holder.token, Unknown("HTTP 500"))

    assert isinstance(await journal.begin(TEA, SAID, LEASE), Doubtful)
    assert await journal.settle(TEA, "another token", NotSent("no evidence")) == "lost"
    assert await journal.settle(TEA, holder.token, NotSent("no evidence")) == "written"
    await go(journal)


async def test_a_sid_counts_from_whoever_brings_it(journal: RedisJournal) -> None:
    await go(journal)

    assert await journal.settle(TEA, "a token that lost its lease", Sent(FIRST)) == "written"


async def test_a_second_sid_is_a_double_and_the_first_stays(journal: RedisJournal) -> None:
    holder = await go(journal)
    await journal.settle(TEA, holder.token, Sent(FIRST))

    assert await journal.settle(TEA, holder.token, Sent(SECOND)) == "double"
    assert await report(journal, SECOND, "delivered") == "known"  # it was counted
    assert await report(journal, "SM" + "3" * 32, "sent") == "double"
    assert await report(journal, "SM" + "3" * 32, "read") == "known"
    assert await report(journal, "SM" + "4" * 32, "failed") == "known"  # nobody got it
    assert await journal.begin(TEA, SAID, LEASE) == Done(FIRST)


async def test_a_message_that_is_another_speech_is_no_evidence(journal: RedisJournal) -> None:
    other = a_reminder_due(speech="abc.2.0")
    holder, doubter = await go(journal), await go(journal, other)
    await journal.settle(TEA, holder.token, Sent(FIRST))

    assert await journal.settle(other, doubter.token, Sent(FIRST)) == "taken"


async def test_a_callback_may_come_before_the_post_returns(journal: RedisJournal) -> None:
    holder = await go(journal)

    assert await report(journal, FIRST, "delivered") == Arrived(was_news=True, fact=TEA)
    assert await journal.settle(TEA, holder.token, Sent(FIRST)) == "known"
    assert await journal.settle(TEA, holder.token, Refused(21211)) == "known"
    assert await journal.begin(TEA, SAID, LEASE) == Done(FIRST)


async def test_statuses_merge_by_rank_in_any_order(journal: RedisJournal, redis: Client) -> None:
    await go(journal)

    for status in ("read", "sent", "delivered", "failed", "read", "invented"):
        await report(journal, FIRST, status)

    assert await redis.hget(Keys(TEA.chat).speech(TEA.speech_id), "status") == "read"


async def test_when_it_arrived_its_words_are_forgotten(journal: RedisJournal, redis: Client) -> None:
    await go(journal)

    await report(journal, FIRST, "delivered")

    fields = await redis.hgetall(Keys(TEA.chat).speech(TEA.speech_id))
    assert "tea" not in str(fields)


async def test_a_failure_outside_the_window_is_repaired_once_by_template(journal: RedisJournal) -> None:
    holder = await go(journal)
    await journal.settle(TEA, holder.token, Sent(FIRST))

    assert await report(journal, FIRST, "undelivered", 63016) == Again(1, TEA)
    again = await go(journal)
    assert again.form == "template"
    await journal.settle(TEA, again.token, Sent(SECOND))
    assert await report(journal, SECOND, "undelivered", 63016) == Failed(63016, TEA)
    assert await journal.begin(TEA, SAID, LEASE) == GivenUp(63016)


async def test_a_failure_told_twice_leads_to_one_more_message(journal: RedisJournal) -> None:
    holder = await go(journal)
    await journal.settle(TEA, holder.token, Sent(FIRST))

    answers = [await report(journal, FIRST, "undelivered", 63016) for _ in range(3)]
    again = await go(journal)
    await journal.settle(TEA, again.token, Sent(SECOND))

    assert answers == [Again(1, TEA)] * 3
    assert await report(journal, FIRST, "undelivered", 63016) == "known"
    assert await report(journal, SECOND, "delivered") == Arrived(was_news=False, fact=TEA)


async def test_a_failure_that_comes_before_the_post_returns_is_repaired_too(journal: RedisJournal) -> None:
    holder = await go(journal)

    assert await report(journal, FIRST, "failed", 63016) == "known"
    assert isinstance(await journal.begin(TEA, SAID, LEASE), Busy)
    assert await journal.settle(TEA, holder.token, Sent(FIRST)) == "failed"
    assert (await go(journal)).form == "template"


async def test_a_passing_failure_is_repeated_after_a_pause_and_no_more_than_twice(
    journal: RedisJournal, redis: Client
) -> None:
    key = Keys(TEA.chat).speech(TEA.speech_id)
    answers = []
    for sid in (FIRST, SECOND, "SM" + "3" * 32):
        holder = await go(journal)
        await journal.settle(TEA, holder.token, Sent(sid))
        answers.append(await report(journal, sid, "failed", 30008))
        standing = await journal.begin(TEA, SAID, LEASE)
        assert isinstance(standing, Wait | GivenUp)
        await redis.hset(key, "not_before", 0)

    assert answers == [Again(1, TEA), Again(2, TEA), Failed(30008, TEA)]


async def test_an_arrival_after_all_ends_the_repair(journal: RedisJournal) -> None:
    holder = await go(journal)
    await journal.settle(TEA, holder.token, Sent(FIRST))
    await report(journal, FIRST, "undelivered", 30008)

    await report(journal, FIRST, "delivered")

    assert await journal.begin(TEA, SAID, LEASE) == Done(FIRST)


async def test_another_form_is_remembered_for_the_next_post(journal: RedisJournal) -> None:
    holder = await go(journal)
    await journal.settle(TEA, holder.token, Otherwise(63016))

    assert (await go(journal)).form == "template"


async def test_what_will_be_said_instead_is_written_by_its_holder_only(journal: RedisJournal) -> None:
    holder = await go(journal, lease=OVER)

    assert await journal.rephrase(TEA, "another token", Utterance("no")) is False
    assert await journal.rephrase(TEA, holder.token, Utterance("so")) is True
    doubt = await journal.begin(TEA, SAID, LEASE)
    assert isinstance(doubt, Doubtful)
    assert doubt.said == Utterance("so")


@pytest.mark.parametrize("kind", [Kind.OPTED_OUT, Kind.UNREACHABLE])
async def test_who_cannot_be_written_to_gets_no_reminders_until_they_write(journal: RedisJournal, kind: Kind) -> None:
    holder = await go(journal)
    await journal.settle(TEA, holder.token, Refused(21610, kind))
    silent = a_reminder_due(speech="abc.2.0", heard_at=datetime.now(UTC) - timedelta(hours=1))
    back = a_reminder_due(speech="abc.3.0", heard_at=datetime.now(UTC) + timedelta(seconds=1))

    assert await journal.begin(silent, SAID, LEASE) == GivenUp(21610)
    assert isinstance(await journal.begin(back, SAID, LEASE), Go)
    assert isinstance(await journal.begin(ANSWER, SAID, LEASE), Go)


async def test_an_operator_can_let_it_be_sent_after_all(journal: RedisJournal) -> None:
    holder = await go(journal)
    await journal.settle(TEA, holder.token, Refused(63014, Kind.OPTED_OUT))
    assert await journal.begin(TEA, SAID, LEASE) == GivenUp(63014)

    await journal.forgive(TEA.chat, TEA.speech_id)

    await go(journal)


async def test_between_two_reminders_to_a_person_there_is_a_gap_and_answers_run_ahead(redis: Client) -> None:
    journal = RedisJournal(redis, gap=timedelta(seconds=6))
    answers = [ANSWER.model_copy(update={"speech_id": f"re.SM{number}"}) for number in range(ANSWERS_AHEAD + 5)]

    first = await journal.begin(TEA, SAID, LEASE)
    second = await journal.begin(a_reminder_due(speech="abc.2.0"), SAID, LEASE)
    standings = [await journal.begin(answer, SAID, LEASE) for answer in answers]

    assert isinstance(first, Go)
    assert isinstance(second, Wait)
    assert timedelta(seconds=5) < second.left <= timedelta(seconds=6)
    assert [type(standing) for standing in standings] == [Go] * ANSWERS_AHEAD + [Wait] * 5


async def test_nobody_waits_longer_than_the_gap_because_a_clock_was_set_back(redis: Client) -> None:
    journal = RedisJournal(redis, gap=timedelta(seconds=6))
    far = int((datetime.now(UTC) + timedelta(days=1)).timestamp() * 1000)
    await redis.hset(Keys(TEA.chat).person, mapping={"reminded": far, "owed": 0})
    await redis.hset(
        Keys(TEA.chat).speech(TEA.speech_id), mapping={"state": "sending", "at": far, "lease": far, "token": "t"}
    )

    busy = await journal.begin(TEA, SAID, LEASE)
    assert isinstance(busy, Busy)
    assert busy.left <= LEASE
    other = await journal.begin(a_reminder_due(speech="abc.2.0"), SAID, LEASE)
    assert isinstance(other, Wait)
    assert other.left <= timedelta(seconds=6)


async def test_a_repair_that_may_be_lost_with_the_bus_is_asked_about_until_it_was_posted(redis: Client) -> None:
    journal, key = RedisJournal(redis, ask_after=OVER), Keys(TEA.chat)
    holder = await go(journal)
    await journal.settle(TEA, holder.token, Sent(FIRST))
    first = await report(journal, FIRST, "failed", 63017)
    await redis.zadd(key.unreported, {key.member(TEA.speech_id): 0}, xx=True)

    [silent] = await journal.overdue(partition_of(TEA.chat))

    assert silent.sid == FIRST
    assert await report(journal, FIRST, "failed", 63017) == first == Again(1, TEA)


async def test_a_repair_whose_holder_died_when_the_bus_was_lost_is_asked_about_too(redis: Client) -> None:
    """Found by torture: the message in hand was the only one there was."""
    journal, key = RedisJournal(redis, ask_after=OVER), Keys(TEA.chat)
    holder = await go(journal)
    await journal.settle(TEA, holder.token, Sent(FIRST))
    first = await report(journal, FIRST, "failed", 63017)
    await redis.hset(key.speech(TEA.speech_id), "not_before", 0)
    await go(journal)
    await redis.zadd(key.unreported, {key.member(TEA.speech_id): 0}, xx=True)

    [silent] = await journal.overdue(partition_of(TEA.chat))

    assert silent.sid == FIRST
    assert await report(journal, FIRST, "failed", 63017) == first == Again(1, TEA)


async def test_what_was_posted_before_the_clock_was_set_back_may_have_been_long_ago(redis: Client) -> None:
    journal, key = RedisJournal(redis), Keys(TEA.chat).speech(TEA.speech_id)
    holder = await go(journal)
    await journal.settle(TEA, holder.token, Unknown("nobody answered"))
    await redis.hset(key, "at", int((datetime.now(UTC) + timedelta(hours=2)).timestamp() * 1000))

    doubt = await journal.begin(TEA, SAID, LEASE)

    assert isinstance(doubt, Doubtful)
    assert doubt.age >= timedelta(hours=1)
    assert doubt.posted_at <= datetime.now(UTC) - timedelta(hours=1)


@pytest.mark.parametrize("ahead", [timedelta(seconds=40), timedelta(hours=2)])
async def test_who_began_by_a_clock_that_was_ahead_is_waited_for_no_longer_than_by_any(
    redis: Client, ahead: timedelta
) -> None:
    """Found by torture: its holder had died, and the message waited for as long as the clock had been ahead."""
    journal, key = RedisJournal(redis), Keys(TEA.chat).speech(TEA.speech_id)
    short = timedelta(milliseconds=50)
    await journal.begin(TEA, SAID, short)
    began_ms = int((datetime.now(UTC) + ahead).timestamp() * 1000)
    await redis.hset(key, mapping={"at": began_ms, "lease": began_ms + 50})

    busy = await journal.begin(TEA, SAID, short)
    assert isinstance(busy, Busy)
    assert busy.left <= short

    async def doubt() -> Doubtful | None:
        found = await journal.begin(TEA, SAID, short)
        return found if isinstance(found, Doubtful) else None

    found = await wait_until(doubt, description="it may be looked for", within=5)
    assert found is not None
    assert found.posted_at < datetime.now(UTC) - timedelta(hours=1)


async def test_what_waits_because_a_clock_was_ahead_waits_no_longer_than_it_should(redis: Client) -> None:
    gap, far = timedelta(milliseconds=50), str(int((datetime.now(UTC) + timedelta(hours=2)).timestamp() * 1000))
    journal, key = RedisJournal(redis, gap=gap), Keys(TEA.chat).speech(TEA.speech_id)
    holder = await go(journal)
    await journal.settle(TEA, holder.token, Sent(FIRST))
    await report(journal, FIRST, "failed", 30008)
    await redis.hset(key, mapping={"not_before": far, "pause": 50})
    await redis.hset(Keys(TEA.chat).person, mapping={"reminded": far, "owed": far})

    async def is_taken() -> bool:
        return isinstance(await journal.begin(TEA, SAID, LEASE), Go)

    assert isinstance(await journal.begin(TEA, SAID, LEASE), Wait)
    await wait_until(is_taken, description="the speech is taken", within=5)


async def test_a_fresh_lease_is_busy_for_as_long_as_it_lasts(journal: RedisJournal) -> None:
    await go(journal)

    busy = await journal.begin(TEA, SAID, LEASE)

    assert isinstance(busy, Busy)
    assert timedelta(seconds=28) < busy.left <= LEASE


async def test_of_which_nobody_reports_an_end_it_is_asked_and_not_by_two(redis: Client) -> None:
    journal = RedisJournal(redis, ask_after=OVER)
    partition = partition_of(TEA.chat)
    holder = await go(journal)
    await journal.settle(TEA, holder.token, Sent(FIRST))

    asking = RedisJournal(redis)
    first, second = await asking.overdue(partition), await asking.overdue(partition)

    assert first == [Unreported(TEA.chat, TEA.speech_id, FIRST, TEA.reminder.id)]
    assert second == []


async def test_when_the_bus_was_lost_with_reports_nobody_waits_any_longer(redis: Client) -> None:
    """Found by torture: a message had failed at WhatsApp, and the new try was lost with the bus."""
    journal, partition = RedisJournal(redis), partition_of(TEA.chat)
    made_at = datetime.now(UTC)
    holder = await go(journal)
    await journal.settle(TEA, holder.token, Sent(FIRST))
    assert await journal.overdue(partition, made_at) == []
    assert await journal.overdue(partition, made_at) == []
    assert await journal.overdue(partition) == []

    made_again_at = made_at + timedelta(seconds=1)
    [silent] = await journal.overdue(partition, made_again_at)

    assert silent.sid == FIRST
    assert await journal.overdue(partition, made_again_at) == []


async def test_it_is_asked_seldom_about_a_phone_that_is_off_and_anew_about_another_message(redis: Client) -> None:
    journal, key, first = RedisJournal(redis, ask_after=timedelta(minutes=2)), Keys(TEA.chat), 2
    member = key.member(TEA.speech_id)

    async def minutes_until_next() -> float:
        await redis.zadd(key.unreported, {member: 0}, xx=True)
        assert await journal.overdue(partition_of(TEA.chat))
        rows = await redis.zrange(key.unreported, 0, -1, withscores=True)
        [(_, at_ms)] = cast("list[tuple[str, float]]", rows)
        return (at_ms / 1000 - datetime.now(UTC).timestamp()) / 60

    holder = await go(journal)
    await journal.settle(TEA, holder.token, Sent(FIRST))
    waits = [await minutes_until_next() for _ in range(7)]
    assert waits == [pytest.approx(minutes, abs=0.1) for minutes in (first, 4, 8, 16, 32, 64, 64)]

    await report(journal, FIRST, "failed", 63005)
    holder = await go(journal)
    await journal.settle(TEA, holder.token, Sent("SM" + "2" * 32))
    assert await minutes_until_next() == pytest.approx(first, abs=0.1)


async def test_it_is_asked_in_time_although_a_clock_was_ahead_when_it_was_sent(redis: Client) -> None:
    journal, key = RedisJournal(redis, ask_after=timedelta(milliseconds=20)), Keys(TEA.chat)
    holder = await go(journal)
    await journal.settle(TEA, holder.token, Sent(FIRST))
    far = (datetime.now(UTC) + timedelta(hours=2)).timestamp() * 1000
    await redis.zadd(key.unreported, {key.member(TEA.speech_id): far}, xx=True)

    async def is_asked() -> bool:
        return bool(await journal.overdue(partition_of(TEA.chat)))

    await wait_until(is_asked, description="Twilio is to be asked", within=5)


async def test_what_has_arrived_or_failed_is_not_asked_about(redis: Client) -> None:
    journal = RedisJournal(redis, ask_after=OVER)
    holder = await go(journal)
    await journal.settle(TEA, holder.token, Sent(FIRST))

    await report(journal, FIRST, "delivered")

    assert await journal.overdue(partition_of(TEA.chat)) == []
    assert await redis.exists(Keys(TEA.chat).unreported) == 0


async def test_a_message_that_failed_before_does_not_settle_the_doubt_about_the_next(journal: RedisJournal) -> None:
    """Found by the storm: the repair was in doubt, and the list showed the message that it repairs."""
    holder = await go(journal)
    await journal.settle(TEA, holder.token, Unknown("hung up"))
    await report(journal, FIRST, "undelivered", 63005)
    repair = await go(journal)
    await journal.settle(TEA, repair.token, Unknown("hung up"))

    assert await journal.settle(TEA, repair.token, Sent(FIRST)) == "failed"
    assert isinstance(await journal.begin(TEA, SAID, LEASE), Doubtful)
    assert await journal.settle(TEA, repair.token, Sent(SECOND)) == "written"


async def test_a_late_failure_of_an_earlier_message_lets_nobody_post_beside_the_one_who_posts(
    journal: RedisJournal,
) -> None:
    first = await go(journal)
    await journal.settle(TEA, first.token, Unknown("hung up"))
    await journal.settle(TEA, first.token, NotSent("no evidence"))
    second = await go(journal)

    assert await report(journal, FIRST, "undelivered", 63005) == "known"
    assert isinstance(await journal.begin(TEA, SAID, LEASE), Busy)
    assert await journal.settle(TEA, second.token, Sent(SECOND)) == "written"
    assert await journal.begin(TEA, SAID, LEASE) == Done(SECOND)


async def test_a_failure_for_good_before_the_post_returns_is_a_refusal(journal: RedisJournal) -> None:
    holder = await go(journal)

    assert await report(journal, FIRST, "failed", 63003) == "known"
    assert await journal.settle(TEA, holder.token, Sent(FIRST)) == "failed"
    assert await journal.begin(TEA, SAID, LEASE) == GivenUp(63003)


OTHER = a_reminder_due(speech="abc.2.0", text="milk", id_="k2")
BOTH = Utterance("🔔 2 at once: tea, milk")
GAP = timedelta(seconds=60)


async def two_taken(redis: Client) -> tuple[RedisJournal, Go, SpeechId]:
    """Return a journal in which OTHER waited for the gap, and TEA has taken it along."""
    journal = RedisJournal(redis, gap=GAP)
    await go(journal, ANOTHER)
    assert isinstance(await journal.begin(OTHER, SAID, LEASE), Wait)
    await redis.hdel(Keys(TEA.chat).person, "reminded")
    holder = await go(journal)
    assert holder.waiting == (OTHER,)
    name = await journal.join([TEA, OTHER], holder.token, BOTH, LEASE)
    assert name is not None
    return journal, holder, name


ANOTHER = a_reminder_due(speech="abc.9.0")


async def test_what_waits_for_the_gap_is_taken_along_and_nobody_else_sends_it(redis: Client) -> None:
    journal, holder, _ = await two_taken(redis)

    assert isinstance(await journal.begin(OTHER, SAID, LEASE), Busy)
    for fact in (TEA, OTHER):
        assert await journal.settle(fact, holder.token, Sent(FIRST)) == "written"
        assert await journal.begin(fact, SAID, LEASE) == Done(FIRST)
    assert await redis.exists(Keys(TEA.chat).waiting) == 0


async def test_all_are_taken_or_none(redis: Client) -> None:
    journal = RedisJournal(redis, gap=GAP)
    await go(journal, OTHER)
    await redis.hdel(Keys(TEA.chat).person, "reminded")
    holder = await go(journal)

    assert await journal.join([TEA, OTHER, ANOTHER], holder.token, BOTH, LEASE) is None
    await redis.hdel(Keys(TEA.chat).person, "reminded")
    assert (await go(journal, ANOTHER)).waiting == ()


async def test_whoever_lost_the_speech_takes_nothing_along(redis: Client) -> None:
    journal = RedisJournal(redis, gap=GAP)
    await go(journal)

    assert await journal.join([TEA, OTHER], "another token", BOTH, LEASE) is None


async def test_a_death_after_joining_leaves_doubts_that_one_message_settles(redis: Client) -> None:
    journal, _, _ = await two_taken(redis)
    for fact in (TEA, OTHER):
        await redis.hset(Keys(fact.chat).speech(fact.speech_id), "lease", 0)

    for fact in (TEA, OTHER):
        doubt = await journal.begin(fact, SAID, LEASE)
        assert isinstance(doubt, Doubtful)
        assert doubt.said == BOTH
        assert await journal.settle(fact, doubt.token, Sent(FIRST)) == "written"


async def test_a_report_on_the_name_is_a_report_on_each(redis: Client) -> None:
    journal, _, name = await two_taken(redis)
    told = await journal.told_under(TEA.chat, name)

    assert told == [Told(TEA.speech_id, ReminderId("k1")), Told(OTHER.speech_id, ReminderId("k2"))]
    for each, fact in zip(told, (TEA, OTHER), strict=True):
        news = await journal.evidence(TEA.chat, each.speech, FIRST, "read", None, told_under=name)
        assert news == Arrived(was_news=True, fact=fact)
    assert await journal.begin(OTHER, SAID, LEASE) == Done(FIRST)
    assert await journal.told_under(TEA.chat, TEA.speech_id) == ()


async def test_what_was_to_be_told_together_and_was_not_sent_is_taken_along_again(redis: Client) -> None:
    journal, holder, _ = await two_taken(redis)
    for fact in (TEA, OTHER):
        assert await journal.settle(fact, holder.token, NotSent("throttled", kind=Kind.THROTTLED)) == "written"
    await redis.hdel(Keys(TEA.chat).person, "reminded")

    again = await go(journal, OTHER)
    assert again.waiting == (TEA,)
    assert await journal.join([OTHER, TEA], again.token, BOTH, LEASE) is not None
    assert isinstance(await journal.begin(TEA, SAID, LEASE), Busy)


async def test_what_was_to_be_told_together_and_needs_another_form_goes_on_alone(redis: Client) -> None:
    journal, holder, _ = await two_taken(redis)
    for fact in (TEA, OTHER):
        assert await journal.settle(fact, holder.token, Otherwise(63016)) == "written"
    await redis.hdel(Keys(TEA.chat).person, "reminded")

    assert (await go(journal)).waiting == ()


async def test_what_was_told_together_and_failed_goes_on_alone(redis: Client) -> None:
    journal, holder, name = await two_taken(redis)
    for fact in (TEA, OTHER):
        await journal.settle(fact, holder.token, Sent(FIRST))
    for fact in (TEA, OTHER):
        news = await journal.evidence(TEA.chat, fact.speech_id, FIRST, "undelivered", 63016, told_under=name)
        assert news == Again(1, fact)
    await redis.hdel(Keys(TEA.chat).person, "reminded")

    again = await go(journal)
    assert (again.form, again.waiting) == ("template", ())
    assert await journal.settle(TEA, again.token, Sent(SECOND)) == "written"
    assert await report(journal, SECOND, "delivered") == Arrived(was_news=False, fact=TEA)


async def test_what_is_very_late_waits_once_for_company(journal: RedisJournal) -> None:
    moment = timedelta(milliseconds=50)
    first = await journal.begin(TEA, SAID, LEASE, gather=moment)
    await journal.begin(OTHER, SAID, LEASE, gather=moment)

    assert first == Wait(moment)
    standing = await journal.begin(TEA, SAID, LEASE, gather=moment)
    assert isinstance(standing, Go)
    assert standing.waiting == (OTHER,)
