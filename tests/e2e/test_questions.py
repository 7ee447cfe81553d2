"""What cannot be saved as it was said is asked about or refused in a sentence, never guessed."""

from datetime import UTC, datetime

import pytest

from tests.harness.account import a_number
from tests.harness.house import House

pytestmark = pytest.mark.asyncio(loop_scope="module")

NEXT_YEAR = datetime.now(UTC).year + 1


async def test_an_unknown_zone_is_a_question_that_a_number_answers(house: House) -> None:
    person = a_number()
    question = await house.phones.ask(person, f"/add remind me to swim at {NEXT_YEAR}-07-01 09:00 in Berlim")

    assert "Berlim" in question
    assert "1. " in question
    assert "Europe/Berlin" in question or "Berlin" in question.splitlines()[1]
    assert "*swim* (k1)" in await house.phones.ask(person, "1")


async def test_nothing_is_saved_while_a_question_is_open(house: House) -> None:
    person = a_number()
    await house.phones.ask(person, f"/add remind me to swim at {NEXT_YEAR}-07-01 09:00 in Berlim")

    assert "Nothing is waiting" in await house.phones.ask(person, "/list")


async def test_a_question_that_was_passed_over_is_closed(house: House) -> None:
    person = a_number()
    await house.phones.ask(person, f"/add remind me to swim at {NEXT_YEAR}-07-01 09:00 in Berlim")
    await house.phones.ask(person, "/list")

    assert "did not understand" in await house.phones.ask(person, "1")


async def test_an_unknown_city_for_the_clock_is_a_question_that_a_number_answers(house: House) -> None:
    person = a_number()
    await house.phones.ask(person, "/timezone Berlim")

    assert "Europe/Berlin" in await house.phones.ask(person, "1")


async def test_a_moment_that_has_passed_is_said_to_have_passed(house: House) -> None:
    answer = await house.phones.ask(a_number(), "/add remind me to swim at 2020-07-01 09:00 in Berlin")

    assert "passed" in answer
    assert "*swim*" in answer


async def test_a_day_that_does_not_exist_is_said_not_to(house: House) -> None:
    person = a_number()

    assert "no such day" in await house.phones.ask(person, f"/add remind me to swim at {NEXT_YEAR}-02-30 09:00 in UTC")
    assert "no such day" in await house.phones.ask(person, f"/add remind me to swim at {NEXT_YEAR}-13-01 09:00 in UTC")
    assert "Nothing is waiting" in await house.phones.ask(person, "/list")


async def test_a_time_that_does_not_exist_is_said_not_to(house: House) -> None:
    answer = await house.phones.ask(a_number(), f"/add remind me to swim at {NEXT_YEAR}-02-03 25:61 in UTC")

    assert "no such time" in answer


async def test_a_time_that_the_clocks_jump_over_is_asked_about(house: House) -> None:
    # On the last Sunday of March 2027 Berlin goes from 02:00 straight to 03:00.
    answer = await house.phones.ask(a_number(), "/add remind me to swim at 2027-03-28 02:30 in Berlin")

    assert "jump over" in answer


async def test_a_time_that_comes_twice_is_asked_about_and_the_second_one_can_be_chosen(house: House) -> None:
    # On the last Sunday of October 2027 Berlin goes from 03:00 back to 02:00.
    person = a_number()
    question = await house.phones.ask(person, "/add remind me to swim at 2027-10-31 02:30 in Berlin")

    assert "comes twice" in question
    assert "*swim* (k1)" in await house.phones.ask(person, "2")


async def test_the_questions_are_in_russian_too(house: House) -> None:
    person = a_number()

    assert "прошёл" in await house.phones.ask(person, "/добавить напомни поплавать в 2020-07-01 09:00 в Берлин")
    assert "Такого дня нет" in await house.phones.ask(person, f"/добавить поплавать в {NEXT_YEAR}-02-30 09:00 в Берлин")


async def test_words_that_mean_nothing_change_nothing_and_say_so(house: House) -> None:
    person = a_number()

    assert "did not understand" in await house.phones.ask(person, "colourless green ideas")
    assert "Nothing is waiting" in await house.phones.ask(person, "/list")


async def test_more_than_whatsapp_lets_one_type_is_still_answered(house: House) -> None:
    assert "characters" in await house.phones.ask(a_number(), "/add " + "word " * 300 + "at 2027-07-01 09:00 in UTC")


@pytest.mark.parametrize(
    "words", ["🍕🎉", "👍👍👍", "…", "?!", "/", "/nonsense", "0", "-1", "99999999999", "\u202eabc", " "]
)
async def test_odd_messages_are_answered(house: House, words: str) -> None:
    assert (await house.phones.ask(a_number(), words)).strip()


async def test_1600_characters_of_task_are_refused_with_the_limit(house: House) -> None:
    task = "x" * 1560

    assert "900" in await house.phones.ask(a_number(), f"/add {task} at {NEXT_YEAR}-07-01 09:00 in UTC")
