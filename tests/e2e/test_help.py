"""Every example that /help prints works when it is sent back as it is."""

from datetime import UTC, datetime

import pytest

from tests.harness.account import a_number
from tests.harness.house import House

pytestmark = pytest.mark.asyncio(loop_scope="module")

NEXT_YEAR = datetime.now(UTC).year + 1
LOST = {
    "en": (
        "did not understand",
        "There is no",
        "do not know",
        "no such",
        "Which ",
        "When should",
        "only once",
        "nothing to",
    ),
    "ru": ("не понял", "Не нашёл", "Не знаю", "такого", "О каком", "Когда напомнить", "только раз", "нечего"),
}
"""Words by which Nudge says that something did not work."""
PROSE = ("•", "Write it", "Пишите", "STOP", "СТОП")
"""Lines of help that are not to be sent."""


@pytest.mark.parametrize(("language", "help_word"), [("en", "/help"), ("ru", "/помощь")])
@pytest.mark.parametrize("city", ["London", "Tokyo"])
async def test_the_examples_of_help_work_when_sent_back(house: House, language: str, help_word: str, city: str) -> None:
    person = a_number()
    await house.phones.ask(person, f"/timezone {city}")
    lines = (await house.phones.ask(person, help_word)).splitlines()
    examples = [line for line in lines if line and not line.startswith(PROSE)]

    assert len(examples) >= 18
    for example in examples:
        await _settle_in(house, person)
        answer = await house.phones.ask(person, example)
        assert not any(word in answer for word in LOST[language]), f"{example} -> {answer}"


async def _settle_in(house: House, person: str) -> None:
    """Let number 1 of the list be a series, and number 2 come once."""
    for words in ("/delete all", "yes", "/resume", "every 1 hours tea", f"/add milk at {NEXT_YEAR}-01-01 10:00 in UTC"):
        await house.phones.ask(person, words)
    await house.phones.ask(person, "/list")
