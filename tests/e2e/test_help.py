"""Every example that /help prints works when it is sent back as it is."""

from datetime import UTC, datetime

import pytest

from tests.harness.account import a_number
from tests.harness.house import House

pytestmark = pytest.mark.asyncio(loop_scope="module")

NEXT_YEAR = datetime.now(UTC).year + 1
LOST = {
    "en": ("did not understand", "There is no", "do not know", "no such", "Which", "When"),
    "ru": ("не понял", "Не нашёл", "Не знаю", "нет", "Какой", "Когда"),
}
"""Words by which Nudge says that something did not work."""


@pytest.mark.parametrize(("language", "help_word"), [("en", "/help"), ("ru", "/помощь")])
@pytest.mark.parametrize("city", [None, "Tokyo"])
async def test_the_examples_of_help_work_when_sent_back(
    house: House, language: str, help_word: str, city: str | None
) -> None:
    person = a_number()
    await _settle_in(house, person, city)
    examples = [line for line in (await house.phones.ask(person, help_word)).splitlines() if line.startswith("/")]

    assert len(examples) >= 5
    for example in examples:
        await house.phones.ask(person, "/list")
        answer = await house.phones.ask(person, example)
        assert not any(word in answer for word in LOST[language]), f"{example} -> {answer}"


async def _settle_in(house: House, person: str, city: str | None) -> None:
    if city:
        await house.phones.ask(person, f"/timezone {city}")
    for day in (1, 2, 3):
        await house.phones.ask(person, f"/add remind me to call at {NEXT_YEAR}-01-{day:02d} 10:00 in UTC")
