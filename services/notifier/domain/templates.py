"""The reminder template, as WhatsApp approves it in each language, and what its variables may hold."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from services.notifier.domain import times
from services.notifier.domain.labels import label_of
from services.notifier.domain.utterances import Utterance
from shared.contract import Choice, Language, ReminderDue, ReminderView, SpeechId, payload_of

VERSION = 1
"""Of the templates. A rejected name cannot be used again: raise it with every change."""

LONGEST_TASK = 700
"""The whole may have 1,024 characters after substitution."""

LATE_FROM = timedelta(minutes=1)
EMPTY = "-"
"""Twilio refuses an empty variable."""


@dataclass(frozen=True, slots=True)
class Template:
    """One language's wording. {{1}} is the task, {{2}} its id, {{3}} the speech; neither begins nor ends the body."""

    language: Language
    body: str
    late: str
    """Put behind a task that comes late; takes {time}."""


TEMPLATES: Mapping[str, Template] = {
    "en": Template(
        Language("en"),
        body="🔔 You asked me to remind you now of this: {{1}} ({{2}}). Press a button when it is done or has to wait.",
        late="{task}, due at {time}",
    ),
    "ru": Template(
        Language("ru"),
        body="🔔 Вы просили напомнить об этом сейчас: {{1}} ({{2}}). Нажмите кнопку, когда сделано или надо отложить.",
        late="{task}, было на {time}",
    ),
}


def buttons(id_: str) -> Sequence[Choice]:
    """Return the three ready answers under a reminder."""
    return (
        Choice(words=f"/done {id_}", does="done"),
        Choice(words=f"/snooze {id_} 10 min", does="snooze_10"),
        Choice(words=f"/snooze {id_} 1 h", does="snooze_60"),
    )


def definition(template: Template) -> dict[str, object]:
    """Return what Twilio's Content API is given to create the template."""
    actions = [
        {"type": "QUICK_REPLY", "title": label_of(choice, template.language), "id": payload_of(choice.words, _SPEECH)}
        for choice in buttons("{{2}}")
    ]
    samples = {"1": "call mom", "2": "k7", "3": "0123456789abcdef.1.0"}
    return {
        "friendly_name": name_of(template.language),
        "language": template.language,
        "variables": samples,
        "types": {
            "twilio/quick-reply": {"body": template.body, "actions": actions},
            "twilio/text": {"body": template.body},
        },
    }


def name_of(language: str) -> str:
    return f"nudge_reminder_{language}_v{VERSION}"


def by_template(fact: ReminderDue, sid: str, *, now: datetime) -> Utterance:
    """Return the reminder as its template says it."""
    template = TEMPLATES.get(fact.language, TEMPLATES["en"])
    views = (fact.reminder, *fact.others)
    task = sanitised("; ".join(_task(view, template, now) for view in views), LONGEST_TASK)
    ids = sanitised(" ".join(view.id for view in views), 100)
    variables = {"1": task, "2": ids, "3": fact.speech_id}
    text = template.body.replace("{{1}}", task).replace("{{2}}", ids)
    return Utterance(text, sid, variables)


def sanitised(text: str, most: int) -> str:
    """Return the text as a variable may hold it: one line, single spaces, no control characters, never empty."""
    line = " ".join(re.sub(r"[\x00-\x1f\x7f\u2028\u2029]", " ", text).split())
    return (line if len(line) <= most else line[: most - 1].rstrip() + "…") or EMPTY


_SPEECH = SpeechId("{{3}}")


def _task(view: ReminderView, template: Template, now: datetime) -> str:
    if now - view.due_at < LATE_FROM:
        return view.text
    return template.late.format(task=view.text, time=times.clock(view.due_at, view.zone))
