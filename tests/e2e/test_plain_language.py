"""What people write without reading a manual, end to end."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.harness.account import a_number
from tests.harness.house import House

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_plain_english_is_saved_in_the_persons_zone(house: House) -> None:
    person = a_number()
    await house.phones.ask(person, "/timezone Berlin")
    answer = await house.phones.ask(person, "remind me to call mom tomorrow at 5pm")
    tomorrow = datetime.now(ZoneInfo("Europe/Berlin")) + timedelta(days=1)

    assert "Saved *call mom* (k1)" in answer
    assert f"{tomorrow:%A} {tomorrow.day} {tomorrow:%B}" in answer
    assert "17:00 (Berlin)" in answer


async def test_plain_russian_is_saved_in_the_persons_zone(house: House) -> None:
    person = a_number()
    await house.phones.ask(person, "/пояс Москва")
    answer = await house.phones.ask(person, "напомни завтра в 9 утра позвонить маме")

    assert "*позвонить маме* (k1)" in answer
    assert "09:00 (Москва)" in answer


@pytest.mark.parametrize("zone", ["UTC+3", "UTC-03:30", "+05:45"])
async def test_a_clock_set_by_its_offset_is_used(house: House, zone: str) -> None:
    person = a_number()
    await house.phones.ask(person, f"/timezone {zone}")
    strict = await house.phones.ask(person, "/add remind me to swim at 2031-07-01 09:00")
    plain = await house.phones.ask(person, "remind me to run tomorrow at 17:00")

    assert "09:00 (UTC" in strict
    assert "17:00 (UTC" in plain


async def test_without_a_zone_the_city_is_asked_and_nothing_is_saved(house: House) -> None:
    person = a_number()

    assert "city" in await house.phones.ask(person, "remind me to call mom tomorrow at 5pm")
    assert "Nothing is waiting" in await house.phones.ask(person, "/list")


async def test_a_span_arrives_when_it_is_over(house: House) -> None:
    person = a_number()
    await house.phones.ask(person, "/timezone Berlin")
    said_at = datetime.now(UTC)
    await house.phones.ask(person, "remind me in 3 seconds to stretch")
    arrived = await house.phones.wait_for_message(person, containing="🔔 *stretch*")

    assert arrived.created_at >= said_at + timedelta(seconds=3)


async def test_a_series_is_saved_with_its_rule_in_words(house: House) -> None:
    person = a_number()
    await house.phones.ask(person, "/timezone Berlin")
    answer = await house.phones.ask(person, "remind me every weekday at 09:00 to stand up")

    assert "🔁 Saved *stand up* (k1), every weekday at 09:00." in answer
    assert "🔁 every weekday at 09:00" in await house.phones.ask(person, "/list")
