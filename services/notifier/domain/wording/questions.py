"""Questions with their ready answers, and the same answers as buttons."""

from dataclasses import dataclass
from datetime import datetime

from services.notifier.domain import times
from services.notifier.domain.whatsapp import bold, plain, shortened
from services.notifier.domain.wording import phrases
from services.notifier.domain.wording.catalogue import Catalogue
from shared.contract import Choice, Fact, QuestionAsked, QuestionDropped
from shared.language import Rule, say_rule

LABEL = 20
"""Characters that WhatsApp shows on a button."""
OPEN_REASONS = frozenset({"nothing_named", "several", "too_often"})
"""Questions that no answer of a word or two would settle: the person begins anew."""


@dataclass(frozen=True, slots=True)
class Button:
    """A ready answer as a button: what it shows, and the words that do it."""

    label: str
    words: str


def question(fact: QuestionAsked, words: Catalogue) -> str:
    sentence = words.questions.get(fact.reason, words.questions[""])
    doubtful = ", ".join(plain(shortened(word, 40)) for word in fact.doubtful)
    task = bold(shortened(fact.about, 80))
    lines = [sentence.format(task=task, doubtful=doubtful, number=fact.about)]
    lines += [f"{number}. {_line(choice, words, fact.at)}" for number, choice in enumerate(fact.choices, start=1)]
    if fact.choices:
        lines.append(words.answer_by_number)
    elif fact.reason not in OPEN_REASONS:
        lines.append(words.answer_by_words)
    return "\n".join(lines)


def dropped(fact: QuestionDropped, words: Catalogue) -> str:
    if fact.late:
        return words.question_late
    return (
        words.question_dropped_task.format(task=bold(shortened(fact.about, 80)))
        if fact.about
        else words.question_dropped
    )


def numbered(fact: Fact, words: Catalogue) -> list[str]:
    """Return the ready answers of a fact that asks beside what it tells."""
    return [f"{number}. {_line(choice, words, fact.at)}" for number, choice in enumerate(fact.choices, start=1)]


def _line(choice: Choice, words: Catalogue, now: datetime) -> str:
    offered = _offered(choice, words, now)
    return f"{plain(shortened(choice.text, 40))}: {offered}" if choice.text else phrases.opening(offered)


def _offered(choice: Choice, words: Catalogue, now: datetime) -> str:
    if choice.rule is not None:
        return _rule(choice, words)
    if choice.due_at is not None and choice.zone is not None:
        return times.when(choice.due_at, choice.zone, words.language, now=now)
    if choice.zone is not None and choice.does in {"", "zone"}:
        return f"{times.city(choice.zone, words.language)} ({choice.zone})"
    return words.offers.get(choice.does) or plain(choice.words)


def _rule(choice: Choice, words: Catalogue) -> str:
    try:
        return say_rule(Rule.from_json(choice.rule), words.language)
    except (ValueError, KeyError, TypeError):
        return plain(choice.words)


def button(choice: Choice, words: Catalogue, now: datetime) -> Button:
    """Return the ready answer as a button."""
    return Button(shortened(_label(choice, words, now), LABEL), choice.words)


def _label(choice: Choice, words: Catalogue, now: datetime) -> str:
    if choice.does in words.labels:
        return words.labels[choice.does]
    if choice.text:
        return choice.text
    if choice.rule is not None:
        return _rule(choice, words)
    if choice.due_at is not None:
        zone = choice.zone or "UTC"
        near = times.days_ahead(choice.due_at, zone, now=now) == 0
        return times.clock(choice.due_at, zone) if near else times.short(choice.due_at, zone, words.language)
    return times.city(choice.zone, words.language) if choice.zone else choice.words
