"""The five commands, word for word, as a person on WhatsApp meets them."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from tests.harness.account import a_number
from tests.harness.house import House

pytestmark = pytest.mark.asyncio(loop_scope="module")

NEXT_YEAR = datetime.now(UTC).year + 1


async def test_start_welcomes_and_asks_for_the_city(house: House) -> None:
    answer = await house.phones.ask(a_number(), "/start")

    assert "Nudge" in answer
    assert "/list" in answer
    assert "Are you in Berlin?" in answer


async def test_start_confirms_the_clock_once_it_is_known(house: House) -> None:
    person = a_number()
    await house.phones.ask(person, "/timezone tokyo")

    assert re.search(r"Your clock: Tokyo, now \d\d:\d\d", await house.phones.ask(person, "/start"))


async def test_add_says_what_was_understood(house: House) -> None:
    answer = await house.phones.ask(
        a_number(), f"/add remind me to buy groceries at {NEXT_YEAR}-03-14 09:30 in Europe/Moscow"
    )

    assert "Saved *buy groceries* (k1)" in answer
    assert f"14 March {NEXT_YEAR}, 09:30 (Moscow)" in answer


async def test_adding_in_russian_is_answered_in_russian(house: House) -> None:
    answer = await house.phones.ask(a_number(), f"/добавить напомни позвонить маме в {NEXT_YEAR}-03-14 09:30 в Москва")

    assert "Запомнил: *позвонить маме* (k1)" in answer
    assert f"14 марта {NEXT_YEAR}" in answer
    assert "09:30 (Москва)" in answer


async def test_a_task_may_hold_at_and_in(house: House) -> None:
    answer = await house.phones.ask(
        a_number(), f"/add remind me to meet Ann at the bar in Soho at {NEXT_YEAR}-05-01 20:00 in London"
    )

    assert "*meet Ann at the bar in Soho*" in answer


async def test_the_slash_may_be_missing_and_case_and_spaces_do_not_matter(house: House) -> None:
    person = a_number()
    await house.phones.ask(person, f"  ADD remind me to swim   at {NEXT_YEAR}-05-01 20:00 in europe/BERLIN ")

    assert "swim (k1)" in await house.phones.ask(person, "LIST")


async def test_an_empty_list_says_so(house: House) -> None:
    assert "Nothing is waiting" in await house.phones.ask(a_number(), "/list")


async def test_list_shows_index_id_text_and_local_time_soonest_first(house: House) -> None:
    person = a_number()
    await house.phones.ask(person, f"/add remind me to water plants at {NEXT_YEAR}-02-02 08:00 in Europe/Berlin")
    await house.phones.ask(person, f"/add remind me to feed the cat at {NEXT_YEAR}-01-01 07:15 in Asia/Tokyo")

    answer = await house.phones.ask(person, "/list")

    assert re.search(r"1\. 07:15 feed the cat \(d1\) · Tokyo\n.*\n2\. 08:00 water plants \(k1\) · Berlin", answer)


async def test_a_long_list_has_pages(house: House) -> None:
    person = a_number()
    for day in range(1, 13):
        await house.phones.ask(person, f"/add remind me to call {day} at {NEXT_YEAR}-01-{day:02d} 10:00 in UTC")

    assert "Page 1 of 2. Send: more" in await house.phones.ask(person, "/list")
    second = await house.phones.ask(person, "more")
    assert "12. 10:00 call 12" in second
    assert "call 10" not in second
    assert await house.phones.ask(person, "/list 2") == second


async def test_delete_takes_the_index_of_the_list_shown_last(house: House) -> None:
    person = await _with_two_reminders(house)
    await house.phones.ask(person, "/list")
    await house.phones.ask(person, f"/add remind me to be first at {NEXT_YEAR}-01-01 00:01 in UTC")

    assert "*alpha* (k1)" in await house.phones.ask(person, "/delete 1")


async def test_delete_takes_an_id(house: House) -> None:
    person = await _with_two_reminders(house)

    assert "*beta* (d1)" in await house.phones.ask(person, "/delete D1")
    assert "beta" not in await house.phones.ask(person, "/list")


async def test_a_number_is_never_taken_for_an_id_nor_an_id_for_a_number(house: House) -> None:
    person = await _with_two_reminders(house)
    listed = await house.phones.ask(person, "/list")
    ids = re.findall(r"\(([a-z]+\d+)\)", listed)

    assert ids == ["k1", "d1"]
    assert not any(id_.isdecimal() for id_ in ids)
    assert "There is no 3" in await house.phones.ask(person, "/delete 3")
    assert "There is no k3" in await house.phones.ask(person, "/delete k3")
    assert "Waiting: 2" in await house.phones.ask(person, "/list")


async def test_delete_in_russian(house: House) -> None:
    person = await _with_two_reminders(house)
    await house.phones.ask(person, "/список")

    assert "Удалил: *beta* (d1)" in await house.phones.ask(person, "/удалить 2")


async def test_nobody_deletes_what_is_somebody_elses(house: House) -> None:
    owner, stranger = await _with_two_reminders(house), a_number()
    await house.phones.ask(owner, "/list")

    assert "There is no k1" in await house.phones.ask(stranger, "/delete k1")
    assert "There is no 1" in await house.phones.ask(stranger, "/delete 1")
    assert "Waiting: 2" in await house.phones.ask(owner, "/list")


async def test_deleting_all_asks_first(house: House) -> None:
    person = await _with_two_reminders(house)

    assert "Yes, delete them" in await house.phones.ask(person, "/delete all")
    assert "Waiting: 2" in await house.phones.ask(person, "/list")
    await house.phones.ask(person, "/delete all")
    await house.phones.ask(person, "1")
    assert "Nothing is waiting" in await house.phones.ask(person, "/list")


async def test_the_answer_is_in_the_language_of_the_last_message(house: House) -> None:
    person = a_number()

    assert "Пока ничего не ждёт" in await house.phones.ask(person, "/список")
    assert "Nothing is waiting" in await house.phones.ask(person, "/list")
    assert "Я не понял" in await house.phones.ask(person, "абракадабра")
    assert "Ждут своего часа" not in await house.phones.ask(person, "/help")


async def _with_two_reminders(house: House) -> str:
    person, day = a_number(), datetime(NEXT_YEAR, 6, 1, 10, tzinfo=UTC)
    await house.phones.ask(person, f"/add remind me to alpha at {day:%Y-%m-%d %H:%M} in UTC")
    await house.phones.ask(person, f"/add remind me to beta at {day + timedelta(days=1):%Y-%m-%d %H:%M} in UTC")
    return person
