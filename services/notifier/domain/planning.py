"""How a fact is said: in plain words, with buttons, or by template."""

from collections.abc import Mapping, MutableMapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from services.notifier.domain.company import told
from services.notifier.domain.templates import by_template
from services.notifier.domain.utterances import Utterance
from services.notifier.domain.whatsapp import MOST_CHARACTERS_WITH_BUTTONS
from services.notifier.domain.window import is_open
from services.notifier.domain.wording import label_of, words_of
from shared.contract import AnyFact, Choice, ReminderDue, payload_of
from shared.contract.buttons import LONGEST

MOST_BUTTONS = 3
"""WhatsApp shows so many without an approval; more ready answers are a list to pick from."""

MOST_CHOICES = 10
"""Rows of such a list. What offers even more is answered by number."""


@dataclass(frozen=True, slots=True)
class Contents:
    """What there is at Twilio to say things with."""

    templates: MutableMapping[str, str] = field(default_factory=dict)
    """By language; "" is for all others. Those that the settings do not name come and go while the house runs."""
    with_choices: MutableMapping[int, str] = field(default_factory=dict)
    """By the number of ready answers; filled while the house runs."""

    def template(self, language: str) -> str | None:
        return self.templates.get(language) or self.templates.get("")


def plan(fact: AnyFact, contents: Contents, *, now: datetime, form: str = "") -> Utterance | None:
    """Return how the fact is said now, in `form` if one is demanded; None when only a template would do and none is."""
    return plan_together([fact], contents, now=now, form=form)


def plan_together(facts: Sequence[AnyFact], contents: Contents, *, now: datetime, form: str = "") -> Utterance | None:
    """Return how one message says all of these, of which one at most has ready answers."""
    fact = next((fact for fact in facts if fact.choices), facts[-1])
    # Whoever is answered wrote a moment ago.
    is_closed = all(isinstance(fact, ReminderDue) and not is_open(fact.heard_at, now) for fact in facts)
    if form == "template" or is_closed:
        sid = contents.template(fact.language)
        return by_template(fact, sid, now=now) if sid and isinstance(fact, ReminderDue) else None
    text = told(facts, now=now)
    choices = answers_to(fact)
    content = contents.with_choices.get(len(choices))
    if content is None or form == "plain" or len(text) > MOST_CHARACTERS_WITH_BUTTONS:
        return Utterance(text)
    return Utterance(text, content, {"1": text, **_variables(fact, choices)})


def answers_to(fact: AnyFact) -> Sequence[Choice]:
    """Return the ready answers that can be tapped: as many as there are, or none."""
    fit = all(len(payload_of(choice.words, fact.speech_id)) <= LONGEST for choice in fact.choices)
    return fact.choices if fit else ()


def _variables(fact: AnyFact, choices: Sequence[Choice]) -> Mapping[str, str]:
    """Return title and payload of each ready answer, under the numbers that the content gives them."""
    variables = {}
    for number, choice in enumerate(choices, start=1):
        variables[str(2 * number)] = label_of(choice, fact.language)
        variables[str(2 * number + 1)] = payload_of(choice.words, fact.speech_id)
    if len(choices) > MOST_BUTTONS:
        variables[str(2 * len(choices) + 2)] = words_of(fact.language).choose
    return variables


def content_with_choices(number: int) -> dict[str, object]:
    """Return what Twilio's Content API is given to create the content with so many buttons, or rows of a list."""
    is_list = number > MOST_BUTTONS
    places = [(_place(2 * at), _place(2 * at + 1)) for at in range(1, number + 1)]
    if is_list:
        items = [{"item": title, "id": payload} for title, payload in places]
        shape: dict[str, object] = {"body": _place(1), "button": _place(2 * number + 2), "items": items}
    else:
        actions = [{"type": "QUICK_REPLY", "title": title, "id": payload} for title, payload in places]
        shape = {"body": _place(1), "actions": actions}
    return {
        "friendly_name": f"nudge_{number}_{'rows' if is_list else 'buttons'}_v1",
        "language": "en",
        "variables": {str(at): "-" for at in range(1, 2 * number + (3 if is_list else 2))},
        "types": {
            "twilio/list-picker" if is_list else "twilio/quick-reply": shape,
            "twilio/text": {"body": _place(1)},
        },
    }


def _place(number: int) -> str:
    return f"{{{{{number}}}}}"
