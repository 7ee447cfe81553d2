"""Every command that a sentence of Nudge's names is one that Nudge knows."""

import re

import pytest

from services.notifier.domain.wording import CATALOGUES
from shared.contract import AddReminder, TakeAnswer
from tests.fakes.people import said

COMMAND = re.compile(r"(?<![\w}])/[a-zа-яё]+(?: (?:[a-zа-яё]*\d+|\{id\}|auto|авто|me|меня))*")
NAMED = sorted(
    {
        command.replace("{id}", "k1")
        for catalogue in CATALOGUES.values()
        for _, sentence in catalogue.sentences()
        for command in COMMAND.findall(sentence)
    }
)


def test_the_sentences_name_commands() -> None:
    assert {"/list", "/список", "/undo", "/верни", "/done 2", "/language auto"} <= set(NAMED)


@pytest.mark.parametrize("words", NAMED)
def test_a_command_that_is_named_is_known(words: str) -> None:
    assert not isinstance(said(words), TakeAnswer | AddReminder) or words in {"/add", "/добавить"}


@pytest.mark.parametrize("words", ["more", "ещё", "cancel", "отмена", "done", "готово", "да", "yes"])
def test_a_word_that_is_named_is_no_reminder(words: str) -> None:
    assert not isinstance(said(words), AddReminder)
