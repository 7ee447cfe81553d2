"""Several reminders in one message are told apart, and asked."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from shared.language import Ask, At, Reason, read, resolve, split

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 23, 10, tzinfo=BERLIN)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("remind me to feed the cat tomorrow at 7am and walk the dog on friday at 8am",
         [("feed the cat", "Tue 07:00"), ("walk the dog", "Fri 08:00")]),
        ("feed the cat tomorrow at 7am; walk the dog on friday at 8am\nbuy tea and jam on sunday at 9am",
         [("feed the cat", "Tue 07:00"), ("walk the dog", "Fri 08:00"), ("buy tea and jam", "Sun 09:00")]),
        ("завтра в 7:00 покормить кота и в 18:00 погулять с собакой",
         [("покормить кота", "Tue 07:00"), ("погулять с собакой", "Tue 18:00")]),
    ],
)  # fmt: skip
def test_each_part_has_its_own_task_and_time(text: str, parts: list[tuple[str, str]]) -> None:
    question = resolve(read(text), zone=BERLIN, now=NOW)
    told = [(part.task, resolve(part, zone=BERLIN, now=NOW)) for part in split(read(text))]

    assert isinstance(question, Ask)
    assert question.reason is Reason.SEVERAL
    assert [(task, f"{found.at:%a %H:%M}") for task, found in told if isinstance(found, At)] == parts
    assert [f"{option.at:%a %H:%M}" for option in question.options if option.at] == [moment for _, moment in parts]


@pytest.mark.parametrize("text", ["buy salt and pepper tomorrow at 7pm", "купить соль и перец завтра в 19:00", "hi"])
def test_one_reminder_is_not_split(text: str) -> None:
    assert split(read(text)) == ()
