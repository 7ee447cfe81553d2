"""Questions with their ready answers."""

from datetime import datetime

from services.notifier.domain import times
from services.notifier.domain.whatsapp import bold, plain, shortened
from services.notifier.domain.wording import phrases
from services.notifier.domain.wording.catalogue import Catalogue
from services.notifier.domain.wording.labels import rule_of
from shared.contract import Choice, Fact, QuestionAsked, QuestionDropped

OPEN_REASONS = frozenset({"nothing_named", "several", "too_often"})
"""Questions that no answer of a word or two would settle: the person begins anew."""


def question(fact: QuestionAsked, words: Catalogue) -> str:
    sentence = words.questions.get(fact.reason, words.questions[""])
    if fact.reason == "unknown_zone" and not fact.choices:
        sentence = words.unknown_place
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
        return rule_of(choice, words) or plain(choice.words)
    if choice.due_at is not None and choice.zone is not None:
        return times.when(choice.due_at, choice.zone, words.language, now=now)
    if choice.zone is not None and choice.does in {"", "zone"}:
        return f"{times.city(choice.zone, words.language)} ({choice.zone})"
    return words.offers.get(choice.does) or plain(choice.words)
