"""What the documents show of the wording is what the catalogues say."""

from pathlib import Path

from services.ingress.domain.pages import wording
from services.notifier.domain.wording.__main__ import page

PAGE = Path(__file__).parents[2] / "docs" / "wording.md"


def test_the_page_of_all_sentences_is_up_to_date() -> None:
    assert PAGE.read_text("utf-8") == page() + wording(), "run ./task wording"
