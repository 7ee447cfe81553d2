"""A post of which nothing is known is settled by evidence before anything is sent again."""

from datetime import timedelta
from unittest.mock import patch

import pytest

from services.notifier.domain.utterances import Utterance
from services.notifier.domain.verdicts import NotSent, Refused, Sent
from services.notifier.domain.watch import MOST, Watch
from services.notifier.handlers.speaking import say_fact
from services.notifier.ports import Doubtful
from shared.contract import SpeechRefused, SpeechSent
from shared.runtime.errors import Permanent, Transient
from tests.fakes.clock import NOON
from tests.fakes.voice import ANSWER, OnePhone, Stage


def doubtful(*, age: int, attempts: int = 1) -> Doubtful:
    return Doubtful("t", NOON - timedelta(seconds=age), timedelta(seconds=age), attempts, Utterance("hm"))


def seen(stage: Stage, *, ago: float) -> None:
    """Let this notifier have seen the doubt so long ago by its own clock."""
    with patch("time.monotonic", return_value=0.0):
        stage.voice.watch.seen["t.1"] = stage.voice.watch.seen["t.2"] = -ago


async def say_at_zero(stage: Stage) -> None:
    with patch("time.monotonic", return_value=0.0):
        await say_fact(ANSWER, voice=stage.voice)


@pytest.mark.parametrize(("age", "watched"), [(34, 36), (3600, 34), (3600, 0)])
async def test_until_both_clocks_agree_that_twilio_had_its_time_nobody_looks(age: int, watched: int) -> None:
    stage = Stage(doubtful(age=age), OnePhone(sent_as=["SM7"]))
    seen(stage, ago=watched)

    with pytest.raises(Transient):
        await say_at_zero(stage)

    assert (stage.journal.settled, stage.phone.texts) == ([], [])


async def test_what_twilio_lists_was_sent() -> None:
    stage = Stage(doubtful(age=36), OnePhone(sent_as=["SM7"]))
    seen(stage, ago=36)

    await say_at_zero(stage)

    assert stage.journal.settled == [Sent("SM7")]
    assert stage.phone.texts == []
    assert stage.outbox.kinds == [SpeechSent]


async def test_the_same_words_said_for_another_reason_are_no_evidence() -> None:
    stage = Stage(doubtful(age=36), OnePhone(sent_as=["SM6", "SM7"]))
    stage.journal.answers = ["taken", "written"]
    seen(stage, ago=36)

    await say_at_zero(stage)

    assert stage.journal.settled == [Sent("SM6"), Sent("SM7")]
    assert [outcome.sid for outcome in stage.outbox.sent] == ["SM7"]  # type: ignore[attr-defined]


async def test_a_list_that_does_not_show_it_yet_is_looked_at_again() -> None:
    stage = Stage(doubtful(age=36))
    seen(stage, ago=36)

    with pytest.raises(Transient):
        await say_at_zero(stage)

    assert stage.journal.settled == []


async def test_what_twilio_has_not_listed_in_twice_the_time_is_free_to_be_sent_again() -> None:
    stage = Stage(doubtful(age=71))
    seen(stage, ago=71)

    with pytest.raises(Transient):
        await say_at_zero(stage)

    assert [type(verdict) for verdict in stage.journal.settled] == [NotSent]
    assert stage.phone.texts == []


async def test_after_two_posts_without_evidence_an_operator_decides() -> None:
    stage = Stage(doubtful(age=71, attempts=2))
    seen(stage, ago=71)

    with pytest.raises(Permanent):
        await say_at_zero(stage)

    assert [type(verdict) for verdict in stage.journal.settled] == [Refused]
    assert stage.phone.texts == []
    assert stage.outbox.kinds == [SpeechRefused]


async def test_evidence_that_comes_at_the_last_moment_keeps_it_from_being_parked() -> None:
    stage = Stage(doubtful(age=71, attempts=2))
    stage.journal.answers = ["known"]
    seen(stage, ago=71)

    with pytest.raises(Transient):
        await say_at_zero(stage)

    assert stage.outbox.sent == []


def test_the_watch_remembers_no_more_doubts_than_it_can_hold() -> None:
    watch = Watch()
    for number in range(MOST + 5):
        watch.age(str(number), 0.0)

    assert len(watch.seen) == MOST
    assert watch.age("0", 9.0) == timedelta(0)
    assert watch.age(str(MOST), 9.0) == timedelta(seconds=9)
