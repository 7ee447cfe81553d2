"""Living with a reminder, row by row, as a person does it on WhatsApp, in both languages."""

import re

import pytest

from tests.harness.account import a_number
from tests.harness.house import House
from tests.harness.phones import add, soon
from tests.harness.waiting import wait_until
from tests.harness.webhooks import a_message

pytestmark = pytest.mark.asyncio(loop_scope="module")

BOTH = pytest.mark.parametrize("language", ["en", "ru"])
SAY = {
    "en": {
        "city": "/timezone Berlin",
        "soon": "remind me in 2 seconds to stretch",
        "tomorrow": "remind me to call mom tomorrow at 17:00",
        "daily": "every day at 18:00 water the plants",
    },
    "ru": {
        "city": "/пояс Берлин",
        "soon": "напомни через 2 секунды потянуться",
        "tomorrow": "напомни завтра в 17:00 позвонить маме",
        "daily": "каждый день в 18:00 полить цветы",
    },
}


async def a_person(house: House, language: str, *words: str) -> str:
    """Return somebody whose clock is known, who has said these things."""
    person = a_number()
    for word in ("city", *words):
        await house.phones.ask(person, SAY[language][word])
    return person


@pytest.mark.parametrize(
    ("language", "word", "answer"),
    [
        ("en", "done", "✅ Done: *stretch* (k1)"),
        ("ru", "готово", "✅ Готово: *потянуться* (k1)"),
        ("en", "👍", "✅ Done"),
    ],
)
async def test_done(house: House, language: str, word: str, answer: str) -> None:
    person = await a_person(house, language, "soon")
    await house.phones.wait_for_message(person, containing="🔔")

    assert answer in await house.phones.ask(person, word)
    assert "(k1)" in await house.phones.ask(person, {"en": "/list done", "ru": "/список готово"}[language])


@pytest.mark.parametrize(
    ("language", "words", "said"),
    [
        ("en", "snooze", "in 10 min"),
        ("en", "snooze 2h", "in 2 h"),
        ("ru", "через час", "через 1 ч"),
        ("ru", "отложи на 20 минут", "через 20 мин"),
    ],
)
async def test_snooze(house: House, language: str, words: str, said: str) -> None:
    person = await a_person(house, language, "soon")
    await house.phones.wait_for_message(person, containing="🔔")
    answer = await house.phones.ask(person, words)

    assert "💤" in answer
    assert said in answer


async def test_what_was_snoozed_comes_again(house: House) -> None:
    person = await a_person(house, "en", "soon")
    await house.phones.wait_for_message(person, containing="🔔")
    await house.phones.ask(person, "in 2 seconds")

    async def twice() -> bool:
        return len(await house.phones.heard(person, containing="🔔 *stretch* (k1)")) == 2

    assert await wait_until(twice, description="it comes again")


@pytest.mark.parametrize(
    ("language", "words", "expected"),
    [
        ("en", "/edit 1 to friday 18:00", "18:00 (Berlin)"),
        ("en", "/edit 1 text buy milk", "Now: *buy milk*"),
        ("ru", "перенеси 1 на послезавтра", "17:00 (Берлин)"),
        ("ru", "/изменить 1 текст купить молоко", "Стало: *купить молоко*"),
    ],
)
async def test_edit(house: House, language: str, words: str, expected: str) -> None:
    person = await a_person(house, language, "tomorrow")
    await house.phones.ask(person, {"en": "/list", "ru": "/список"}[language])

    assert expected in await house.phones.ask(person, words)


@BOTH
async def test_a_series_is_skipped_paused_resumed_and_deleted(house: House, language: str) -> None:
    person = await a_person(house, language, "daily")
    words = {
        "en": ("/skip k1", "/pause k1", "/list", "/resume k1", "delete k1"),
        "ru": ("/пропустить k1", "/пауза k1", "/список", "/продолжить k1", "удали k1"),
    }
    answers = [await house.phones.ask(person, word) for word in words[language]]

    expected = {
        "en": ("⏭", "⏸", "Paused", "▶️", "🗑"),
        "ru": ("⏭", "⏸", "На паузе", "▶️", "🗑"),
    }
    assert all(mark in answer for mark, answer in zip(expected[language], answers, strict=True)), answers


@BOTH
async def test_undo_takes_back_several_steps(house: House, language: str) -> None:
    person = await a_person(house, language, "tomorrow")
    undo = {"en": "undo", "ru": "верни"}[language]
    await house.phones.ask(person, {"en": "/delete k1", "ru": "/удалить k1"}[language])

    assert "(k1)" in await house.phones.ask(person, undo)
    assert "↩️" in await house.phones.ask(person, undo)
    assert "(k1)" not in await house.phones.ask(person, {"en": "/list", "ru": "/список"}[language])


async def test_a_swipe_means_the_reminder_of_that_message(house: House) -> None:
    person = await a_person(house, "en", "tomorrow")
    [saved] = await house.phones.heard(person, containing="⏰")
    await house.phones.ask(person, "remind me to buy milk tomorrow at 18:00")
    await house.door.post_form(a_message(person, "delete", OriginalRepliedMessageSid=saved.sid))

    assert "*call mom* (k1)" in (await house.phones.wait_for_message(person, containing="🗑")).body


