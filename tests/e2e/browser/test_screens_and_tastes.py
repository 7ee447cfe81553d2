"""The chat page on small screens, in the dark, in Russian, without a mouse and without motion."""

import pytest
from playwright.async_api import Browser, Locator, Page, expect

from tests.e2e.browser.chat import composer, said_by_nudge
from tests.integration.simulator.stand_ins import ANNA, BEN, Simulator


async def test_days_have_the_names_that_people_use(page: Page) -> None:
    names = await page.evaluate(
        """async () => {
             const { dayName } = await import("/js/days.js");
             return ["2026-11-24", "2026-11-23", "2026-11-20", "2026-11-01"].map((day) => dayName(day, "2026-11-24"));
           }"""
    )

    assert names == ["Today", "Yesterday", "Friday", "1 November 2026"]


async def test_nothing_moves_for_those_who_asked_for_stillness(page: Page, simulator: Simulator) -> None:
    await page.emulate_media(reduced_motion="reduce")
    await simulator.say("call mom")
    await expect(said_by_nudge(page)).to_have_count(1)
    moving = "e => getComputedStyle(e).animationName + getComputedStyle(e.parentElement).scrollBehavior"

    assert await said_by_nudge(page).evaluate(moving) == "noneauto"


async def test_everything_to_press_and_to_fill_has_a_name(page: Page) -> None:
    nameless = await page.evaluate(
        """() => [...document.querySelectorAll("button, textarea, input, a, [role=log]")]
             .filter((e) => !(e.ariaLabel || e.textContent.trim() || e.closest("label")?.textContent.trim()))
             .map((e) => e.outerHTML)"""
    )

    assert nameless == []
    await expect(page.get_by_role("log").first).to_have_attribute("aria-live", "polite")


async def test_the_composer_grows_with_its_text(page: Page) -> None:
    field = composer(page)
    small = await height_of(field)
    await field.fill("one\ntwo\nthree")

    assert await height_of(field) > small + 30


@pytest.mark.parametrize("width", [360, 320])
async def test_nothing_sticks_out_of_a_narrow_screen(width: int, browser: Browser, simulator: Simulator) -> None:
    await simulator.say("https://example.org/" + "very-long-" * 20)
    await simulator.write("W" * 300)
    context = await browser.new_context(viewport={"width": width, "height": 640}, has_touch=True)
    page = await context.new_page()
    await page.goto(f"{simulator.url}/?number=%2B{ANNA[1:]}")
    await expect(page.locator(".row")).to_have_count(2)

    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert await page.locator(".log").first.evaluate("log => log.scrollWidth <= log.clientWidth")
    await expect(page.get_by_label("Send").first).to_be_in_viewport(ratio=1)
    await context.close()


async def test_on_a_narrow_screen_the_other_phone_is_a_tab_that_counts_what_waits(
    browser: Browser, simulator: Simulator
) -> None:
    context = await browser.new_context(viewport={"width": 390, "height": 700})
    page = await context.new_page()
    await page.goto(simulator.url)
    await expect(page.locator(".presence").nth(1)).to_have_text("online")
    await simulator.say("for Ben", person=BEN)
    await expect(page.get_by_role("button", name="Ben 1 unread")).to_be_visible()
    await expect(page).to_have_title("(1) Nudge")
    await page.get_by_role("button", name="Ben").click()

    await expect(page.get_by_text("for Ben")).to_be_visible()
    await expect(page).to_have_title("Nudge")
    await context.close()


async def test_dark_and_light_follow_the_system_until_the_visitor_chooses(
    browser: Browser, simulator: Simulator
) -> None:
    context = await browser.new_context(color_scheme="dark", locale="en-GB")
    page = await context.new_page()
    await page.goto(simulator.url)
    dark = await wallpaper_of(page)
    await page.get_by_role("button", name="Switch between light and dark").click()
    light = await wallpaper_of(page)
    await page.reload()

    assert (dark, light) == ("rgb(11, 20, 26)", "rgb(239, 232, 222)")
    assert await wallpaper_of(page) == light
    await context.close()


async def test_the_page_speaks_russian_to_a_russian_browser(browser: Browser, simulator: Simulator) -> None:
    context = await browser.new_context(locale="ru-RU")
    page = await context.new_page()
    await page.goto(simulator.url)

    await expect(page.get_by_role("textbox", name="Сообщение").first).to_be_visible()
    await expect(page.locator("html")).to_have_attribute("lang", "ru")
    await context.close()


async def height_of(field: Locator) -> float:
    box = await field.bounding_box()
    assert box is not None
    return box["height"]


async def wallpaper_of(page: Page) -> str:
    colour: str = await page.locator(".screen").first.evaluate("e => getComputedStyle(e).backgroundColor")
    return colour
