"""The chat page, as a visitor meets it."""

import re
from pathlib import Path

from playwright.async_api import Browser, Page, expect

from tests.e2e.browser.chat import composer, said_by_me, said_by_nudge, write
from tests.integration.simulator.stand_ins import ANNA, BEN, Ingress, Simulator, a_simulator, some_settings, wait_until

HOSTILE = '<img src=x onerror="window.hacked=1"> *<b onclick=alert(1)>bold</b>* <script>window.hacked=1</script>'


async def test_a_newcomer_is_greeted_and_one_tap_starts_the_chat(page: Page, nudge: list[str]) -> None:
    nudge.append("👋 Welcome")
    await expect(page.get_by_text("Hi, I am Nudge").first).to_be_visible()
    await page.get_by_role("button", name="/start").click()

    await expect(said_by_nudge(page)).to_have_text(re.compile("👋 Welcome"))
    await expect(page.get_by_text("Hi, I am Nudge").first).to_be_hidden()


async def test_what_is_sent_gets_grey_ticks_that_turn_blue_with_the_answer(
    page: Page, ingress: Ingress, simulator: Simulator
) -> None:
    await write(page, "/list")
    await expect(said_by_me(page)).to_have_attribute("data-status", "delivered")
    await expect(said_by_me(page).get_by_role("img", name="Delivered")).to_be_visible()
    await expect(page.locator(".typing").first).to_be_visible()
    await expect(page.locator(".presence").first).to_have_text("typing…")
    await simulator.say("nothing yet")

    await expect(said_by_me(page).get_by_role("img", name="Read")).to_be_visible()
    await expect(page.locator(".typing")).to_have_count(0)
    await expect(page.locator(".presence").first).to_have_text("online")
    assert [call.form["Body"] for call in ingress.messages] == ["/list"]


async def test_a_bubble_shows_its_time_below_its_day(page: Page, simulator: Simulator) -> None:
    await simulator.say("call mom")

    await expect(page.locator(".day").first).to_have_text("Today")
    await expect(said_by_nudge(page).locator("time")).to_have_text(re.compile(r"^\d\d:\d\d$"))


async def test_formatting_looks_as_in_whatsapp(page: Page, simulator: Simulator) -> None:
    await simulator.say(
        "*bold* _italic_ ~gone~ ```mono *not bold*``` 2*3*4 snake_case_name\n"
        "> quoted\n- first\n- second\nsee https://example.org/a_b_c?d=*e*."
    )
    text = said_by_nudge(page).locator(".text")

    await expect(text.locator("strong")).to_have_text("bold")
    await expect(text.locator("em")).to_have_text("italic")
    await expect(text.locator("s")).to_have_text("gone")
    await expect(text.locator("code")).to_have_text("mono *not bold*")
    await expect(text.locator("blockquote")).to_have_text("quoted")
    await expect(text.locator("li")).to_have_text(["first", "second"])
    await expect(text.locator("a")).to_have_attribute("href", "https://example.org/a_b_c?d=*e")
    await expect(text).to_contain_text("2*3*4 snake_case_name")


async def test_text_that_looks_like_html_stays_text(page: Page, nudge: list[str]) -> None:
    nudge.append(HOSTILE)
    await write(page, HOSTILE)
    await expect(said_by_nudge(page)).to_have_count(1)

    await expect(said_by_me(page).locator(".text")).to_contain_text("<script>window.hacked=1</script>")
    await expect(said_by_nudge(page).locator("strong")).to_have_text("<b onclick=alert(1)>bold</b>")
    assert await page.locator(".bubble img, .bubble b, .bubble script").count() == 0
    assert await page.evaluate("window.hacked") is None


async def test_the_keyboard_is_enough(page: Page, ingress: Ingress, nudge: list[str]) -> None:
    nudge.append("hello")
    await expect(composer(page)).to_be_focused()
    await page.keyboard.type("one")
    await page.keyboard.press("Shift+Enter")
    await page.keyboard.type("two")
    await page.keyboard.press("Enter")
    await expect(said_by_nudge(page)).to_have_count(1)

    assert ingress.messages[0].form["Body"] == "one\ntwo"
    await expect(composer(page)).to_be_focused()
    await expect(composer(page)).to_have_value("")
    await page.keyboard.press("Shift+Tab")
    await expect(page.get_by_role("button", name="/list").first).to_be_focused()


