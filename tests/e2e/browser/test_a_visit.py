"""A visitor tries the real Nudge on the page, in either language: buttons, numbers, words, faces, places, time."""

import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.async_api import Browser, Locator, Page, expect

from tests.e2e.browser.chat import said_by_me, said_by_nudge
from tests.harness.account import a_number
from tests.harness.discretion import slips
from tests.harness.house import House, running_house

MORNING = datetime(2027, 3, 26, 10, tzinfo=UTC)
PATIENCE_MS = 20_000
VISITS = {
    "en-GB": {
        "ask": "pay the rent on april 1 at 9",
        "asked": "In the morning or in the evening?",
        "saved": "Saved pay the rent",
        "soon": "remind me to drink tea in 20 minutes",
        "kept": "Saved drink tea",
        "tea": "🔔 drink tea",
        "hour": "+1 h",
        "minutes": "+10 min",
        "snooze": "Snooze 10 min",
        "snoozed": "comes again Friday 26 March, 12:10",
        "done": "Done: drink tea",
        "later": "move to april 2 at 10:00 am",
        "moved": "Now: Friday 2 April, 10:00",
        "answer": "Answer this message",
        "react": "React to this message",
        "more": "Send something else",
        "place": "Tbilisi",
        "zone": "Your clock is Tbilisi",
        "along": "Move them along",
        "all": "Moved along to Tbilisi time",
    },
    "ru-RU": {
        "ask": "напомни завтра в 5 позвонить маме",
        "asked": "Утром или вечером?",
        "saved": "Запомнил: позвонить маме",
        "soon": "напомни через 20 минут выпить чаю",
        "kept": "Запомнил: выпить чаю",
        "tea": "🔔 выпить чаю",
        "hour": "+1 ч",
        "minutes": "+10 мин",
        "snooze": "Через 10 минут",
        "snoozed": "придёт снова: пятница, 26 марта, 12:10",
        "done": "Готово: выпить чаю",
        "later": "перенеси на 2 апреля в 10:00",
        "moved": "Стало: пятница, 2 апреля, 10:00",
        "answer": "Ответить на это сообщение",
        "react": "Отметить сообщение",
        "more": "Отправить что-нибудь ещё",
        "place": "Тбилиси",
        "zone": "Тбилиси",
        "along": "Перевести",
        "all": "Тбилиси",
    },
}


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with running_house(tmp_path, settings={"SIMULATED_TIME": "true"}) as running:
        await running.phones.move(to=MORNING)
        yield running
        assert await slips(running) == []


@pytest.fixture(params=VISITS)
async def visit(request: pytest.FixtureRequest, browser: Browser, house: House) -> AsyncIterator["Visit"]:
    context = await browser.new_context(locale=request.param, timezone_id="Europe/Berlin")
    context.set_default_timeout(PATIENCE_MS)
    page = await context.new_page()
    await page.goto(f"{house.phones.url}/?number=%2B{a_number()[1:]}")
    await page.locator('[data-presence="online"]').first.wait_for()
    yield Visit(page, VISITS[request.param])
    await context.close()


class Visit:
    """What a visitor does and sees, in their own language."""

    def __init__(self, page: Page, words: dict[str, str]) -> None:
        self.page = page
        self.words = words

    async def write(self, name: str) -> None:
        field = self.page.locator(".composer textarea").first
        await field.fill(self.words.get(name, name))
        await field.press("Enter")

    async def sees(self, name: str) -> Locator:
        """Return the last message of Nudge's, which says this."""
        last = said_by_nudge(self.page).last
        await expect(last.locator(".text")).to_contain_text(self.words[name], timeout=PATIENCE_MS)
        return last

    async def tap(self, name: str) -> None:
        await said_by_nudge(self.page).last.get_by_role("button", name=self.words.get(name, name)).first.click()

    async def wait(self, name: str) -> None:
        """Move the time, by a button beside the phone."""
        clock = self.page.locator(".time")
        await clock.locator("summary").click()
        await clock.get_by_role("button", name=self.words[name]).click()
        await expect(clock).not_to_have_class(re.compile("moving"), timeout=PATIENCE_MS)
        await self.page.keyboard.press("Escape")


async def test_a_visitor_lives_with_a_reminder(visit: Visit) -> None:
    page, words = visit.page, visit.words
    await visit.write("/timezone Berlin")
    await expect(said_by_nudge(page)).to_have_count(1, timeout=PATIENCE_MS)
    await visit.write("ask")
    await visit.sees("asked")
    await visit.write("2")
    saved = await visit.sees("saved")
    sid = await saved.get_attribute("data-sid")

    await visit.write("soon")
    await visit.sees("kept")
    await visit.wait("hour")
    rung = await visit.sees("tea")
    await expect(rung.locator(".meta")).to_contain_text("11:20")
    await visit.tap("snooze")
    await visit.sees("snoozed")
    await expect(said_by_me(page).last.locator(".quoted")).to_contain_text(words["tea"])
    await visit.wait("minutes")
    rung = await visit.sees("tea")
    await rung.hover()
    await rung.get_by_label(words["react"]).click()
    await rung.get_by_role("button", name="👍").click()
    await visit.sees("done")

    saved = page.locator(f'.phone [data-sid="{sid}"]')
    await saved.hover()
    await saved.get_by_label(words["answer"]).click()
    await visit.write("later")
    await visit.sees("moved")

    await page.get_by_label(words["more"]).first.click()
    await page.get_by_role("button", name=words["place"]).first.click()
    await visit.sees("zone")
    await visit.tap("along")
    await visit.sees("all")
    await expect(said_by_me(page).get_by_label(re.compile("Read|Прочитано"))).to_have_count(
        await said_by_me(page).count(), timeout=PATIENCE_MS
    )
