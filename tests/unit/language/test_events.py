"""What is said before "remind me", and "an hour before": the event, and when to be reminded of it.

The notation is that of the phrase tables.
"""

from collections.abc import Callable

import pytest

from shared.language import Ask, read
from shared.language.values import Outcome

ZONE = "Europe/Berlin"

PHRASES = [
    # phrase, the task that is left, what it comes to on Monday 23 November 2026 at 10:00
    # so long before what is said elsewhere
    ("ferry tomorrow at 7:20am, remind me two hours before", "ferry", "Tue 2026-11-24 05:20"),
    ("ferry friday 18:20 remind me 2 hours before", "ferry", "Fri 2026-11-27 16:20"),
    ("remind me half an hour before my 4pm call", "my call", "Mon 2026-11-23 15:30"),
    ("remind me 20 minutes before the call on thursday at 16:00", "the call", "Thu 2026-11-26 15:40"),
    ("ferry at 1am on friday, remind me 3 hours before", "ferry", "Thu 2026-11-26 22:00"),
    ("ferry at 1am on friday, remind me a day and 3 hours before", "ferry", "Wed 2026-11-25 22:00"),
    ("ferry at 1 on friday, remind me 3 hours before", "ferry", "? unread"),
    ("ferry at 12:30 on friday, remind me 10 minutes before", "ferry", "? am_pm"),
    ("choir every tuesday at 8pm, ping me 30 minutes early", "choir",
     "FREQ=WEEKLY;BYDAY=TU;BYHOUR=19;BYMINUTE=30 from 2026-11-24 19:30"),
    ("in 3 hours the guests come, remind me 30 minutes before", "the guests come", "Mon 2026-11-23 12:30"),
    ("remind me a day before Oma's birthday on May 12", "Oma's birthday", "Tue 2027-05-11 09:00 ~year ~default_hour"),
    ("ferry at 7:20 tomorrow, remind me an hour before", "ferry", "? am_pm"),
    ("remind me an hour before to pack", "pack", "? no_time"),
    ("call Ann 2 hours before the concert tomorrow at 8pm", "call Ann 2 hours before the concert", "? unread"),
    ("паром завтра в 7:20, напомни за два часа", "паром", "Tue 2026-11-24 05:20"),
    ("паром в пятницу в 18:20 напомни за час", "паром", "Fri 2026-11-27 17:20"),
    ("напомни за 20 минут до созвона в 16:00", "созвона", "Mon 2026-11-23 15:40"),
    ("напомни за день до юбилея 12 мая", "юбилея", "Tue 2027-05-11 09:00 ~year ~default_hour"),
    # the day of an event, and another hour; a day of its own stands by itself
    ("dentist on friday at 10am, remind me at 8am", "dentist", "Fri 2026-11-27 08:00"),
    ("dentist on friday at 10am, remind me on thursday at 6pm", "dentist on friday at 10am", "Thu 2026-11-26 18:00"),
    ("dentist on friday, remind me at 3pm to find the card", "find the card", "? alternatives"),
    ("I saw the dentist yesterday, remind me at 3pm to pay", "pay", "Mon 2026-11-23 15:00"),
    ("у меня защита в пятницу, напомни в четверг в 18:00 распечатать слайды", "распечатать слайды",
     "Thu 2026-11-26 18:00"),
    # the time was put first
    ("tomorrow at 5pm remind me to ring Ann", "ring Ann", "Tue 2026-11-24 17:00"),
    ("tomorrow, remind me to ring Ann at 5pm", "ring Ann", "Tue 2026-11-24 17:00"),
    ("in 20 minutes please remind me to turn the roast", "turn the roast", "Mon 2026-11-23 10:20"),
    ("завтра в 17:00 напомни позвонить Ане", "позвонить Ане", "Tue 2026-11-24 17:00"),
    ("завтра в 9 утра, напомни позвонить Ане", "позвонить Ане", "Tue 2026-11-24 09:00"),
    # only a greeting, or what it is all about
    ("Good evening! Remind me at 5pm to ring Ann", "ring Ann", "Mon 2026-11-23 17:00"),
    ("Hey there, please remind me at 5pm to ring Ann", "ring Ann", "Mon 2026-11-23 17:00"),
    ("I have a rehearsal, remind me at 5pm", "I have a rehearsal", "Mon 2026-11-23 17:00"),
    ("remind me at 5pm to remind Ann of the keys", "remind Ann of the keys", "Mon 2026-11-23 17:00"),
    ("my boss asked me at 5pm to call", "my boss asked me to call", "Mon 2026-11-23 17:00"),
]  # fmt: skip


@pytest.mark.parametrize(("phrase", "task", "meaning"), PHRASES)
def test_an_event_and_its_reminder_are_told_apart(
    phrase: str, task: str, meaning: str, told: Callable[[str, str], str]
) -> None:
    assert (read(phrase).task, told(phrase, ZONE)) == (task, meaning)


def test_a_question_about_the_hour_of_an_event_offers_the_hours_before(asked: Callable[[str, str], Outcome]) -> None:
    question = asked("ferry at 7:20 tomorrow, remind me an hour before", ZONE)

    assert isinstance(question, Ask)
    assert [f"{option.at:%d %H:%M}" for option in question.options if option.at] == ["24 06:20", "24 18:20"]
