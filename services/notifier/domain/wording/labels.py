"""What a button says: what it does, else the moment or place that it offers, else its words."""

from dataclasses import dataclass

from services.notifier.domain import times
from services.notifier.domain.whatsapp import shortened
from services.notifier.domain.wording.catalogue import Catalogue
from shared.contract import Choice
from shared.language import Rule, say_rule

LONGEST = 20
"""Characters that WhatsApp shows on a button."""


@dataclass(frozen=True, slots=True)
class Button:
    """A ready answer as a button: what it shows, and the words that do it."""

    label: str
    words: str


def button(choice: Choice, words: Catalogue) -> Button:
    """Return the ready answer as a button."""
    return Button(shortened(_label(choice, words), LONGEST), choice.words)


def _label(choice: Choice, words: Catalogue) -> str:
    if choice.does in words.labels:
        return words.labels[choice.does]
    if choice.text:
        return choice.text
    if choice.rule is not None:
        return rule_of(choice, words) or choice.words
    if choice.due_at is not None and choice.zone is not None:
        local = times.clock(choice.due_at, choice.zone)
        return f"{local} {times.day_short(choice.due_at, choice.zone, words.language)}"
    return times.city(choice.zone, words.language) if choice.zone else choice.words


def rule_of(choice: Choice, words: Catalogue) -> str:
    """Return the repeat that is offered, in words; empty for a rule of a newer version."""
    try:
        return say_rule(Rule.from_json(choice.rule), words.language)
    except (ValueError, KeyError, TypeError):
        return ""
