"""Some days of one person, lived through the real services in seconds, come out to the minute and to the word."""

from pathlib import Path

from tests.harness.a_day import page, simulated_house
from tests.harness.discretion import slips

TOLD = Path(__file__).parents[2] / "docs" / "a-day.md"


async def test_the_days_that_the_documents_tell_of_go_as_they_are_told(tmp_path: Path) -> None:
    async with simulated_house(tmp_path) as house:
        lived = await page(house)
        assert await slips(house) == []
    told = TOLD.read_text("utf-8")

    assert lived.splitlines() == told.splitlines(), "if it is meant: python -m tests.harness.a_day > docs/a-day.md"
    assert told.count("🧑") >= 30
