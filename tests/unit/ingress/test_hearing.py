"""What a person's words ask for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.ingress.domain.hearing import MOST_WORDS
from shared.contract import (
    AddReminder,
    Command,
    DeleteReminders,
    ListReminders,
    SetZone,
    ShowHelp,
    TakeAnswer,
    Target,
    Welcome,
)
from tests.fakes.people import said


@pytest.mark.parametrize(
    ("words", "command"),
    [
        ("/start", Welcome),
        ("  START ", Welcome),
        ("/старт", Welcome),
        ("/help", ShowHelp),
        ("/ПОМОЩЬ", ShowHelp),
        ("/list", ListReminders),
        ("/список", ListReminders),
        ("/delete 2", DeleteReminders),
        ("/удалить k7", DeleteReminders),
        ("/add remind me to tea at 2026-12-01 09:00 in UTC", AddReminder),
        ("/добавить напомни чай в 2026-12-01 09:00 в Москва", AddReminder),
        ("Berlin", SetZone),
        ("2", TakeAnswer),
        ("", TakeAnswer),
        ("🍵", TakeAnswer),
    ],
)
def test_words_ask_for_a_command(words: str, command: type[Command]) -> None:
    assert isinstance(said(words), command)


def test_targets_are_kept_apart() -> None:
    command = said("/delete 2 k7 5-6")

    assert isinstance(command, DeleteReminders)
    assert command.targets == (
        Target(by="index", value="2"),
        Target(by="id", value="k7"),
        Target(by="index", value="5"),
        Target(by="index", value="6"),
    )


def test_a_page_of_the_list_can_be_named() -> None:
    assert [page.page for page in map(said, ("/list", "/list 2", "/list 0")) if isinstance(page, ListReminders)] == [
        1,
        2,
        1,
    ]


def test_more_words_than_a_person_can_type_are_not_read() -> None:
    command = said("/delete all " + "x" * MOST_WORDS)

    assert isinstance(command, TakeAnswer)
    assert len(command.words) == MOST_WORDS + 1


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=300))
def test_any_words_become_a_command_that_carries_them(words: str) -> None:
    assert said(words).words == words
