"""The form that is promised word for word, and the questions that it may raise."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from shared.language import Ask, At, Intent, Reason, read, resolve

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)


def outcome(text: str) -> object:
    return resolve(read(text), zone=BERLIN, now=NOW)


@pytest.mark.parametrize(
    ("text", "task", "moment", "zone"),
    [
        ("/add remind me to feed the cat at 2026-07-04 08:15 in Europe/Madrid", "feed the cat",
         "2026-07-04T08:15:00+02:00", "Europe/Madrid"),
        ("ADD  Remind  me to  feed  Cat at  2026-07-04  08:15  in  new york", "feed  Cat",
         "2026-07-04T08:15:00-04:00", "America/New_York"),
        ("/add remind me to wait at the gate in Rome at 2026-07-04 08:15 in utc+3", "wait at the gate in Rome",
         "2026-07-04T08:15:00+03:00", "UTC+03:00"),
        ("/add remind me to sing at 2026-07-04 08:15", "sing", "2026-07-04T08:15:00+02:00", "Europe/Berlin"),
        ("/добавить напомни мне полить цветы в 2026-07-04 08:15 в Казани", "полить цветы",
         "2026-07-04T08:15:00+03:00", "Europe/Moscow"),
        ("/добавить напомни позвонить Оле на 2026-07-04 08:15", "позвонить Оле",
         "2026-07-04T08:15:00+02:00", "Europe/Berlin"),
    ],
)  # fmt: skip
def test_the_strict_form_is_taken_word_for_word(text: str, task: str, moment: str, zone: str) -> None:
    reading = read(text)
    at = resolve(reading, zone=BERLIN, now=NOW)

    assert (reading.intent, reading.task) == (Intent.ADD, task)
    assert isinstance(at, At)
    assert (at.at.isoformat(), at.zone) == (moment, zone)


@pytest.mark.parametrize(
    ("when", "reason", "offered"),
    [
        ("2026-05-31 10:00 in Berlin", Reason.PAST, ["2026-06-02 10:00", "2027-05-31 10:00"]),
        ("2026-06-31 10:00 in Berlin", Reason.IMPOSSIBLE_DATE, ["2026-06-30 10:00", "2026-07-01 10:00"]),
        ("2026-13-01 10:00 in Berlin", Reason.IMPOSSIBLE_DATE, []),
        ("2026-07-01 24:30 in Berlin", Reason.IMPOSSIBLE_TIME, ["2026-07-02 00:30"]),
        ("2027-03-28 02:10 in Berlin", Reason.GAP, ["2027-03-28 01:59", "2027-03-28 03:00"]),
        ("2026-10-25 02:10 in Berlin", Reason.FOLD, ["2026-10-25 02:10", "2026-10-25 02:10"]),
    ],
)
def test_what_cannot_be_taken_is_a_question_with_answers(when: str, reason: Reason, offered: list[str]) -> None:
    asked = outcome(f"/add remind me to swim at {when}")

    assert isinstance(asked, Ask)
    assert asked.reason is reason
    assert [f"{option.at:%Y-%m-%d %H:%M}" for option in asked.options if option.at] == offered


@pytest.mark.parametrize(
    "text",
    [
        "/add remind me to swim at 2026-10-25 02:10 in Berlin",
        "/add remind me to swim at 2027-03-28 02:10 in Berlin",
        "/add remind me to swim at 2026-09-31 02:10 in Berlin",
        "/добавить напомни плыть в 2026-05-30 10:00 в Берлине",
    ],
)
def test_an_option_sent_back_does_what_it_says(text: str) -> None:
    asked = outcome(text)

    assert isinstance(asked, Ask)
    for option in asked.options:
        at = outcome(option.words)
        assert isinstance(at, At)
        assert option.at is not None
        assert at.at.astimezone(UTC) == option.at.astimezone(UTC)


def test_an_unknown_zone_is_a_question_with_near_names() -> None:
    asked = outcome("/add remind me to swim at 2026-07-01 10:00 in Berlni")

    assert isinstance(asked, Ask)
    assert asked.reason is Reason.UNKNOWN_ZONE
    assert asked.options[0].words == "/add remind me to swim at 2026-07-01 10:00 in Europe/Berlin"


def test_an_abbreviation_of_several_zones_is_asked() -> None:
    asked = outcome("/add remind me to swim at 2026-07-01 10:00 in IST")

    assert isinstance(asked, Ask)
    assert asked.reason is Reason.AMBIGUOUS_ZONE
    assert [option.zone for option in asked.options] == ["Asia/Kolkata", "Asia/Jerusalem", "Europe/Dublin"]


def test_without_any_zone_the_zone_is_asked() -> None:
    asked = resolve(read("/add remind me to swim at 2026-07-01 10:00"), zone=None, now=NOW)

    assert asked == Ask(Reason.NO_ZONE)


def test_a_task_without_a_time_and_a_time_without_a_task_are_asked() -> None:
    no_time, no_task = outcome("remind me to swim"), outcome("/add remind me to at 2026-07-01 10:00")

    assert isinstance(no_time, Ask)
    assert isinstance(no_task, Ask)
    assert (no_time.reason, no_task.reason) == (Reason.NO_TIME, Reason.NO_TASK)
