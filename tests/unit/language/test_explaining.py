"""The command line that explains a message, and the one that answers cases."""

import json
import os
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from shared.language.explain import explained, in_words
from shared.language.jsonl import answer, answers

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 23, 10, tzinfo=BERLIN)


def test_a_message_is_explained_token_by_token() -> None:
    lines = in_words("remind me to knit on friday at 8pm", BERLIN, NOW)

    assert lines[0] == "words:  remind me to knit on friday at 8pm"
    assert any(line.split()[:2] == ["knit", "task"] for line in lines)
    assert any(line.split()[:4] == ["friday", "time", "weekday", "4,"] for line in lines)
    assert lines[-1] == "means:  Friday 27 November, 20:00 (Berlin), in 4 days 10 h"


def test_a_question_is_explained_with_its_answers() -> None:
    lines = in_words("напомни вязать в пятницу в 6", BERLIN, NOW)

    assert "means:  a question: am_pm" in lines
    assert "means:  answer: /добавить напомни вязать в 2026-11-27 18:00 в Europe/Berlin" in lines


def test_a_repeat_and_a_command_are_explained_too() -> None:
    repeat = explained("knit every friday at 8pm", BERLIN, NOW)
    command = explained("/delete 2", BERLIN, NOW)

    assert repeat["outcome"]["rrule"] == ["FREQ=WEEKLY;BYDAY=FR;BYHOUR=20;BYMINUTE=0"]
    assert repeat["means"].startswith("every Friday at 20:00 (Berlin)")
    assert command["reading"]["intent"] == "delete"
    assert command["outcome"] == {"outcome": "nothing"}


CASES = [
    ("knit tomorrow at 8pm", {"outcome": "at", "at": "2026-11-24T20:00:00", "task": "knit", "assumed": False}),
    ("knit at 6", {"outcome": "ask", "reason": "am_pm"}),
    ("knitwear", {"outcome": "none"}),
    ("remind me to knit at 18:OO", {"outcome": "ask", "reason": "unread"}),
    ("knit daily at 8pm", {"outcome": "rule", "rule": "FREQ=DAILY;BYHOUR=20;BYMINUTE=0", "start": "2026-11-23T20:00:00",
                           "task": "knit", "assumed": False}),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_a_case_is_answered_in_the_format_of_the_score(text: str, expected: dict[str, object]) -> None:
    case = {"id": "x1", "text": text, "lang": "en", "ref": "2026-11-23T10:00:00", "tz": "Europe/Berlin"}

    assert answer(case) == {"id": "x1", **expected}
    assert list(answers([json.dumps(case), "", "\n"])) == [json.dumps({"id": "x1", **expected}, ensure_ascii=False)]


def test_the_command_line_explains_and_speaks_json() -> None:
    command = [
        sys.executable,
        "-m",
        "shared.language",
        "--json",
        "--zone",
        "Europe/Berlin",
        "--now",
        "2026-11-23T10:00",
    ]
    done = subprocess.run([*command, "knit", "tomorrow", "at", "8pm"], capture_output=True, check=True, text=True)

    assert json.loads(done.stdout)["outcome"]["at"] == "2026-11-24T20:00:00+01:00"


@pytest.mark.skipif("NUDGE_CASES" not in os.environ, reason="the scored cases live outside the repository")
def test_no_scored_case_makes_it_stumble() -> None:
    for cases in Path(os.environ["NUDGE_CASES"]).glob("language*.jsonl"):
        for line in cases.read_text("utf8").splitlines():
            assert answer(json.loads(line))["outcome"] in {"at", "rule", "ask", "none"}
