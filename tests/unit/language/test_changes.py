"""Commands that carry a time: edit, snooze, a zone for a while; and answers to questions."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from shared.language import All, At, Every, Index, Intent, Reading, ReminderId, Words, fill, read, resolve

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


def when(reading: Reading) -> str | None:
    found = resolve(reading, zone=BERLIN, now=NOW)
    if isinstance(found, Every):
        return found.rule.rrules()[0]
    return f"{found.at:%a %H:%M}" if isinstance(found, At) else None


@pytest.mark.parametrize(
    ("text", "targets", "task", "moment"),
    [
        ("/edit 2 to saturday 15:00", (Index(2),), "", "Sat 15:00"),
        ("/edit b4 tomorrow at 8pm", (ReminderId("b4"),), "", "Tue 20:00"),
        ("/edit 2 every tuesday at 8pm", (Index(2),), "", "FREQ=WEEKLY;BYDAY=TU;BYHOUR=20;BYMINUTE=0"),
        ("/edit 2 text water the basil", (Index(2),), "water the basil", None),
        ("/edit 2 water the basil", (Index(2),), "water the basil", None),
        ("edit 2", (Index(2),), "", None),
        ("reschedule reminder 5 to 19:15", (Index(5),), "", "Mon 19:15"),
        ("move the plumber to thursday at 4pm", (Words("plumber"),), "", "Thu 16:00"),
        ("перенеси 2 на субботу в 15:00", (Index(2),), "", "Sat 15:00"),
        ("перенеси 2 на 19:15", (Index(2),), "", "Mon 19:15"),
        ("измени b4 текст полить базилик", (ReminderId("b4"),), "полить базилик", None),
        ("перенеси слесаря на четверг в 16:00", (Words("слесаря"),), "", "Thu 16:00"),
    ],
)
def test_an_edit_says_which_and_to_what(text: str, targets: object, task: str, moment: str | None) -> None:
    reading = read(text)

    assert (reading.intent, reading.targets, reading.task) == (Intent.EDIT, targets, task)
    assert when(reading) == moment


@pytest.mark.parametrize(
    ("text", "targets", "moment"),
    [
        ("snooze", (), None),
        ("snooze 45m", (), "Mon 10:45"),
        ("snooze 45 minutes", (), "Mon 10:45"),
        ("snooze 3", (Index(3),), None),
        ("snooze c2 until thursday 16:00", (ReminderId("c2"),), "Thu 16:00"),
        ("snooze until tomorrow 8pm", (), "Tue 20:00"),
        ("for an hour", (), "Mon 11:00"),
        ("отложи на полчаса", (), "Mon 10:30"),
        ("отложи до четверга 16:00", (), "Thu 16:00"),
        ("отложи 3 на два часа", (Index(3),), "Mon 12:00"),
        ("на 15 минут", (), "Mon 10:15"),
        ("отложи до 18", (), "Mon 18:00"),
    ],
)
def test_a_snooze_says_until_when(text: str, targets: object, moment: str | None) -> None:
    reading = read(text)

    assert (reading.intent, reading.targets) == (Intent.SNOOZE, targets)
    assert when(reading) == moment


@pytest.mark.parametrize(
    "text",
    [
        "delete old mails tomorrow at 6pm",
        "cancel the trial on friday at 6pm",
        "list the guests on friday at 6pm",
        "pause the game at 6pm",
        "stop the pump at 6pm",
        "help Ann tomorrow at 6pm",
        "удалить старые письма завтра в 18:00",
        "отменить подписку в пятницу в 18:00",
        "я в театре завтра в 18:00",
    ],
)
def test_a_task_may_begin_like_a_command(text: str) -> None:
    reading = read(text)

    assert reading.intent is Intent.ADD
    assert reading.time is not None


def test_a_zone_may_be_for_a_while() -> None:
    reading = read("я в Риге до четверга")

    assert (reading.intent, reading.zone, when(reading)) == (Intent.ZONE, "Риге", "Thu 09:00")


@pytest.mark.parametrize("text", ["20 minutes", "2h", "полчаса", "an hour and a half"])
def test_a_bare_stretch_of_time_answers_a_question(text: str) -> None:
    reading = read(text)

    assert reading.intent is Intent.ANSWER
    assert when(reading) is not None


@pytest.mark.parametrize(
    ("asked", "answer", "task", "moment"),
    [
        ("remind me to prune the roses", "tomorrow at 8pm", "prune the roses", "Tue 20:00"),
        ("remind me to prune the roses tomorrow at 8", "20:00", "prune the roses", "Tue 20:00"),
        ("remind me to prune the roses tomorrow", "at 7:30pm", "prune the roses", "Tue 19:30"),
        ("remind me tomorrow at 8pm", "prune the roses", "prune the roses", "Tue 20:00"),
        ("remind me to prune the roses", "20 minutes", "prune the roses", "Mon 10:20"),
        ("напомни обрезать розы завтра", "в 20:00", "обрезать розы", "Tue 20:00"),
        ("напомни обрезать розы завтра в 8 вечера", "по Лондону", "обрезать розы", "Tue 20:00"),
    ],
)
def test_an_answer_fills_only_what_was_missing(asked: str, answer: str, task: str, moment: str) -> None:
    whole = fill(read(asked), read(answer))

    assert (whole.intent, whole.task) == (Intent.ADD, task)
    assert when(whole) == moment


@pytest.mark.parametrize("text", ["/delete all", "удали все", "delete everything"])
def test_everything_is_one_word(text: str) -> None:
    assert read(text).targets == (All(),)


@pytest.mark.parametrize(
    "text",
    ["перенеси на 2 апреля в 10:00", "сдвинь на завтра в 10", "move to april 2 at 10:00", "postpone to friday at 9"],
)
def test_a_change_that_names_no_reminder_is_of_the_one_that_is_spoken_of(text: str) -> None:
    reading = read(text)

    assert (reading.intent, reading.targets, reading.task) == (Intent.EDIT, (), "")
    assert reading.time is not None


def test_a_task_that_begins_so_is_still_a_task() -> None:
    assert (read("move to Berlin on friday").intent, read("move to Berlin on friday").task) == (
        Intent.ADD,
        "move to Berlin",
    )