async def test_a_message_that_was_not_taken_can_be_sent_again_with_a_tap(
    page: Page, ingress: Ingress, nudge: list[str]
) -> None:
    nudge.append("here I am")
    ingress.answers.extend([503] * 3)
    await write(page, "are you there?")
    again = page.get_by_role("button", name="Not delivered. Tap to send again")
    await again.click()

    await expect(said_by_nudge(page)).to_contain_text("here I am")
    await expect(again).to_have_count(0)
    assert len({call.form["MessageSid"] for call in ingress.messages}) == 1


async def test_the_chat_is_still_there_after_a_reload(page: Page, nudge: list[str]) -> None:
    nudge.append("I remember")
    await write(page, "hello")
    await expect(said_by_nudge(page)).to_contain_text("I remember")
    await page.reload()

    await expect(said_by_me(page)).to_contain_text("hello")
    await expect(said_by_nudge(page)).to_contain_text("I remember")


async def test_a_second_phone_is_another_person(page: Page, simulator: Simulator, ingress: Ingress) -> None:
    await expect(page.locator(".phone").nth(1)).to_be_hidden()
    await page.get_by_role("button", name="Second phone").click()
    second = page.locator(".phone").nth(1)
    await second.get_by_role("textbox").fill("hi")
    await second.get_by_role("textbox").press("Enter")
    await expect(second.locator(".row.out")).to_have_count(1)
    await simulator.say("for Anna")
    await expect(said_by_nudge(page)).to_contain_text("for Anna")

    await expect(second.locator(".row.in:not(.typing)")).to_have_count(0)
    await wait_until(lambda: bool(ingress.messages), description="the second phone's message arrives")
    assert ingress.messages[0].form["From"] == f"whatsapp:{BEN}"


async def test_a_phone_can_get_another_number_and_name(page: Page, ingress: Ingress) -> None:
    await page.locator(".owner").first.click()
    await page.get_by_label("Phone number").fill("12")
    await page.get_by_role("button", name="Save").click()
    await expect(page.get_by_role("alert")).to_contain_text("A number starts with +")
    await page.get_by_label("Phone number").fill("+44 7911 123456")
    await page.get_by_label("Name", exact=True).fill("Zoë")
    await page.get_by_role("button", name="Save").click()
    await write(page, "hello")
    await expect(said_by_me(page)).to_have_attribute("data-status", "delivered")

    assert ingress.messages[0].form["From"] == "whatsapp:+447911123456"
    assert ingress.messages[0].form["ProfileName"] == "Zoë"


async def test_the_suggestion_asks_for_a_moment_two_minutes_away_in_the_visitor_s_zone(
    page: Page, ingress: Ingress
) -> None:
    await page.get_by_role("button", name="In 2 minutes").first.click()
    await expect(said_by_me(page)).to_have_count(1)
    await wait_until(lambda: bool(ingress.messages), description="the message arrives")

    pattern = r"/add remind me to buy groceries at \d{4}-\d\d-\d\d \d\d:\d\d in Europe/Berlin"
    assert re.fullmatch(pattern, ingress.messages[0].form["Body"])


async def test_it_finds_its_way_back_after_the_simulator_was_away(
    browser: Browser, ingress: Ingress, tmp_path: Path
) -> None:
    settings = some_settings(ingress.url, state=tmp_path / "state.jsonl")
    context = await browser.new_context(locale="en-GB")
    page = await context.new_page()
    hint = page.get_by_text("Reconnecting to the simulator…").first
    async with a_simulator(settings) as before:
        await page.goto(f"{before.url}/?number=%2B{ANNA[1:]}")
        await expect(page.locator(".presence").first).to_have_text("online")
    await expect(hint).to_be_visible()
    await write(page, "is anybody there?")
    await expect(page.get_by_role("button", name="Not delivered. Tap to send again")).to_be_visible()
    async with a_simulator(settings, port=before.port) as after:
        await after.say("while you were away")
        await expect(said_by_nudge(page)).to_contain_text("while you were away")
        await expect(hint).to_be_hidden()
        await page.get_by_role("button", name="Not delivered. Tap to send again").click()

        await expect(said_by_me(page)).to_have_attribute("data-status", "delivered")
        await context.close()


async def test_someone_who_reads_upwards_is_not_dragged_down(page: Page, simulator: Simulator) -> None:
    for number in range(25):
        await simulator.say(f"line {number}")
    await expect(said_by_nudge(page)).to_have_count(25)
    log = page.get_by_role("log").first
    await log.evaluate("log => { log.scrollTop = 0 }")
    await expect(page.get_by_label("Go to the newest message").first).to_be_visible()
    await simulator.say("the newest")
    await expect(page.locator(".count").first).to_have_text("1")
    await page.get_by_label("Go to the newest message").first.click()

    await expect(page.get_by_text("the newest").first).to_be_in_viewport()