@BOTH
async def test_a_first_message_is_kept_until_the_clock_is_known(house: House, language: str) -> None:
    person = a_number()
    question = await house.phones.ask(person, SAY[language]["tomorrow"])
    answer = await house.phones.ask(person, {"en": "Tokyo", "ru": "Токио"}[language])

    assert "?" in question
    assert "(k1)" in answer
    assert {"en": "17:00 (Tokyo)", "ru": "17:00 (Токио)"}[language] in answer


@BOTH
async def test_a_question_is_answered_in_words_and_dropped_by_one(house: House, language: str) -> None:
    person = await a_person(house, language)
    unclear = {"en": "call mom tomorrow at 5", "ru": "позвонить маме завтра в 5"}[language]
    await house.phones.ask(person, unclear)
    await house.phones.ask(person, {"en": "cancel", "ru": "отмена"}[language])
    assert "(k1)" not in await house.phones.ask(person, {"en": "/list", "ru": "/список"}[language])
    await house.phones.ask(person, unclear)

    assert "17:00" in await house.phones.ask(person, {"en": "in the evening", "ru": "вечером"}[language])


@BOTH
async def test_a_new_clock_asks_whether_reminders_move_along(house: House, language: str) -> None:
    person = await a_person(house, language, "tomorrow")
    question = await house.phones.ask(person, {"en": "i'm in Tbilisi", "ru": "я в Тбилиси"}[language])
    await house.phones.ask(person, {"en": "yes", "ru": "да"}[language])

    assert "1. " in question
    listed = await house.phones.ask(person, {"en": "/list", "ru": "/список"}[language])
    assert {"en": "Tbilisi", "ru": "Тбилиси"}[language] in listed


@BOTH
async def test_a_shared_location_sets_the_clock(house: House, language: str) -> None:
    person = await a_person(house, language)
    await house.door.post_form(a_message(person, "", Latitude="41.7151", Longitude="44.8271"))

    assert await house.phones.wait_for_message(
        person, containing={"en": "Tbilisi (Asia", "ru": "Тбилиси (Asia"}[language]
    )


@BOTH
async def test_what_is_no_text_gets_a_kind_word(house: House, language: str) -> None:
    person = await a_person(house, language)
    sent = {
        "voice messages|Голосовые": {"MediaContentType0": "audio/ogg"},
        "cannot see pictures|Картинок": {"MediaContentType0": "image/jpeg"},
        "Nice one|Славно": {"MessageType": "sticker", "MediaContentType0": "image/webp"},
        "do not keep contacts|Контакты": {"MediaContentType0": "text/vcard"},
        "react with|поставьте": {"MessageType": "reaction"},
    }
    for form in sent.values():
        await house.door.post_form(a_message(person, "", NumMedia="1", MediaUrl0="https://api.twilio.com/x", **form))

    for kind_word in sent:
        assert await house.phones.wait_for_message(person, containing=kind_word.split("|")[language == "ru"])


@BOTH
async def test_why_tells_what_was_typed_and_what_happened(house: House, language: str) -> None:
    person = await a_person(house, language, "soon")
    await house.phones.wait_for_message(person, containing="🔔", status="read")
    why = {"en": "/why k1", "ru": "/почему k1"}[language]
    read = {"en": "you read it", "ru": "прочитано"}[language]

    async def is_read() -> str:
        answer = await house.phones.ask(person, why)
        return answer if read in answer else ""

    answer = await wait_until(is_read, description="the history says that it was read")
    assert SAY[language]["soon"] in answer
    for happened in {
        "en": ("saved for", "its moment came", "sent to you", "arrived on your phone"),
        "ru": ("записано на", "пришёл срок", "отправлено вам", "пришло на телефон"),
    }[language]:
        assert re.search(rf"\d\d:\d\d.*: {happened}", answer), happened


@BOTH
async def test_stop_is_silence_and_start_brings_back(house: House, language: str) -> None:
    person = await a_person(house, language, "tomorrow")
    await house.phones.ask(person, {"en": "STOP", "ru": "стоп"}[language])
    await house.phones.say(person, "/help")

    assert "👋" in await house.phones.ask(person, {"en": "/start", "ru": "/старт"}[language])
    assert "(k1)" in await house.phones.ask(person, {"en": "/list", "ru": "/список"}[language])


async def test_the_language_can_be_fixed(house: House) -> None:
    person = await a_person(house, "ru")
    await house.phones.ask(person, "/language en")

    assert "Saved" in await house.phones.ask(person, SAY["ru"]["tomorrow"])


@BOTH
async def test_two_that_are_due_at_the_same_second_are_one_message(house: House, language: str) -> None:
    person, due = await a_person(house, language), soon(4)
    await house.phones.ask(person, add("alpha", due))
    await house.phones.ask(person, add("beta", due))
    arrived = await house.phones.wait_for_message(person, containing="🔔")

    assert "*alpha* (k1)" in arrived.body
    assert "*beta* (d1)" in arrived.body
    assert len(await house.phones.heard(person, containing="🔔")) == 1
