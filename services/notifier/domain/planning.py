"""How a fact is said: in plain words, with buttons, or by template."""

from collections.abc import Mapping, MutableMapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from services.notifier.domain.labels import label_of
from services.notifier.domain.templates import by_template
from services.notifier.domain.utterances import Utterance
from services.notifier.domain.window import is_open
from services.notifier.domain.wording import say
from shared.contract import AnyFact, Choice, ReminderDue, payload_of
from shared.contract.buttons import LONGEST

MOST_BUTTONS = 3
"""WhatsApp shows so many without an approval."""

MOST_CHARACTERS_WITH_BUTTONS = 1024


@dataclass(frozen=True, slots=True)
class Contents:
    """What there is at Twilio to say things with."""

    templates: Mapping[str, str] = field(default_factory=dict)
    """By language; "" is for all others."""
    with_buttons: MutableMapping[int, str] = field(default_factory=dict)
    """By the number of buttons; filled while the house runs."""

    def template(self, language: str) -> str | None:
        return self.templates.get(language) or self.templates.get("")


def plan(fact: AnyFact, contents: Contents, *, now: datetime, form: str = "") -> Utterance | None:
    """Return how the fact is said now, in `form` if one is demanded; None when only a template would do and none is."""
    is_closed = isinstance(fact, ReminderDue) and not is_open(fact.heard_at, now)
    if form == "template" or is_closed:
        sid = contents.template(fact.language)
        return by_template(fact, sid, now=now) if sid and isinstance(fact, ReminderDue) else None
    text = say(fact, now=now)
    choices = answers_to(fact)[:MOST_BUTTONS]
    content = contents.with_buttons.get(len(choices))
    if content is None or form == "plain" or len(text) > MOST_CHARACTERS_WITH_BUTTONS:
        return Utterance(text)
    return Utterance(text, content, {"1": text, **_buttons(fact, choices)})


def answers_to(fact: AnyFact) -> Sequence[Choice]:
    """Return the ready answers that fit on buttons: as many as there are, or none."""
    fit = all(len(payload_of(choice.words, fact.speech_id)) <= LONGEST for choice in fact.choices)
    return fact.choices if fit else ()


def _buttons(fact: AnyFact, choices: Sequence[Choice]) -> Mapping[str, str]:
    """Return title and payload of each button, under the numbers that the content gives them."""
    variables = {}
    for number, choice in enumerate(choices, start=1):
        variables[str(2 * number)] = label_of(choice, fact.language)
        variables[str(2 * number + 1)] = payload_of(choice.words, fact.speech_id)
    return variables


def content_with_buttons(number: int) -> dict[str, object]:
    """Return what Twilio's Content API is given to create the content with so many buttons."""
    actions = [
        {"type": "QUICK_REPLY", "title": f"{{{{{2 * at}}}}}", "id": f"{{{{{2 * at + 1}}}}}"}
        for at in range(1, number + 1)
    ]
    samples = {str(at): "-" for at in range(1, 2 * number + 2)}
    return {
        "friendly_name": f"nudge_{number}_buttons_v1",
        "language": "en",
        "variables": samples,
        "types": {"twilio/quick-reply": {"body": "{{1}}", "actions": actions}, "twilio/text": {"body": "{{1}}"}},
    }
