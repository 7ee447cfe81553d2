"""When a message may leave: its turn, the breaker, and what everybody learns from a throttled post."""

import asyncio
import time
from datetime import timedelta
from typing import Any

import pytest

from services.notifier.domain.breaker import LONGEST_PAUSE, Breaker
from services.notifier.domain.codes import Kind
from services.notifier.domain.utterances import Utterance
from services.notifier.domain.verdicts import NotSent, Sent, Verdict
from services.notifier.handlers.pacing import PATIENCE
from services.notifier.handlers.speaking import say_fact
from services.notifier.ports import Doubtful, NotYet, Slot, Standing, Turn
from shared.contract import SpeechId
from shared.runtime.errors import StoreUnavailable, Transient
from tests.fakes.clock import NOON, SetClock
from tests.fakes.voice import ANSWER, OnePhone, Stage, a_reminder_due

REFUSED = NotSent("account (20003)", timedelta(seconds=5), Kind.ACCOUNT)


async def test_answers_ask_for_an_urgent_turn_and_reminders_do_not() -> None:
    stage = Stage()

    await say_fact(ANSWER, voice=stage.voice)
    await say_fact(a_reminder_due(), voice=stage.voice)

    assert stage.pace.asked == [True, False]


async def test_an_answer_takes_its_turn_while_the_journal_is_asked() -> None:
    stage = Stage()
    begin, has_asked = stage.journal.begin, asyncio.Event()

    async def begin_after_the_pace(*arguments: Any, **more: Any) -> Standing:
        await asyncio.wait_for(has_asked.wait(), timeout=5)
        return await begin(*arguments, **more)

    stage.journal.begin = begin_after_the_pace  # type: ignore[method-assign]
    stage.pace.on_turn = has_asked.set
    await say_fact(ANSWER, voice=stage.voice)

    assert stage.pace.asked == [True]


async def test_an_answer_that_got_no_turn_meanwhile_asks_for_one() -> None:
    stage = Stage()
    turn = stage.pace.turn
    has_failed: list[bool] = []

    async def fail_first(sender: str, *, is_urgent: bool, within: timedelta) -> Turn:
        if not has_failed:
            has_failed.append(True)
            raise StoreUnavailable("away")
        return await turn(sender, is_urgent=is_urgent, within=within)

    stage.pace.turn = fail_first  # type: ignore[method-assign]
    await say_fact(ANSWER, voice=stage.voice)

    assert stage.journal.settled == [Sent("SM9")]


async def test_an_answer_that_was_tried_before_takes_no_turn_that_it_may_not_use() -> None:
    """Hundreds that wait for evidence and look every few seconds would leave no turn for anybody."""
    stage = Stage(Doubtful("t", NOON, timedelta(0), 1, Utterance("")), clock=SetClock(NOON + timedelta(seconds=3)))

    with pytest.raises(Transient):
        await say_fact(ANSWER, voice=stage.voice)

    assert stage.pace.asked == []


async def test_no_turn_is_taken_beyond_the_time_that_is_waited_for_it() -> None:
    """It would be nobody's: with enough who wait nobody would get one that can be used."""
    stage = Stage()
    stage.pace.turns = [NotYet(timedelta(seconds=0.05))]

    await say_fact(a_reminder_due(), voice=stage.voice)

    assert PATIENCE >= stage.pace.within[0] >= stage.pace.within[1] + timedelta(seconds=0.05)


async def test_what_has_no_turn_yet_asks_again_and_keeps_the_speech() -> None:
    stage = Stage()
    stage.pace.turns = [NotYet(timedelta(0)), NotYet(timedelta(0)), Slot(time.monotonic() + 0.001, slack=5)]

    await say_fact(a_reminder_due(), voice=stage.voice)

    assert stage.journal.settled == [Sent("SM9")]


async def test_what_has_no_turn_soon_goes_back_and_is_free_for_anybody() -> None:
    stage = Stage()
    stage.pace.turns = [NotYet(timedelta(seconds=20))]

    with pytest.raises(Transient) as wait:
        await say_fact(a_reminder_due(), voice=stage.voice)

    assert wait.value.retry_after == timedelta(seconds=20)
    assert [type(verdict) for verdict in stage.journal.settled] == [NotSent]
    assert stage.phone.said == []


