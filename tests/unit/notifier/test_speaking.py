"""Each speech is sent once, whatever becomes of a post."""

from dataclasses import replace
from datetime import timedelta

import pytest

from services.notifier.domain.codes import Kind
from services.notifier.domain.verdicts import NotSent, Otherwise, Refused, Sent, Unknown
from services.notifier.handlers.speaking import say_fact
from services.notifier.ports import Busy, Done, GivenUp, Go, Wait
from shared.contract import SpeechId, SpeechRefused, SpeechSent
from shared.runtime.errors import Permanent, Transient
from tests.fakes.clock import NOON
from tests.fakes.voice import ANSWER, OnePhone, Stage, a_reminder_due


async def test_a_fact_is_sent_and_its_outcome_told() -> None:
    stage = Stage()

    await say_fact(a_reminder_due(NOON), voice=stage.voice)

    assert stage.phone.texts == ["🔔 *tea* (k1)"]
    assert stage.journal.settled == [Sent("SM9")]
    [outcome] = stage.outbox.sent
    assert isinstance(outcome, SpeechSent)
    assert (outcome.reminder, outcome.sid) == ("k1", "SM9")


async def test_nothing_is_sent_before_its_moment_by_the_senders_own_clock() -> None:
    stage = Stage()

    with pytest.raises(Transient) as wait:
        await say_fact(a_reminder_due(NOON + timedelta(hours=2)), voice=stage.voice)

    assert stage.phone.texts == []
    assert wait.value.retry_after == timedelta(seconds=5)


async def test_another_number_of_ours_says_what_was_for_one_that_is_no_longer_ours() -> None:
    stage = Stage()
    stage.voice = replace(stage.voice, senders=("whatsapp:+12025550100", "whatsapp:+12025550101"))

    await say_fact(a_reminder_due(), voice=stage.voice)
    await say_fact(a_reminder_due(speech="abc.2.0"), voice=stage.voice)

    assert len(set(stage.phone.senders)) == 1
    assert stage.phone.senders[0] in stage.voice.senders


async def test_what_was_sent_is_not_sent_again_but_its_outcome_is_told_again() -> None:
    stage = Stage(Done("SM5"))

    await say_fact(ANSWER, voice=stage.voice)

    assert stage.phone.texts == []
    assert stage.outbox.kinds == [SpeechSent]


@pytest.mark.parametrize("standing", [Busy(timedelta(seconds=4)), Wait(timedelta(seconds=4))])
async def test_what_another_is_sending_or_comes_too_early_waits(standing: Busy | Wait) -> None:
    stage = Stage(standing)

    with pytest.raises(Transient) as wait:
        await say_fact(ANSWER, voice=stage.voice)

    assert stage.phone.texts == []
    assert wait.value.retry_after == timedelta(seconds=4)


async def test_nobody_need_doubt_about_what_a_paused_process_did_not_post(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("services.notifier.handlers.speaking.SENDING_LEASE", timedelta(seconds=-1))
    stage = Stage()

    with pytest.raises(Transient, match="paused"):
        await say_fact(ANSWER, voice=stage.voice)

    assert stage.phone.texts == []
    assert [type(verdict) for verdict in stage.journal.settled] == [NotSent]


async def test_a_refusal_is_told_and_parked_in_words_that_a_person_understands() -> None:
    stage = Stage(phone=OnePhone(Refused(21211, Kind.UNREACHABLE)))

    with pytest.raises(Permanent, match=r"There is no WhatsApp at this number\. \(21211\)"):
        await say_fact(ANSWER, voice=stage.voice)

    [outcome] = stage.outbox.sent
    assert isinstance(outcome, SpeechRefused)
    assert outcome.code == 21211


async def test_a_refusal_that_was_not_told_is_told_again() -> None:
    stage = Stage(GivenUp(21211))

    with pytest.raises(Permanent):
        await say_fact(ANSWER, voice=stage.voice)

    assert stage.phone.texts == []
    assert stage.outbox.kinds == [SpeechRefused]


async def test_a_refusal_is_not_told_when_a_callback_has_shown_that_it_was_sent() -> None:
    stage = Stage(phone=OnePhone(Refused(21211)))
    stage.journal.answers = ["known"]

    with pytest.raises(Transient):
        await say_fact(ANSWER, voice=stage.voice)

    assert stage.outbox.sent == []


async def test_what_was_certainly_not_sent_is_tried_again_when_twilio_says() -> None:
    stage = Stage(phone=OnePhone(NotSent("throttled", timedelta(seconds=2))))

    with pytest.raises(Transient) as wait:
        await say_fact(ANSWER, voice=stage.voice)

    assert wait.value.retry_after == timedelta(seconds=2)
    assert [type(verdict) for verdict in stage.journal.settled] == [NotSent]
    assert stage.outbox.sent == []


async def test_an_unknown_outcome_is_written_down_and_nothing_is_told() -> None:
    stage = Stage(phone=OnePhone(Unknown("HTTP 500")))

    with pytest.raises(Transient):
        await say_fact(ANSWER, voice=stage.voice)

    assert stage.journal.settled == [Unknown("HTTP 500")]
    assert stage.outbox.sent == []


async def test_another_form_is_tried_once_and_then_it_is_a_refusal() -> None:
    first = Stage(phone=OnePhone(Otherwise(21656)))
    second = Stage(Go("t", NOON, "plain"), OnePhone(Otherwise(21656)))

    with pytest.raises(Transient):
        await say_fact(a_reminder_due(), voice=first.voice)
    with pytest.raises(Permanent):
        await say_fact(a_reminder_due(), voice=second.voice)

    assert first.journal.settled == [Otherwise(21656)]
    assert second.journal.settled == [Refused(21656, Kind.CONTENT)]


async def test_a_message_that_failed_before_its_post_returned_is_looked_at_again_and_not_told_as_sent() -> None:
    stage = Stage()
    stage.journal.answers = ["failed"]

    with pytest.raises(Transient):
        await say_fact(ANSWER, voice=stage.voice)

    assert stage.outbox.sent == []


async def test_what_waits_for_the_same_person_is_taken_along_and_each_is_told_of() -> None:
    milk = a_reminder_due(speech="abc.2.0", text="milk", id_="k2")
    stage = Stage(Go("t", NOON, "", (milk,)))
    stage.journal.name = SpeechId("with.1")

    await say_fact(a_reminder_due(), voice=stage.voice)

    [text] = stage.phone.texts
    assert "*tea* (k1)" in text
    assert "*milk* (k2)" in text
    assert stage.journal.settled == [Sent("SM9"), Sent("SM9")]
    assert {outcome.speech_id for outcome in stage.outbox.sent if isinstance(outcome, SpeechSent)} == {
        "abc.1.0",
        "abc.2.0",
    }


async def test_who_finds_the_others_in_other_hands_speaks_alone() -> None:
    stage = Stage(Go("t", NOON, "", (a_reminder_due(speech="abc.2.0", text="milk", id_="k2"),)))

    await say_fact(a_reminder_due(), voice=stage.voice)

    assert stage.phone.texts == ["🔔 *tea* (k1)"]
    assert stage.journal.settled == [Sent("SM9")]
