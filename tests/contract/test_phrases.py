"""Every phrase that the front page shows, sent as it is, does something."""

import re
from pathlib import Path

import pytest

from tests.fakes.talk import Talk

ROOT = Path(__file__).parents[2]
ROW = re.compile(r"^\| `([^`]+)` \|", re.MULTILINE)
SECTIONS = {"README.md": "## What you can say", "README.ru.md": "## Что можно сказать"}
LOST = ("did not understand", "не понял", "There is no", "Не нашёл", "Which reminder?", "О каком напоминании")


def phrases() -> list[str]:
    found = []
    for document, heading in SECTIONS.items():
        section = (ROOT / document).read_text("utf-8").partition(heading)[2].partition("\n## ")[0]
        found += ROW.findall(section)
    return found


def a_busy_chat() -> Talk:
    """Return somebody who was just told something, has a series as number 1, milk as number 2, and an open question."""
    talk = Talk()
    for words in ("every day at 18:00 stretch", "buy milk and молоко tomorrow at 19:00", "in 1 minute to blink"):
        talk.say(words)
    talk.wait(minutes=1)
    talk.say("/list")
    return talk


def test_the_front_page_shows_phrases() -> None:
    assert len(phrases()) >= 40


@pytest.mark.parametrize("words", phrases())
def test_a_phrase_of_the_front_page_does_something(words: str) -> None:
    talk = a_busy_chat()
    if words == "1":
        talk.say("call mom tomorrow at 9")

    answer = talk.say(words)
    assert answer
    assert not any(lost in answer for lost in LOST), answer
