"""All that Nudge says, in one place per language. A fact in, a message and its buttons out."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from services.notifier.domain.whatsapp import MOST_CHARACTERS
from services.notifier.domain.wording.catalogue import Catalogue
from services.notifier.domain.wording.english import ENGLISH
from services.notifier.domain.wording.labels import Button, button
from services.notifier.domain.wording.rendering import render
from services.notifier.domain.wording.russian import RUSSIAN
from shared.contract import AnyFact, Choice

CATALOGUES: Mapping[str, Catalogue] = {"en": ENGLISH, "ru": RUSSIAN}


def say(fact: AnyFact, *, now: datetime) -> str:
    """Return the message for `fact`, in the person's language, or English where there are no words in it."""
    return render(fact, words_of(fact.language), now=now)[:MOST_CHARACTERS]


def buttons(fact: AnyFact) -> Sequence[Button]:
    """Return the ready answers of `fact` as buttons, the likeliest first. Tapping one sends its words."""
    return [button(choice, words_of(fact.language)) for choice in fact.choices]


def label_of(choice: Choice, language: str) -> str:
    """Return what the button of a ready answer says."""
    return button(choice, words_of(language)).label


def words_of(language: str) -> Catalogue:
    """Return the words of the language, or English where there are none in it."""
    return CATALOGUES.get(language, ENGLISH)
