"""All that Nudge says, in one place per language. A fact in, a message out."""

from collections.abc import Mapping
from datetime import datetime

from services.notifier.domain.whatsapp import MOST_CHARACTERS
from services.notifier.domain.wording.catalogue import Catalogue, render
from services.notifier.domain.wording.english import ENGLISH
from services.notifier.domain.wording.russian import RUSSIAN
from shared.contract import AnyFact

CATALOGUES: Mapping[str, Catalogue] = {"en": ENGLISH, "ru": RUSSIAN}


def say(fact: AnyFact, *, now: datetime) -> str:
    """Return the message for `fact`, in the person's language, or English where there are no words in it."""
    catalogue = CATALOGUES.get(fact.language, ENGLISH)
    return render(fact, catalogue, now=now)[:MOST_CHARACTERS]
