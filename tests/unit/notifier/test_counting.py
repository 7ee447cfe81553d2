"""What is counted about messages."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from services.notifier.domain.planning import Contents
from services.notifier.domain.utterances import Utterance
from services.notifier.domain.verdicts import NotSent, Sent
from services.notifier.handlers.counting import count_post
from services.notifier.handlers.reporting import take_receipt
from services.notifier.ports import Arrived
from shared.contract import SpeechId, SpeechSent, StatusReported
from shared.runtime.telemetry import REGISTRY
from tests.fakes.clock import NOON
from tests.fakes.people import ANNA
from tests.fakes.voice import ANSWER, Stage, a_reminder_due

TEMPLATE = "HX" + "1" * 32


def value(name: str, **labels: str) -> float:
    return REGISTRY.get_sample_value(f"nudge_{name}", labels) or 0


def counted(name: str, **labels: str) -> Callable[[], float]:
    """Return what tells by how much the metric has risen since now."""
    before = value(name, **labels)
    return lambda: round(value(name, **labels) - before, 6)


def test_only_what_was_sent_costs_something_and_a_template_costs_more() -> None:
    voice = replace(
        Stage().voice, prices={"session": 0.005, "template": 0.025}, contents=Contents(templates={"en": TEMPLATE})
    )
    session = counted("twilio_cost_dollars_total", form="session")
    template = counted("twilio_cost_dollars_total", form="template")
    unsent = counted("twilio_posts_total", result="notsent", kind="answer", form="session")

    count_post([ANSWER], Utterance("hm"), Sent("SM1"), voice)
    count_post([ANSWER], Utterance("hm"), NotSent("away"), voice)
    count_post([a_reminder_due()], Utterance("tea", TEMPLATE), Sent("SM2"), voice)

    assert (session(), template(), unsent()) == (0.005, 0.025, 1)


@pytest.mark.parametrize("was_news", [True, False])
async def test_an_arrival_tells_once_how_late_the_reminder_was_on_the_phone(*, was_news: bool) -> None:
    stage = Stage()
    lateness = counted("reminder_punctuality_seconds_sum", stage="delivered")
    times = counted("reminder_punctuality_seconds_count", stage="delivered")
    receipt = StatusReported(
        chat=ANNA, sid="SM7", status="delivered", speech_id=SpeechId("abc.1.0"), at=NOON + timedelta(seconds=3)
    )

    for fact in (a_reminder_due(NOON), None):
        stage.journal.news = Arrived(was_news, fact)
        await take_receipt(receipt, voice=stage.voice)

    assert (lateness(), times()) == (3, 1)
    assert stage.outbox.kinds.count(SpeechSent) == (2 if was_news else 0)
