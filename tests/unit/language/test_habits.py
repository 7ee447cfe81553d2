"""What a person told us about themselves changes what is asked; and the far ends of the calendar."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

import pytest

from shared.language import Ask, At, Every, Habits, Reason, Rule, next_after, read, resolve

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 23, 10, tzinfo=BERLIN)


@pytest.mark.parametrize(
    ("text", "habits", "moment"),
    [
        ("remind me to swim tomorrow", Habits(default_hour=time(7, 30)), "Tue 07:30"),
        ("remind me to swim tomorrow morning", Habits(morning=time(6)), "Tue 06:00"),
        ("remind me to swim tonight", Habits(evening=time(18)), "Mon 19:00"),
        ("remind me to swim tomorrow at 6", Habits(clock24=True), "Tue 06:00"),
        ("remind me to swim on 3/12 at 6pm", Habits(day_first=True), "Thu 18:00"),
        ("remind me to swim on 12/3 at 6pm", Habits(day_first=False), "Thu 18:00"),
    ],
)
def test_a_habit_answers_what_would_be_asked(text: str, habits: Habits, moment: str) -> None:
    found = resolve(read(text), zone=BERLIN, now=NOW, habits=habits)

    assert isinstance(found, At)
    assert f"{found.at:%a %H:%M}" == moment


def test_without_a_usual_hour_the_hour_is_asked() -> None:
    found = resolve(read("remind me to swim tomorrow"), zone=BERLIN, now=NOW, habits=Habits(default_hour=None))

    assert isinstance(found, Ask)
    assert found.reason is Reason.NO_TIME
    assert [f"{option.at:%a %H:%M}" for option in found.options if option.at] == ["Tue 09:00", "Tue 15:00", "Tue 19:00"]


def test_the_closest_repeat_is_a_setting() -> None:
    text = read("remind me to blink every 5 minutes")

    assert isinstance(resolve(text, zone=BERLIN, now=NOW), Ask)
    assert isinstance(resolve(text, zone=BERLIN, now=NOW, habits=Habits(closest_minutes=5)), Every)


@pytest.mark.parametrize(
    "text",
    [
        "in 9000 years 2 hours",
        "in 99999999999 hours",
        "in 999999999999 days",
        "every 999999999999 hours",
        "every day at 9am for 99999 years",
        "every day at 9am 999999 times",
        "on may 5 9998 at 9am",
        "at 9999-12-31 23:59",
        "every day starting 31.12.9999 at 9am",
        "99999999 days ago",
    ],
)
def test_the_end_of_the_calendar_is_no_end_of_the_program(text: str) -> None:
    found = resolve(read(f"remind me to swim {text}"), zone=BERLIN, now=NOW)

    assert isinstance(found, Ask) or (isinstance(found, At | Every) and "9999" in text)


def test_a_rule_of_too_many_times_is_refused() -> None:
    rule = Rule("DAILY", "UTC", datetime(2026, 1, 1), count=10**9)  # noqa: DTZ001

    with pytest.raises(ValueError, match="too many"):
        Rule.from_json(rule.to_json())
    assert next_after(Rule("DAILY", "UTC", datetime(2026, 1, 1), count=2), NOW) is None  # noqa: DTZ001
