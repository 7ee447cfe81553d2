"""A person's clock, language, silence, and being forgotten."""

import pytest

from services.ingress.domain.webhooks import heard_from_form
from services.scheduler.domain.chat import Chat
from services.scheduler.domain.limits import Limits
from tests.fakes.people import ANNA, BORIS
from tests.fakes.talk import Talk

MOM = "remind me to call mom tomorrow at 17:00"


@pytest.mark.parametrize("word", ["STOP", "стоп", "stop", "unsubscribe", "отписаться"])
def test_stop_works_at_once_whatever_is_open(word: str) -> None:
    talk = Talk()
    talk.say("remind me to call mom tomorrow at 5")
    talk.say(word)

    assert talk.chat.profile.is_stopped
    assert talk.say("/list") == ""
    assert talk.say("2") == ""


def test_a_chat_that_opted_out_hears_nothing_until_it_is_back() -> None:
    talk = Talk()
    talk.say(MOM)

    assert "Kept, and silent: 1 reminder." in talk.say("stop")
    assert talk.wait(days=2) == []
    assert "Good to have you back" in talk.say("START")
    [late] = talk.wait(seconds=1)
    assert "comes late by" in late


def test_a_new_zone_asks_once_whether_reminders_move_along() -> None:
    talk = Talk()
    talk.say(MOM)

    assert "По старым часам записано: 1 напоминание. Перенести" in talk.say("я в Тбилиси")
    talk.say("да")
    assert (talk.local("k1"), talk.reminder("k1").zone) == ("Tue 24 Nov 17:00", "Asia/Tbilisi")
    assert "🌍" in talk.say("Tbilisi")
    assert talk.chat.profile.question is None


def test_reminders_stay_where_they_were_when_that_is_the_answer() -> None:
    talk = Talk()
    talk.say(MOM)
    talk.say("/timezone Tokyo")

    assert "They stay where they were." in talk.say("no")
    assert talk.reminder("k1").zone == "Europe/Berlin"


def test_a_moved_series_keeps_its_hour_on_the_new_clock() -> None:
    talk = Talk()
    talk.say("every day at 18:00 stretch")
    talk.say("/timezone Tokyo")
    talk.say("1")

    assert talk.local("k1") == "Tue 24 Nov 18:00"
    assert talk.reminder("k1").rule.zone == "Asia/Tokyo"  # type: ignore[union-attr]


def test_moving_along_can_be_taken_back() -> None:
    talk = Talk()
    talk.say(MOM)
    talk.say("/timezone Tokyo")
    talk.say("yes")
    talk.say("/undo")

    assert talk.reminder("k1").zone == "Europe/Berlin"


def test_a_shared_location_sets_the_clock() -> None:
    talk = Talk(zone=None)

    assert "Tbilisi" in talk.say("", place=(41.7, 44.8))
    assert talk.chat.profile.zone == "Asia/Tbilisi"


def test_a_shared_location_finishes_the_reminder_that_waited_for_a_clock() -> None:
    talk = Talk(zone=None)
    talk.say(MOM)

    assert "*call mom* (k1). Tuesday 24 November, 17:00 (Tbilisi)" in talk.say("", place=(41.7, 44.8))


@pytest.mark.parametrize("media", ["voice", "image", "video", "sticker", "contact", "file", "reaction"])
def test_what_is_not_text_is_answered_kindly(media: str) -> None:
    answer = Talk().say("", media=media)

    assert answer
    assert "did not understand" not in answer


def test_a_language_that_was_chosen_stays_whatever_is_written() -> None:
    talk = Talk()
    talk.say("/language en")

    assert "Saved" in talk.say("напомни завтра в 17:00 купить молоко")
    talk.say("/language auto")
    assert "Запомнил" in talk.say("напомни завтра в 18:00 купить хлеб")


def test_the_language_can_be_chosen_by_a_number() -> None:
    talk = Talk()
    talk.say("/язык")

    assert "English" in talk.say("1")


def test_a_tapped_button_does_not_change_the_language() -> None:
    talk = Talk()
    talk.say("напомни через 20 минут купить молоко")
    talk.wait(minutes=20)

    assert "✅ Готово" in talk.tap("Готово")


