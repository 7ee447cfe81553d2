"""Living with a reminder: done, later, changed, found, taken back; by number, id, word, swipe and tap."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from services.scheduler.domain.chat import Fate, Spoken
from services.scheduler.domain.firing import left_of
from services.scheduler.domain.limits import Limits
from services.scheduler.domain.reminder import State
from shared.contract import SpeechId
from tests.fakes.talk import Talk

MOM = "remind me to call mom tomorrow at 17:00"
MILK = "remind me to buy milk tomorrow at 18:00"
STRETCH = "every day at 18:00 stretch"


def a_talk(*words: str) -> Talk:
    talk = Talk()
    for each in words:
        talk.say(each)
        talk.wait(seconds=1)
    return talk


@pytest.mark.parametrize(
    "word",
    [
        "done",
        "yes done",
        "done thanks!",
        "готово",
        "уже готово",
        "👍",
        "✅",
        "Сделано",
        "/done",
        "/done k1",
        "/готово k1",
    ],
)
def test_done_completes_what_was_told(word: str) -> None:
    talk = a_talk(MOM)
    talk.wait(days=2)
    talk.say(word)

    assert talk.reminder("k1").state is State.DONE
    assert "call mom" in talk.say("/list done")


def test_done_completes_one_occurrence_and_the_series_goes_on() -> None:
    talk = a_talk(STRETCH)
    talk.wait(hours=7)

    assert "Next: Tuesday 24 November, 18:00" in talk.say("done")
    assert talk.wait(days=1) == ["🔔 *stretch* (k1)"]


def test_done_before_its_moment_takes_the_next_occurrence_off() -> None:
    talk = a_talk(STRETCH)
    talk.say("/done k1")

    assert talk.local("k1") == "Tue 24 Nov 18:00"


def test_done_with_several_told_at_once_asks_which() -> None:
    talk = a_talk(MOM, "remind me to buy milk tomorrow at 17:00")
    talk.wait(days=2)

    assert "Which one?" in talk.say("done")
    assert "✅ Done: *buy milk* (d1)." in talk.say("milk")


def test_the_done_button_of_a_bundle_is_for_all_of_it() -> None:
    talk = a_talk(MOM, "remind me to buy milk tomorrow at 17:00")
    talk.wait(days=2)
    talk.tap("Done")

    assert {reminder.state for reminder in talk.chat.reminders.values()} == {State.DONE}


@pytest.mark.parametrize(
    ("words", "wall"),
    [
        ("snooze", "Tue 24 Nov 17:10"),
        ("отложи", "Tue 24 Nov 17:10"),
        ("not now", "Tue 24 Nov 17:10"),
        ("ещё нет", "Tue 24 Nov 17:10"),
        ("remind me later", "Tue 24 Nov 17:10"),
        ("+10 min", "Tue 24 Nov 17:10"),
        ("snooze 2h", "Tue 24 Nov 19:00"),
        ("in 20 minutes", "Tue 24 Nov 17:20"),
        ("snooze 25", "Tue 24 Nov 17:25"),
        ("10 min", "Tue 24 Nov 17:10"),
        ("for an hour", "Tue 24 Nov 18:00"),
        ("через час", "Tue 24 Nov 18:00"),
        ("на час", "Tue 24 Nov 18:00"),
        ("до завтра 9", "Wed 25 Nov 09:00"),
        ("tomorrow at 17:30", "Wed 25 Nov 17:30"),
        ("/snooze k1 in 10 min", "Tue 24 Nov 17:10"),
        ("/отложить k1 на 2 часа", "Tue 24 Nov 19:00"),
    ],
)
def test_later_in_any_words_brings_it_again(words: str, wall: str) -> None:
    talk = a_talk(MOM)
    talk.wait(days=1, hours=4)
    assert talk.now == talk.reminder("k1").told_at or talk.wait(minutes=0) == []

    talk.say(words)
    assert talk.local("k1").removesuffix(":00") == wall.removesuffix(":00")


def test_snoozing_a_series_makes_a_child_and_never_moves_the_series() -> None:
    talk = a_talk(STRETCH)
    talk.wait(hours=5)

    assert "💤 *stretch* (d1) comes again" in talk.say("snooze")
    assert talk.local("k1") == "Tue 24 Nov 18:00"
    assert talk.wait(minutes=10) == ["🔔 *stretch* (d1)"]


def test_a_snooze_of_what_still_waits_counts_from_its_own_moment() -> None:
    talk = a_talk(MOM)
    talk.say("/snooze k1 for 1 h")

    assert talk.local("k1") == "Tue 24 Nov 18:00"


@pytest.mark.parametrize(
    ("words", "wall"),
    [
        ("/edit k1 to friday 18:00", "Fri 27 Nov 18:00"),
        ("/edit 1 to friday 18:00", "Fri 27 Nov 18:00"),
        ("перенеси 1 на пятницу", "Fri 27 Nov 17:00"),
        ("/edit k1 to 19:30", "Tue 24 Nov 19:30"),
        ("move k1 to tomorrow", "Tue 24 Nov 17:00"),
    ],
)
def test_an_edit_changes_what_was_said_and_keeps_the_rest(words: str, wall: str) -> None:
    talk = a_talk(MOM)
    talk.say("/list")
    talk.say(words)

    assert talk.local("k1") == wall
    assert talk.reminder("k1").text == "call mom"


def test_an_edit_says_old_and_new() -> None:
    answer = a_talk(MOM).say("/edit k1 to friday 18:00")

    assert "Was: Tuesday 24 November, 17:00 (Berlin)" in answer
    assert "Now: Friday 27 November, 18:00 (Berlin), in 4 days 5 h" in answer


def test_the_text_alone_can_be_changed() -> None:
    talk = a_talk(MOM)

    assert "Was: *call mom*\nNow: *call dad*" in talk.say("/edit k1 text call dad")
    assert talk.local("k1") == "Tue 24 Nov 17:00"


def test_an_edit_may_give_a_single_one_a_repeat() -> None:
    talk = a_talk(MOM)

    assert "Now: every Friday at 18:30" in talk.say("/edit k1 to every friday at 18:30")


def test_an_hour_alone_changes_the_hour_of_a_whole_series() -> None:
    talk = a_talk(STRETCH)

    assert "Now: every day at 19:30" in talk.say("/edit k1 to 19:30")
    assert talk.local("k1") == "Mon 23 Nov 19:30"


def test_a_day_moves_only_the_next_occurrence_of_a_series() -> None:
    talk = a_talk(STRETCH)

    assert "Only this once" in talk.say("/edit k1 to friday 19:30")
    assert (talk.local("d1"), talk.local("k1")) == ("Fri 27 Nov 19:30", "Tue 24 Nov 18:00")


def test_an_edit_that_is_unclear_is_asked_about() -> None:
    talk = a_talk(MOM)

    assert "In the morning or in the evening? For *call mom*:" in talk.say("/edit k1 to friday at 5")
    talk.say("2")
    assert talk.local("k1") == "Fri 27 Nov 17:00"


def test_an_edit_without_a_change_asks_what_should_change() -> None:
    talk = a_talk(MOM)

    assert "What should change about *call mom*?" in talk.say("/edit k1")
    talk.say("friday at 18:00")
    assert talk.local("k1") == "Fri 27 Nov 18:00"


@pytest.mark.parametrize("words", ["/skip k1", "skip k1", "/пропустить k1"])
def test_a_skip_leaves_one_occurrence_out(words: str) -> None:
    talk = a_talk(STRETCH)
    talk.say(words)

    assert talk.local("k1") == "Tue 24 Nov 18:00"


def test_what_comes_once_cannot_be_skipped() -> None:
    assert "comes only once" in a_talk(MOM).say("/skip k1")


def test_what_is_paused_is_silent_until_it_is_resumed() -> None:
    talk = a_talk(STRETCH)
    talk.say("/pause k1")
    assert talk.wait(days=3) == []

    assert "Thursday 26 November, 18:00" in talk.say("resume")
    assert talk.wait(days=1) == ["🔔 *stretch* (k1)"]


@pytest.mark.parametrize(
    ("words", "back"),
    [
        ("pause stretch until thursday", "Thursday 26 November, 18:00"),
        ("pause 1 for a week", "Monday 30 November, 18:00"),
        ("/pause k1 until dec 1", "Tuesday 1 December, 18:00"),
        ("pause all for 2 days", "Wednesday 25 November, 18:00"),
        ("pause k1 until thursday at 19:00", "Friday 27 November, 18:00"),
        ("put stretch on hold until thursday", "Thursday 26 November, 18:00"),
        ("поставь все на паузу на две недели", "понедельник, 7 декабря, 18:00"),
        ("пауза до четверга", "четверг, 26 ноября, 18:00"),
        ("приостанови stretch на две недели", "понедельник, 7 декабря, 18:00"),
    ],
)
def test_a_series_that_is_paused_until_a_moment_comes_back_by_itself(words: str, back: str) -> None:
    talk = a_talk(STRETCH, "/list")

    assert back in talk.say(words)
    assert talk.wait(days=1) == []
    talk = a_talk(STRETCH, "/list", words)
    assert "↩️" in talk.say("/undo" if words.isascii() else "верни")
    assert talk.wait(days=1) == ["🔔 *stretch* (k1)"]


def test_who_comes_home_early_resumes_what_was_to_be_silent_for_longer() -> None:
    talk = a_talk(STRETCH)
    talk.say("pause all for 2 weeks")
    talk.say("pause all until sunday")
    assert talk.local("k1") == "Sun 29 Nov 18:00"

    assert "Monday 23 November, 18:00" in talk.say("resume stretch")
    talk.say("/skip k1")
    assert "Tuesday 24 November, 18:00" in talk.say("/resume k1")


def test_what_comes_once_comes_when_the_silence_is_over() -> None:
    talk = a_talk(MOM)

    assert "Sunday 29 November, 09:00" in talk.say("pause all until sunday")
    assert "paused until Sunday 29 November, 09:00" in talk.say("/why k1")


def test_until_when_may_have_to_be_asked_and_so_may_which_one() -> None:
    talk = a_talk(STRETCH, "/add remind me to stretch arms every day at 20:00 in UTC")
    assert "Which one?" in talk.say("pause stretch until friday")
    assert "*stretch arms* (d1) is silent for now" in talk.say("2")
    assert talk.local("d1") == "Fri 27 Nov 20:00"

    assert "There is no such time" in talk.say("pause k1 until 25:00")
    assert "Tuesday 24 November, 18:00" in talk.say("at 7pm")


def test_a_single_one_whose_moment_passed_while_it_was_paused_is_said_to_have() -> None:
    talk = a_talk(MOM, "/pause k1")
    talk.wait(days=2)

    assert "had its moment while it was paused" in talk.say("/resume k1")
    talk.say("snooze")
    assert talk.wait(minutes=10)[0].startswith("🔔 *call mom* (k1)")


def test_what_a_clock_that_was_behind_told_last_is_what_was_told_last() -> None:
    """The company of an hour ago was put off instead, and rang again."""
    talk = a_talk(MOM, MILK)
    talk.wait(days=1, hours=4, minutes=30)
    [milk] = [each for each in talk.chat.reminders.values() if each.text == "buy milk"]
    late = left_of(milk, milk.due_at - timedelta(hours=2))
    talk.chat = replace(talk.chat, reminders={**talk.chat.reminders, milk.id: late})
    talk.now = milk.due_at + timedelta(seconds=1)

    assert "buy milk" in talk.say("snooze")


@pytest.mark.parametrize("words", ["delete that", "cancel the last one", "удали это", "удали последнее"])
def test_what_is_spoken_of_can_be_deleted_without_its_name(words: str) -> None:
    talk = a_talk(MOM, MILK)

    assert "buy milk" in talk.say(words)
    assert [*talk.chat.reminders] == ["k1"]


def test_delete_alone_asks_which() -> None:
    talk = a_talk(MOM)

    assert "Which one?" in talk.say("delete")


def test_deleting_takes_several_ranges_and_words() -> None:
    talk = a_talk(*(f"remind me to task {n} tomorrow at {n}:00" for n in range(14, 20)), MILK)
    talk.say("/list")
    talk.say("/delete 1 3-4")
    assert len(talk.chat.reminders) == 4

    assert "*buy milk* (m1)" in talk.say("delete the milk one")


def test_deleting_a_series_says_how_many_that_ends() -> None:
    talk = a_talk("every day at 18:00 stretch 5 times")

    assert "It would still have come 5 times." in talk.say("/delete k1")


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ("/delete k1", "deleted is here again"),
        ("/done k1", "not done"),
        ("/edit k1 to friday 19:30", "as it was before"),
        ("/snooze k1 for 2 h", "not put off"),
        ("/skip k1", "not skipped"),
        ("/pause k1", "not paused"),
    ],
)
def test_undo_restores_exactly(change: str, what: str) -> None:
    talk = a_talk(STRETCH)
    before = talk.reminder("k1")
    talk.say(change)

    assert what in talk.say("/undo")
    after = talk.reminder("k1")
    assert (after.text, after.wall, after.rule, after.state, after.due_at, after.is_open) == (
        before.text,
        before.wall,
        before.rule,
        before.state,
        before.due_at,
        before.is_open,
    )
    assert list(talk.chat.reminders) == ["k1"]


def test_undo_takes_back_several_steps_in_turn() -> None:
    talk = a_talk(MOM, MILK, "/edit d1 to friday 19:00", "/delete d1")

    for word in ("undo", "верни", "/undo"):
        talk.say(word)
    assert list(talk.chat.reminders) == ["k1"]
    assert "not added" in talk.say("undo")
    assert "nothing to take back" in talk.say("undo")


def test_undo_is_over_after_an_hour() -> None:
    talk = a_talk(MOM)
    talk.wait(minutes=61)

    assert "nothing to take back" in talk.say("/undo")


def test_what_was_due_while_it_was_deleted_comes_when_that_is_taken_back_and_says_it_is_late() -> None:
    talk = a_talk("remind me to call mom in 20 minutes", "/delete k1")
    talk.wait(minutes=40)
    talk.say("/undo")

    [message] = talk.wait(seconds=1)
    assert "comes late by 20 min" in message


def test_undo_of_a_delete_of_all_brings_back_all() -> None:
    talk = a_talk(MOM, MILK, "/delete all", "yes")
    assert not talk.chat.reminders

    talk.say("/undo")
    assert set(talk.chat.reminders) == {"k1", "d1"}


@pytest.mark.parametrize(
    ("words", "is_kept"), [("done", True), ("delete", False), ("snooze 2h", True), ("friday 18:00", True)]
)
def test_a_swipe_means_the_reminder_that_the_message_was_about(words: str, is_kept: bool) -> None:  # noqa: FBT001
    talk = a_talk(MOM)
    saved = talk.sids[-1]
    talk.say(MILK)
    milk = talk.reminder("d1")
    talk.say(words, reply_to=saved)

    assert ("k1" in talk.chat.reminders) is is_kept
    assert talk.reminder("d1") == milk


def rang(*moments: str) -> Talk:
    """Return a talk in which these reminders came, and nobody knows yet under which sids."""
    talk = Talk(zone="UTC")
    for number, moment in enumerate(moments, start=1):
        talk.say(f"/add remind me to task{number} at 2026-11-23 {moment} in UTC")
    talk.say("/add remind me to sleep at 2026-11-23 23:00 in UTC")
    talk.hears_of = False
    talk.wait(minutes=10)
    return talk


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("done", "✅ Done: *task1* (k1)"),
        ("snooze at 18:00", "💤 *task1* (k1) comes again Monday 23 November, 18:00"),
        ("at 18:00", "💤 *task1* (k1) comes again Monday 23 November, 18:00"),
        ("/why", "*task1* (k1)"),
    ],
)
def test_a_swipe_on_what_the_person_sees_before_we_know_its_sid_means_it(words: str, answer: str) -> None:
    talk = rang("12:01")

    assert answer in talk.say(words, reply_to=talk.sids[-1])


def test_a_swipe_on_one_message_that_told_two_before_we_know_its_sid_means_both() -> None:
    talk = rang("12:01", "12:01")

    assert "*task2*" in talk.say("done", reply_to=talk.sids[-1])
    assert [talk.reminder(id_).state for id_ in ("k1", "d1")] == [State.DONE, State.DONE]


@pytest.mark.parametrize("words", ["done", "snooze at 18:00", "at 18:00"])
def test_a_swipe_on_one_of_two_messages_before_we_know_their_sids_asks_which_of_the_two(words: str) -> None:
    talk = rang("12:01", "12:02")
    answer = talk.say(words, reply_to=talk.sids[-1])
    assert "task1" in answer
    assert "task2" in answer
    assert "sleep" not in answer

    assert "*task2* (d1)" in talk.say("2")
    assert talk.reminder("k1").state is State.TOLD


def test_a_swipe_on_a_message_whose_sid_is_not_known_means_nothing_of_what_is_known() -> None:
    talk = rang("12:01")
    talk.hears_of = True
    talk.say("/snooze k1 in 1 min")
    talk.wait(minutes=1)

    assert "Which reminder?" in talk.say("done", reply_to="SM" + "0" * 32)
    assert talk.reminder("k1").state is State.TOLD


def test_a_swipe_on_what_an_operator_sent_again_means_it_and_not_an_earlier_company() -> None:
    """Of the company only the first is known to have been told, and of the other only that it was refused."""
    talk = rang("12:01", "12:01", "12:03")
    told = Spoken("SM1", SpeechId("a.1.0-b"), talk.now, ids=(talk.reminder("k1").id,))
    refused = Spoken("-", SpeechId("c.1.0"), talk.now, ids=(talk.reminder("f1").id,), refused=True)
    talk.chat = replace(talk.chat, spoken=(told, refused))

    assert "✅ Done: *task3* (f1)." in talk.say("done", reply_to="SM" + "0" * 32)
    assert [talk.reminder(id_).state for id_ in ("k1", "d1")] == [State.TOLD, State.TOLD]


def test_a_swipe_on_an_old_message_means_nothing_of_what_was_told_since() -> None:
    talk = rang("12:01")
    talk.wait(hours=2)

    assert "Which reminder?" in talk.say("done", reply_to="SM" + "0" * 32)


def test_a_swipe_on_a_message_that_told_several_speeches_means_all_of_them() -> None:
    talk = a_talk(MOM, MILK)
    sid = talk.sids[-1]
    talk.chat = replace(talk.chat, spoken=tuple(replace(spoken, sid=sid) for spoken in talk.chat.spoken))
    talk.say("delete", reply_to=sid)

    assert not talk.chat.reminders


@pytest.mark.parametrize("words", ["delete", "done", "skip", "snooze"])
def test_a_swipe_on_a_message_about_nothing_touches_nothing(words: str) -> None:
    talk = a_talk(MOM, "/help")
    before = talk.chat.reminders
    talk.say(words, reply_to=talk.sids[-1])

    assert talk.chat.reminders == before


def test_a_list_shows_pages_and_more_shows_the_next() -> None:
    talk = a_talk(*(f"remind me to task {n} tomorrow at {n}:30" for n in range(13, 24)))

    assert "Page 1 of 2. Send: more" in talk.say("/list")
    assert "11. 23:30 task 23" in talk.say("more")


def test_a_list_of_words_shows_what_holds_them_and_its_indexes_count() -> None:
    talk = a_talk(MOM, MILK)

    assert talk.say("/list milk") == "📋 With “milk”: 1\n_Tomorrow_\n1. 18:00 buy milk (d1) · Berlin"
    assert "*buy milk* (d1)" in talk.say("/delete 1")


def test_indexes_stay_valid_until_the_next_list() -> None:
    talk = a_talk(MOM, MILK, "/list", "remind me to be first tomorrow at 08:00")

    assert "*call mom* (k1)" in talk.say("/delete 1")


def test_why_tells_the_words_the_reading_and_what_happened() -> None:
    talk = a_talk(MOM)
    talk.wait(days=1, hours=4)
    talk.say("snooze")
    answer = talk.say("/why k1")

    assert "You wrote: “remind me to call mom tomorrow at 17:00”" in answer
    assert "saved for Tuesday 24 November, 17:00" in answer or "saved for 17:00" in answer
    assert "its moment came" in answer
    assert "sent to you" in answer
    assert "put off to" in answer


def told_by_twilio(talk: Talk, **moments: timedelta) -> str:
    """Let Twilio report on the last message, so long after it was sent, and ask why."""
    last = next(spoken for spoken in reversed(talk.chat.spoken) if not spoken.speech.startswith("re."))
    fate = Fate(**{f"{what}_at": last.at + span for what, span in moments.items()})
    talk.chat = replace(talk.chat, fates={**talk.chat.fates, last.speech: fate})
    return talk.say("/why k1")


def test_why_tells_when_the_message_arrived_and_was_read() -> None:
    talk = a_talk(MOM)
    talk.wait(days=1, hours=4)
    lines = told_by_twilio(talk, delivered=timedelta(minutes=1), read=timedelta(minutes=5)).splitlines()

    assert [line.rpartition(": ")[2] for line in lines[-3:]] == ["sent to you", "arrived on your phone", "you read it"]
    assert [re.findall(r"\d\d:\d\d", line) for line in lines[-2:]] == [["17:01"], ["17:05"]]


def test_why_tells_that_a_message_could_not_be_delivered_unless_it_was_in_the_end() -> None:
    talk = a_talk(MOM)
    talk.wait(days=1, hours=4)

    assert "could not deliver" in told_by_twilio(talk, failed=timedelta(minutes=1))
    assert "could not deliver" not in told_by_twilio(talk, failed=timedelta(minutes=1), read=timedelta(minutes=9))


def test_a_long_history_keeps_its_beginning_and_fits_a_message() -> None:
    talk = a_talk("every day at 18:00 " + "ж" * 900)
    for _ in range(30):
        talk.wait(days=1)
        answer = told_by_twilio(talk, delivered=timedelta(minutes=1), read=timedelta(minutes=5))

    assert "saved for" in answer
    assert answer.splitlines()[-1].endswith("you read it")
    assert len(answer) <= 1500


@pytest.mark.parametrize("words", ["done", "/skip", "/pause", "/why", "snooze", "готово"])
def test_a_command_about_nothing_is_answered_kindly(words: str) -> None:
    answer = Talk().say(words)

    assert "Which reminder?" in answer or "О каком напоминании" in answer


def test_it_means_what_the_last_answer_was_about() -> None:
    talk = a_talk(MOM, STRETCH)

    assert "⏸ *stretch* (d1)" in talk.say("pause")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("встреча с Аней", "удали встречу"),
        ("купить молоко", "готово молока"),
        ("сдать отчёт", "удали отчет"),
        ("позвонить маме", "отложи маму"),
        ("buy stamps", "done with the stamp"),
    ],
)
def test_a_reminder_is_named_in_any_case(text: str, words: str) -> None:
    talk = a_talk(f"/add {text} at 2026-12-01 10:00 in UTC")

    assert text in talk.say(words)
    assert "k1" in talk.say("/undo")


def test_words_as_they_are_written_win_over_their_forms() -> None:
    talk = a_talk("/add buy stamps at 2026-12-01 10:00 in UTC", "/add lick the stamp at 2026-12-02 10:00 in UTC")

    assert "lick the stamp" in talk.say("/delete stamp")
    assert "buy stamps" in talk.say("/list")


def test_words_that_are_only_alike_name_nothing() -> None:
    talk = a_talk("/add water the plants at 2026-12-01 10:00 in UTC")

    assert "There is no" in talk.say("delete the plane one")
    assert "water the plants" in talk.say("/list")


@pytest.mark.parametrize("task", ["skip lunch", "done deal", "pause the music", "reschedule the dentist"])
def test_a_task_may_begin_like_a_command_when_it_was_asked_for(task: str) -> None:
    talk = Talk()
    talk.say("remind me tomorrow at 17:00")

    assert f"*{task}* (k1)" in talk.say(task)


def test_a_plus_alone_is_the_clock_only_where_it_was_asked_for() -> None:
    talk = a_talk(MOM)
    assert "clock" not in talk.say("+1")
    stranger = Talk(zone=None)
    stranger.say("remind me to call mom tomorrow at 17:00")

    assert "17:00 (UTC+3)" in stranger.say("+3") or "UTC+03:00" in stranger.say("/start")


def test_undo_of_much_stays_small_and_brings_back_every_text() -> None:
    talk = Talk()
    texts = [f"{number} " + "ж" * 880 for number in range(60)]
    for number, text in enumerate(texts):
        talk.say(f"/add {text} at 2026-12-{1 + number % 28:02d} 10:00 in UTC")
    talk.say("/delete all")
    talk.say("yes")
    [*_, last] = talk.chat.profile.steps

    assert sum(len(was.words) + len(was.text) for _, was in last.before if was) <= 60 * (200 + 900)
    talk.say("/undo")
    assert sorted(each.text for each in talk.chat.pending()) == sorted(texts)


def test_undo_keeps_no_more_reminders_than_two_lists_and_always_the_last_change() -> None:
    talk = Talk(limits=Limits(pace=1000, pending=500, day=1000))
    for number in range(350):
        talk.say(f"/add tea {number} at 2026-12-01 10:00 in UTC")
    for _ in range(2):
        talk.say("/delete all")
        talk.say("yes")
        talk.say("/undo")
    talk.say("/delete all")
    talk.say("yes")

    assert sum(len(step.before) for step in talk.chat.profile.steps) <= 600
    talk.say("/undo")
    assert len(talk.chat.pending()) == 350


def test_a_series_that_was_said_to_the_second_comes_and_is_shown_to_the_second() -> None:
    talk = Talk(zone="UTC")
    answer = talk.say("every day at 16:05:20 stretch")
    assert "every day at 16:05:20" in answer
    assert "Monday 23 November, 16:05:20 (UTC), then Tuesday 24 November, 16:05:20" in answer
    assert "16:05:20 stretch" in talk.say("/list")
    assert "Now: every day at 17:00:30 · Monday 23 November, 17:00:30" in talk.say("/edit k1 to 17:00:30")

    assert talk.wait(hours=5, seconds=29) == []
    [rung] = talk.wait(seconds=1)
    assert "*stretch* (k1)" in rung


def test_a_series_whose_first_second_is_still_ahead_begins_today() -> None:
    talk = Talk(zone="UTC")
    talk.wait(hours=1, seconds=10)

    assert "Monday 23 November, 13:00:20" in talk.say("every day at 13:00:20 stretch")
    assert "Tuesday 24 November, 13:00" in talk.say("every day at 13:00 drink")
