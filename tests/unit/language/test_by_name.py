"""Commands without a slash that name a reminder by its words, a look-alike id, or a number beside an amount."""

import pytest

from shared.language import Index, Intent, ReminderId, Words, read

POINTED = [
    # a number is an id's, or an amount's
    ("/snooze k7 10 min", Intent.SNOOZE, (ReminderId("k7"),)),
    ("snooze 2 10 min", Intent.SNOOZE, (Index(2),)),
    ("/snooze 10 min", Intent.SNOOZE, ()),
    ("snooze 1 3 2h", Intent.SNOOZE, (Index(1), Index(3))),
    ("отложи k7 10 мин", Intent.SNOOZE, (ReminderId("k7"),)),
    ("/отложить 1 2 часа", Intent.SNOOZE, (Index(1),)),
    ("отложи 2 часа", Intent.SNOOZE, ()),
    # by its words
    ("snooze milk for 2h", Intent.SNOOZE, (Words("milk"),)),
    ("snooze the milk one until friday", Intent.SNOOZE, (Words("milk"),)),
    ("отложи молоко на час", Intent.SNOOZE, (Words("молоко"),)),
    ("отложи звонок маме до завтра", Intent.SNOOZE, (Words("звонок маме"),)),
    ("перенеси звонок маме на завтра в 9", Intent.EDIT, (Words("звонок маме"),)),
    # a letter of the other keyboard
    ("/snooze к7 10 min", Intent.SNOOZE, (ReminderId("k7"),)),
    ("отложи К7 на час", Intent.SNOOZE, (ReminderId("k7"),)),
    ("/delete К1 м2", Intent.DELETE, (ReminderId("k1"), ReminderId("m2"))),
]
NAMED = [
    ("snooze milk", Intent.SNOOZE, "milk"),
    ("отложи молоко", Intent.SNOOZE, "молоко"),
    ("done with milk", Intent.DONE, "milk"),
    ("finished the milk", Intent.DONE, "milk"),
    ("готово молоко", Intent.DONE, "молоко"),
    ("сделал отчёт", Intent.DONE, "отчёт"),
    ("skip the gym", Intent.SKIP, "gym"),
    ("пропусти бассейн", Intent.SKIP, "бассейн"),
    ("pause vitamins", Intent.PAUSE, "vitamins"),
    ("перенеси звонок маме", Intent.EDIT, "звонок маме"),
    ("reschedule the dentist", Intent.EDIT, "dentist"),
]
TASKS = [
    ("отложи деньги завтра в 9", "отложи деньги"),
    ("skip the gym tomorrow at 9:30am", "skip the gym"),
    ("сделал отчёт завтра в 9", "сделал отчёт"),
    ("move the car tomorrow at 9:30am", "move the car"),
]
RENAMED = [
    ("rename 2 to buy bread", (Index(2),), "buy bread"),
    ("rename k1 buy bread at 5", (ReminderId("k1"),), "buy bread at 5"),
    ("переименуй 2 в купить хлеб", (Index(2),), "купить хлеб"),
    ("rename milk to oat milk", (Words("milk"),), "oat milk"),
]


@pytest.mark.parametrize(("text", "intent", "targets"), POINTED)
def test_what_a_command_points_at(text: str, intent: Intent, targets: tuple[object, ...]) -> None:
    reading = read(text)

    assert (reading.intent, reading.targets) == (intent, targets)
    assert (reading.time is None) == (intent is Intent.DELETE)


@pytest.mark.parametrize(("text", "intent", "words"), NAMED)
def test_words_after_a_command_name_a_reminder_where_no_time_is_said(text: str, intent: Intent, words: str) -> None:
    reading = read(text)

    assert (reading.intent, reading.targets, reading.time) == (intent, (Words(words),), None)


@pytest.mark.parametrize(("text", "task"), TASKS)
def test_a_time_makes_them_a_task(text: str, task: str) -> None:
    reading = read(text)

    assert (reading.intent, reading.task) == (Intent.ADD, task)


@pytest.mark.parametrize(("text", "targets", "task"), RENAMED)
def test_renaming_takes_the_new_words_as_they_are(text: str, targets: tuple[object, ...], task: str) -> None:
    reading = read(text)

    assert (reading.intent, reading.targets, reading.task, reading.time) == (Intent.EDIT, targets, task, None)


@pytest.mark.parametrize("text", ["+1", "+ 1", "-5", "+03:00"])
def test_an_offset_alone_is_only_an_answer(text: str) -> None:
    assert read(text).intent is Intent.ANSWER


@pytest.mark.parametrize("text", ["later gator", "позже перезвоню", "why not", "complete the report", "continue"])
def test_small_words_name_nothing(text: str) -> None:
    assert read(text).targets == ()
