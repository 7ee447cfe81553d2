"""What the documents show of the conversation is what the catalogues and the rules say."""

from pathlib import Path

from services.ingress.domain.pages import wording
from services.notifier.domain.wording.__main__ import page
from tests.fakes import a_day

PAGE = Path(__file__).parents[2] / "docs" / "wording.md"


def test_the_page_of_all_sentences_is_up_to_date() -> None:
    assert PAGE.read_text("utf-8") == page() + wording(), "run ./task wording"


def test_the_days_that_the_documents_tell_of_are_as_the_rules_have_them() -> None:
    told = (PAGE.parent / "a-day.md").read_text("utf-8")

    assert told == a_day.page(), "run python -m tests.fakes.a_day > docs/a-day.md"
    assert told.count("🧑") >= 30