async def test_a_moment_that_was_slept_through_is_given_up_for_the_next_one() -> None:
    stage = Stage()
    stage.pace.turns = [Slot(time.monotonic() + 0.05, slack=0.01)]
    asyncio.get_running_loop().call_soon(time.sleep, 0.1)  # the loop is held up meanwhile

    await say_fact(a_reminder_due(), voice=stage.voice)

    assert stage.pace.asked == [False, False]
    assert stage.pace.late[0] > 0.01
    assert len(stage.phone.said) == 1


async def test_a_throttled_post_slows_the_whole_sender_down() -> None:
    stage = Stage(phone=OnePhone(NotSent("throttled (20429)", timedelta(seconds=2), Kind.THROTTLED)))

    with pytest.raises(Transient) as wait:
        await say_fact(ANSWER, voice=stage.voice)

    assert stage.pace.slowed == [timedelta(seconds=2)]
    assert wait.value.retry_after == timedelta(seconds=2)


async def test_a_store_that_is_away_does_not_hide_what_became_of_a_post() -> None:
    stage = Stage()
    stage.pace.is_away = True

    await say_fact(ANSWER, voice=stage.voice)

    assert stage.journal.settled == [Sent("SM9")]


async def test_a_refused_account_stops_everybody_raises_one_alarm_and_ends_by_itself() -> None:
    stage = Stage(phone=OnePhone(REFUSED))
    for _ in range(5):
        with pytest.raises(Transient):
            await say_fact(ANSWER, voice=stage.voice)

    assert len(stage.phone.said) == 1
    assert stage.voice.alarms.rings("account_refused")

    stage.voice.breakers.account.probe_at = 0
    stage.phone.verdict = Sent("SM1")
    await say_fact(ANSWER, voice=stage.voice)
    await say_fact(ANSWER, voice=stage.voice)

    assert not stage.voice.alarms.rings("account_refused")
    assert len(stage.phone.said) == 3


@pytest.mark.parametrize("verdict", [NotSent("no connection"), NotSent("throttled", None, Kind.THROTTLED)])
async def test_what_says_nothing_of_the_account_does_not_close_the_breaker(verdict: Verdict) -> None:
    stage = Stage(phone=OnePhone(verdict))
    stage.voice.breakers.account.trip(0.0)
    stage.voice.breakers.account.probe_at = 0

    with pytest.raises(Transient):
        await say_fact(ANSWER, voice=stage.voice)

    assert stage.voice.breakers.account.is_open


async def test_a_number_of_ours_that_is_refused_stops_no_other() -> None:
    stage = Stage(phone=OnePhone(NotSent("sender (63007)", None, Kind.SENDER)))
    other = ANSWER.model_copy(update={"sender": "whatsapp:+12025550100"})
    with pytest.raises(Transient):
        await say_fact(ANSWER, voice=stage.voice)
    assert stage.voice.alarms.rings("sender_refused")

    stage.phone.verdict = Sent("SM1")
    await say_fact(other, voice=stage.voice)
    with pytest.raises(Transient):
        await say_fact(ANSWER, voice=stage.voice)
    assert stage.voice.alarms.rings("sender_refused")

    stage.voice.breakers.of_sender[ANSWER.sender].probe_at = 0
    await say_fact(ANSWER, voice=stage.voice)

    assert len(stage.phone.said) == 3
    assert not stage.voice.alarms.rings("sender_refused")


def test_an_open_breaker_lets_one_probe_through_at_a_time_ever_more_rarely() -> None:
    breaker = Breaker()
    assert breaker.hold(0.0) == timedelta(0)

    breaker.trip(0.0)
    assert breaker.hold(1.0) == timedelta(seconds=1)
    assert [breaker.hold(2.0), breaker.hold(2.0)] == [timedelta(0), timedelta(seconds=2)]
    for _ in range(9):
        breaker.trip(10.0)
    assert breaker.hold(10.0) == LONGEST_PAUSE


async def test_while_an_answer_has_to_be_tried_again_typing_is_shown() -> None:
    stage = Stage(phone=OnePhone(NotSent("no connection")))
    answer = ANSWER.model_copy(update={"speech_id": SpeechId("re.SM" + "1" * 32)})

    with pytest.raises(Transient):
        await say_fact(answer, voice=stage.voice)
    with pytest.raises(Transient):
        await say_fact(a_reminder_due(), voice=stage.voice)
    await _a_moment_for_the_background()

    assert stage.phone.typed == ["SM" + "1" * 32]


async def _a_moment_for_the_background() -> None:
    for _ in range(3):
        await asyncio.sleep(0)
