"""What Twilio reports is kept, acted upon and told."""

import pytest

from services.notifier.handlers.reporting import take_receipt
from services.notifier.ports import Again, Failed, News, Told
from shared.contract import (
    Message,
    Outcome,
    ReminderDue,
    ReminderId,
    SpeechDelivered,
    SpeechFailed,
    SpeechId,
    SpeechRead,
    SpeechSent,
    StatusReported,
)
from tests.fakes.clock import NOON
from tests.fakes.people import ANNA
from tests.fakes.voice import Stage, a_reminder_due


def a_receipt(status: str, code: int | None = None, speech: str | None = "abc.1.0") -> StatusReported:
    speech_id = SpeechId(speech) if speech else None
    return StatusReported(
        chat=ANNA, sid="SM7", status=status, speech_id=speech_id, reminder="k1", error_code=code, at=NOON
    )


async def told(stage: Stage, receipt: StatusReported, news: News) -> list[type[Message]]:
    stage.journal.news = news
    await take_receipt(receipt, voice=stage.voice)
    return stage.outbox.kinds


@pytest.mark.parametrize(
    ("status", "news", "outcomes"),
    [
        ("sent", "sent", [SpeechSent]),
        ("sent", "known", []),
        ("delivered", "sent", [SpeechSent, SpeechDelivered]),
        ("delivered", "known", [SpeechDelivered]),
        ("read", "known", [SpeechRead]),
        ("delivered", "double", [SpeechDelivered]),
        ("invented_in_2031", "known", []),
    ],
)
async def test_a_report_is_evidence_and_arrivals_are_told(
    status: str, news: News, outcomes: list[type[Message]]
) -> None:
    assert await told(Stage(), a_receipt(status), news) == outcomes


async def test_a_report_on_something_that_is_not_ours_is_let_be() -> None:
    assert await told(Stage(), a_receipt("delivered", speech=None), "sent") == []


async def test_a_failure_that_is_worth_another_try_puts_the_fact_on_the_bus_again() -> None:
    stage = Stage()

    assert await told(stage, a_receipt("failed", 63016), Again(1, a_reminder_due())) == [ReminderDue]
    assert stage.outbox.ids == ["abc.1.0:again:1"]


async def test_a_failure_for_good_is_told_and_the_fact_parked() -> None:
    stage = Stage()

    assert await told(stage, a_receipt("undelivered", 63014), Failed(63014, a_reminder_due())) == [SpeechFailed]
    [outcome] = stage.outbox.sent
    assert isinstance(outcome, SpeechFailed)
    assert (outcome.code, outcome.why) == (63014, "opted_out")
    assert stage.outbox.parked == [(a_reminder_due(), "The person has blocked this sender. (63014)")]


async def test_a_report_on_several_speeches_is_told_of_each() -> None:
    stage = Stage()
    stage.journal.news = "sent"
    stage.journal.together = {
        SpeechId("with.1"): [Told(SpeechId("abc.1.0"), ReminderId("k1")), Told(SpeechId("re.SM1"), None)]
    }

    await take_receipt(a_receipt("delivered", speech="with.1"), voice=stage.voice)

    outcomes = [outcome for outcome in stage.outbox.sent if isinstance(outcome, Outcome)]
    assert [(outcome.kind, outcome.speech_id, outcome.reminder) for outcome in outcomes] == [
        ("speech_sent", "abc.1.0", "k1"),
        ("speech_delivered", "abc.1.0", "k1"),
        ("speech_sent", "re.SM1", None),
        ("speech_delivered", "re.SM1", None),
    ]
