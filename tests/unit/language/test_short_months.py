"""The 29th, 30th and 31st: a question with both ways out, each said so that it can be sent back."""

from collections.abc import Callable

import pytest

from shared.language import Ask
from shared.language.say import say_rule
from shared.language.values import Outcome

ZONE = "Europe/Berlin"


@pytest.mark.parametrize(
    ("phrase", "language", "ways"),
    [
        (
            "pay the rent every 31st at 9am",
            "en",
            [
                "every month on the 31st at 09:00 except in February, April, June, September and November",
                "every month on the last day at 09:00",
            ],
        ),
        (
            "платить за квартиру каждое 30 число в 9:00",
            "ru",
            ["каждый месяц 30 числа в 09:00 кроме февраля", "каждый месяц в последний день в 09:00"],
        ),
        (
            "party every year on february 29 at 10am",
            "en",
            ["every 4 years on 29 February at 10:00", "every year on the last day of February at 10:00"],
        ),
        (
            "праздник каждый год 29 февраля в 10:00",
            "ru",
            ["каждые 4 года 29 февраля в 10:00", "каждый год в последний день февраля в 10:00"],
        ),
    ],
)
def test_where_there_is_such_a_day_or_the_last_day_everywhere(
    phrase: str, language: str, ways: list[str], asked: Callable[[str, str], Outcome]
) -> None:
    question = asked(phrase, ZONE)

    assert isinstance(question, Ask)
    assert [say_rule(option.rule, language) for option in question.options if option.rule] == ways