def test_forgetting_asks_and_leaves_nothing() -> None:
    talk = Talk()
    talk.say(MOM)

    assert "cannot be taken back" in talk.say("/forget me")
    assert "erased" in talk.say("yes")
    assert talk.chat == Chat(ANNA)


def test_forgetting_is_not_done_without_a_yes() -> None:
    talk = Talk()
    talk.say(MOM)
    talk.say("/forget me")
    talk.say("no")

    assert "k1" in talk.chat.reminders


def test_who_writes_too_fast_is_told_once() -> None:
    talk = Talk(limits=Limits(pace=3))
    answers = [talk.say("/help") for _ in range(6)]

    assert [bool(answer) for answer in answers] == [True, True, True, True, False, False]
    assert "more than 3 messages" in answers[3]
    talk.wait(minutes=1)
    assert "/list" in talk.say("/help")


def test_stop_is_heard_even_from_who_writes_too_fast() -> None:
    talk = Talk(limits=Limits(pace=1))
    for _ in range(5):
        talk.say("/help")

    assert "not write any more" in talk.say("stop")


def test_first_contact_asks_for_the_city_where_the_number_does_not_tell() -> None:
    answer = Talk(zone=None, person=BORIS).say("/start")

    assert "Which city are you in?" in answer


FORM = {"MessageSid": "SM" + "0" * 32, "From": ANNA, "To": "whatsapp:+14155238886", "Body": ""}


def test_a_swipe_a_tap_a_place_and_a_voice_message_are_heard() -> None:
    tapped = heard_from_form(FORM | {"Body": "Done", "ButtonPayload": "nudge:ab.1.0:/done k1"})
    swiped = heard_from_form(FORM | {"OriginalRepliedMessageSid": "MM" + "1" * 32})
    place = heard_from_form(FORM | {"Latitude": "41.7", "Longitude": "44.8"})
    voice = heard_from_form(FORM | {"NumMedia": "1", "MediaContentType0": "audio/ogg"})

    assert (tapped.body, tapped.is_tap, tapped.reply_to) == ("/done k1", True, "ab.1.0")
    assert swiped.reply_to == "MM" + "1" * 32
    assert place.place == (41.7, 44.8)
    assert voice.media == "voice"


@pytest.mark.parametrize(
    "payload", ["done", "/done k1", "nudge::/done", "nudge:ab.1.0:", "nudge:ab.1.0:x\ny", "nudge:ab.1.0:" + "x" * 300]
)
def test_a_payload_that_is_not_ours_is_not_obeyed(payload: str) -> None:
    heard = heard_from_form(FORM | {"Body": "Done", "ButtonPayload": payload})

    assert (heard.body, heard.is_tap) == ("Done", False)


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("hello", "Tell me what and when"),
        ("привет", "Скажите, о чём и когда"),
        ("thanks!", "Always glad"),
        ("спасибо 🙏", "Всегда рад"),
        ("ok", "All stays as it is"),
        ("нет", "Всё остаётся как есть"),
    ],
)
def test_a_kind_word_gets_one_back(words: str, answer: str) -> None:
    assert answer in Talk().say(words)


def test_whoever_greets_for_the_first_time_gets_to_know_us() -> None:
    talk = Talk(zone=None)

    assert "I am Nudge" in talk.say("hi")
    assert "Berlin" in talk.say("yes")
    assert talk.chat.profile.zone == "Europe/Berlin"


def test_a_greeting_does_not_bring_back_who_opted_out() -> None:
    talk = Talk()
    talk.say("STOP")

    assert talk.say("hello") == ""


@pytest.mark.parametrize("words", ["я в Тбилиси до пятницы", "I am in Tbilisi until friday"])
def test_a_clock_for_a_while_is_not_changed_back_and_says_so(words: str) -> None:
    talk = Talk(zone="Europe/Berlin")
    answer = talk.say(words)

    assert ("/timezone" if words[0] == "I" else "/пояс") + " Europe/Berlin" in answer
    assert "обратно" not in talk.say("я в Москве")
    assert talk.chat.profile.zone == "Europe/Moscow"
