"""What a button says: twenty characters at most."""

from collections.abc import Mapping

from services.notifier.domain import times
from services.notifier.domain.whatsapp import shortened
from shared.contract import Choice
from shared.language import Rule, say_rule

LONGEST = 20

LABELS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "again": "Say it anew",
        "delete": "Yes, delete",
        "done": "Done",
        "forget": "Yes, erase",
        "keep": "No",
        "language_auto": "As I write",
        "language_en": "English",
        "language_ru": "Русский",
        "more": "More",
        "move": "Move them along",
        "no": "No",
        "resume": "Go on",
        "snooze_10": "Snooze 10 min",
        "snooze_60": "Snooze 1 h",
        "start": "Start again",
        "stay": "Leave them",
        "undo": "Undo",
        "yes": "Yes",
    },
    "ru": {
        "again": "Сказать заново",
        "delete": "Да, удалить",
        "done": "Готово",
        "forget": "Да, стереть",
        "keep": "Нет",
        "language_auto": "Как я пишу",
        "language_en": "English",
        "language_ru": "Русский",
        "more": "Дальше",
        "move": "Перевести",
        "no": "Нет",
        "resume": "Продолжить",
        "snooze_10": "Через 10 минут",
        "snooze_60": "Через час",
        "start": "Начать снова",
        "stay": "Оставить",
        "undo": "Отменить",
        "yes": "Да",
    },
}

_OPENING: Mapping[str, str] = {"en": "Choose", "ru": "Выбрать"}


def opening(language: str) -> str:
    """Return what opens a list of ready answers."""
    return _OPENING.get(language, _OPENING["en"])


def label_of(choice: Choice, language: str) -> str:
    """Return the label of a ready answer: what it does, else the moment or place that it offers, else its words."""
    words = LABELS.get(language, LABELS["en"])
    if choice.does in words:
        return words[choice.does]
    if choice.text:
        return shortened(choice.text, LONGEST)
    if choice.rule is not None:
        return shortened(say_rule(Rule.from_json(choice.rule), language), LONGEST)
    if choice.due_at is not None and choice.zone is not None:
        local = times.clock(choice.due_at, choice.zone)
        return shortened(f"{local} {times.day_short(choice.due_at, choice.zone, language)}", LONGEST)
    if choice.zone is not None:
        return shortened(times.city(choice.zone, language), LONGEST)
    return shortened(choice.words, LONGEST)
