"""What is counted about messages: how punctual they are, what became of their posts, what they cost."""

from collections.abc import Sequence
from datetime import datetime

from services.notifier.domain.utterances import Utterance
from services.notifier.domain.verdicts import Sent, Verdict
from services.notifier.handlers.voice import Voice
from shared.contract import AnyFact, ReminderDue
from shared.runtime.telemetry import (
    answer_seconds,
    reminder_punctuality_seconds,
    twilio_cost_dollars_total,
    twilio_posts_total,
)


def count_post(facts: Sequence[AnyFact], said: Utterance, verdict: Verdict, voice: Voice) -> None:
    """Count one post to Twilio, and what it told."""
    kind = "reminder" if any(isinstance(fact, ReminderDue) for fact in facts) else "answer"
    form = "template" if said.content in voice.contents.templates.values() else "session"
    twilio_posts_total.labels(type(verdict).__name__.lower(), kind, form).inc()
    if isinstance(verdict, Sent):
        twilio_cost_dollars_total.labels(form).inc(voice.prices[form])
        now = voice.clock.now()
        for fact in facts:
            count_stage(fact, "sent", now)
            if not isinstance(fact, ReminderDue):
                answer_seconds.labels("sent").observe(max((now - fact.at).total_seconds(), 0))


def count_stage(fact: AnyFact, stage: str, at: datetime) -> None:
    """Note how late a reminder was when it reached a stage; an answer is due at no moment."""
    if isinstance(fact, ReminderDue):
        late = at - fact.reminder.due_at
        reminder_punctuality_seconds.labels(stage).observe(max(late.total_seconds(), 0))
