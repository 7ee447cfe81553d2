"""Days in seconds: time is moved through the real services, and everything on the way comes at its own minute."""

import itertools
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
import pytest_asyncio

from tests.harness.account import a_number
from tests.harness.discretion import slips
from tests.harness.house import House, running_house

pytestmark = pytest.mark.asyncio(loop_scope="module")

DAYS = (datetime(2027, 3, 22, 10, tzinfo=UTC) + timedelta(days=7 * week) for week in itertools.count())
"""A Monday for each test: people are different, time is everybody's."""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def house(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    simulated = {"SIMULATED_TIME": "true", "SIMULATOR_CLOCK": "2027-03-20T10:00:00Z"}
    async with running_house(tmp_path_factory.mktemp("house"), settings=simulated) as running:
        yield running
        assert await slips(running) == []


@pytest_asyncio.fixture(loop_scope="module")
async def monday(house: House) -> datetime:
    """It is ten o'clock in London, or eleven."""
    await house.phones.move(to=(moment := next(DAYS)), stands=True)
    return moment


async def rung(house: House, person: str) -> list[tuple[str, datetime]]:
    """Return what rang, and when it was delivered."""
    return [(bubble.body, bubble.created_at) for bubble in await house.phones.heard(person, containing="🔔")]


async def test_what_is_due_on_the_way_comes_at_its_minute_and_is_not_late(house: House, monday: datetime) -> None:
    person = a_number()
    await house.phones.ask(person, "/timezone UTC")
    await house.phones.ask(person, "remind me to drink tea in 20 minutes")
    await house.phones.ask(person, "напомни завтра в 9:00 купить хлеб")
    await house.phones.move(by=timedelta(hours=23, minutes=30))

    assert await rung(house, person) == [
        ("🔔 *drink tea* (k1)", monday + timedelta(minutes=20)),
        ("🔔 *купить хлеб* (d1)", monday + timedelta(hours=23)),
    ]


async def test_a_series_comes_as_often_as_time_was_moved_past_it(house: House, monday: datetime) -> None:
    person = a_number()
    await house.phones.ask(person, "/timezone UTC")
    await house.phones.ask(person, "every 2 hours until tomorrow stretch")
    await house.phones.move(by=timedelta(hours=7))

    assert [at for _, at in await rung(house, person)] == [monday + timedelta(hours=hours) for hours in (2, 4, 6)]


@pytest.mark.parametrize(
    ("city", "words", "template"),
    [
        ("/timezone UTC", "remind me in 2 days to water the plants", "You asked me to remind you now of this: water"),
        ("/пояс UTC", "напомни через 2 дня в 12:00 полить цветы", "Вы просили напомнить об этом сейчас: полить"),
    ],
)
async def test_who_has_been_silent_for_two_days_gets_the_template_though_nobody_made_one(
    house: House, monday: datetime, city: str, words: str, template: str
) -> None:
    person = a_number()
    await house.phones.ask(person, city)
    await house.phones.ask(person, words)
    await house.phones.move(by=timedelta(days=2, hours=4))

    [(body, at)] = await rung(house, person)
    assert template in body
    assert at - monday > timedelta(days=1, hours=20)
    await house.phones.tap(person, {"Y": "Done", "В": "Готово"}[template[0]])
    assert "✅" in (await house.phones.wait_for_message(person, containing="✅")).body


@pytest.mark.usefixtures("monday")
@pytest.mark.parametrize(
    ("city", "words", "late", "again"),
    [
        ("/timezone UTC", "remind me to call mom at 5", "That question had closed", "morning"),
        ("/пояс UTC", "напомни позвонить маме в 5", "вопрос к этому времени закрылся", "Утром"),
    ],
)
async def test_an_answer_to_a_question_that_has_closed_saves_nothing_and_offers_to_ask_anew(
    house: House, city: str, words: str, late: str, again: str
) -> None:
    person = a_number()
    await house.phones.ask(person, city)
    asked = await house.phones.ask(person, words)
    await house.phones.move(by=timedelta(minutes=16))
    answered = await house.phones.ask(person, "1")

    assert "1." in asked
    assert late in answered
    [button] = (await house.phones.heard(person))[-1].options
    await house.phones.tap(person, button.title)
    assert again in (await house.phones.wait_for_message(person, containing=again)).body


async def test_a_scheduler_that_begins_later_has_the_houses_time(house: House, monday: datetime) -> None:
    person = a_number()
    await house.phones.ask(person, "/timezone UTC")
    await house.phones.ask(person, "remind me to drink tea in 20 minutes")
    await house["scheduler"].stop()
    await house["scheduler"].start()
    await house.phones.move(by=timedelta(hours=1))

    assert await rung(house, person) == [("🔔 *drink tea* (k1)", monday + timedelta(minutes=20))]


async def test_the_simulator_finds_yesterdays_time_when_it_begins_again(house: House, monday: datetime) -> None:
    await house["simulator"].stop()
    await house["simulator"].start()

    assert monday <= await house.phones.time() < monday + timedelta(minutes=5)
