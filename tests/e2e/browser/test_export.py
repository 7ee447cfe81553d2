"""A person on a phone opens the link of /export and taps its buttons."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from icalendar import Calendar
from playwright.async_api import Browser, expect

from tests.harness.account import a_number
from tests.harness.house import House, running_house


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with running_house(tmp_path / "house") as running:
        yield running


async def test_both_files_arrive_and_then_a_kind_page_says_that_nothing_is_left(
    house: House, browser: Browser, tmp_path: Path
) -> None:
    person = a_number()
    await house.phones.ask(person, "/timezone Berlin")
    await house.phones.ask(person, "every friday at 18:00 water the plants")
    link = re.search(r"http\S+/export/\S+", await house.phones.ask(person, "/export"))
    assert link
    phone = await browser.new_page(viewport={"width": 390, "height": 700})
    complaints: list[str] = []
    phone.on("console", lambda message: complaints.append(message.text))
    await phone.goto(link[0])
    for label, name in (("Calendar", "nudge.ics"), ("All data", "nudge.json")):
        async with phone.expect_download() as arriving:
            await phone.get_by_role("button", name=label).click()
        arrived = await arriving.value
        await arrived.save_as(tmp_path / name)
        assert arrived.suggested_filename == name

    assert "water the plants" in (tmp_path / "nudge.json").read_text("utf-8")
    assert len(Calendar.from_ical((tmp_path / "nudge.ics").read_bytes()).walk("VEVENT")) == 1
    assert complaints == []
    await phone.get_by_role("button", name="Calendar").click()
    await expect(phone.get_by_role("heading")).to_have_text("Nothing is left behind this link")
