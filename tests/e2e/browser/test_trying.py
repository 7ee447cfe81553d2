"""Everything that a person can do on WhatsApp can be tried on the page: swipes, faces, places, voices, and time."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from playwright.async_api import Browser, Page, expect

from tests.e2e.browser.chat import said_by_me, said_by_nudge, write
from tests.integration.simulator.stand_ins import ANNA, Ingress, Simulator, wait_until

SPRING = datetime(2027, 3, 26, 10, tzinfo=UTC)


async def enclose(page: Page, what: str) -> None:
    await page.get_by_label("Send something else").first.click()
    await page.get_by_role("button", name=what).first.click()


async def move(simulator: Simulator, to: datetime) -> None:
    url = f"{simulator.url}/simulator/clock"
    async with simulator.http.post(url, json={"to": to.isoformat(), "stands": True}) as answer:
        assert answer.status == 200, await answer.text()


@pytest.fixture
async def hand(browser: Browser, simulator: Simulator) -> AsyncIterator[Page]:
    """Anna's phone on the screen of a phone, with fingers."""
    context = await browser.new_context(
        locale="en-GB", timezone_id="Europe/Berlin", viewport={"width": 390, "height": 844}, has_touch=True
    )
    opened = await context.new_page()
    await opened.goto(f"{simulator.url}/?number=%2B{ANNA[1:]}")
    await opened.get_by_text("online").first.wait_for()
    yield opened
    await context.close()


async def test_a_place_is_shared(page: Page, ingress: Ingress) -> None:
    await enclose(page, "Tbilisi")

    await expect(said_by_me(page)).to_contain_text("📍 Tbilisi")
    await wait_until(lambda: bool(ingress.messages), description="the place arrived")
    form = ingress.messages[0].form
    assert (form["Latitude"], form["Longitude"], form["MessageType"], form["Body"]) == (
        "41.7151",
        "44.8271",
        "location",
        "",
    )


@pytest.mark.parametrize(
    ("what", "kind", "file"),
    [
        ("Voice note", "audio", "audio/ogg"),
        ("Picture", "image", "image/jpeg"),
        ("Sticker", "sticker", "image/webp"),
        ("Contact", "contacts", "text/vcard"),
    ],
)
async def test_what_is_not_text_is_sent_as_whatsapp_sends_it(
    page: Page, ingress: Ingress, what: str, kind: str, file: str
) -> None:
    await enclose(page, what)

    await expect(said_by_me(page)).to_have_count(1)
    await wait_until(lambda: bool(ingress.messages), description="it arrived")
    form = ingress.messages[0].form
    assert (form["MessageType"], form["NumMedia"], form["MediaContentType0"]) == (kind, "1", file)


async def test_a_face_sits_on_the_message_that_it_is_about(page: Page, ingress: Ingress, simulator: Simulator) -> None:
    said = await simulator.say("🔔 tea (k1)")
    await said_by_nudge(page).hover()
    await page.get_by_label("React to this message").click()
    await page.get_by_role("button", name="👍").click()

    await expect(said_by_nudge(page).locator(".reaction")).to_have_text("👍")
    await expect(said_by_me(page)).to_have_count(0)
    await wait_until(lambda: bool(ingress.messages), description="the face arrived")
    form = ingress.messages[0].form
    assert (form["MessageType"], form["Body"]) == ("reaction", "👍")
    assert form["OriginalRepliedMessageSid"] == said["sid"]
    await page.reload()
    await expect(said_by_nudge(page).locator(".reaction")).to_have_text("👍")


async def test_a_finger_that_swipes_a_message_answers_it(hand: Page, ingress: Ingress, simulator: Simulator) -> None:
    said = await simulator.say("🔔 tea (k1)")
    await (
        said_by_nudge(hand)
        .locator(".bubble")
        .evaluate(
            """bubble => {
          const touch = x => new Touch({identifier: 1, target: bubble, clientX: x, clientY: 10});
          const fire = (kind, x) => bubble.dispatchEvent(new TouchEvent(kind, {
            touches: kind === "touchend" ? [] : [touch(x)], changedTouches: [touch(x)], bubbles: true }));
          fire("touchstart", 20); fire("touchmove", 80); fire("touchend", 110);
        }"""
        )
    )
    await expect(hand.locator(".replying .quoted").first).to_have_text("🔔 tea (k1)")
    await write(hand, "done")

    await wait_until(lambda: bool(ingress.messages), description="the answer arrived")
    assert ingress.messages[0].form["OriginalRepliedMessageSid"] == said["sid"]


async def test_ticks_turn_blue_when_nudge_has_answered(page: Page, nudge: list[str]) -> None:
    nudge.append("⏰ Saved")
    await write(page, "remind me to drink tea at 5")

    await expect(said_by_me(page).get_by_label("Read")).to_be_visible()


async def test_the_page_shows_the_time_to_which_it_was_moved(page: Page, simulator: Simulator) -> None:
    await move(simulator, SPRING)
    clock = page.locator(".time summary")

    await expect(clock).to_contain_text("Fri 26 Mar")
    await expect(clock).to_contain_text("11:00")
    await expect(page.locator(".statusbar .clock").first).to_have_text("11:00")
    await page.reload()
    await expect(clock).to_contain_text("11:00")


async def test_buttons_move_the_time(page: Page, simulator: Simulator) -> None:
    await move(simulator, SPRING)
    await page.locator(".time summary").click()
    await page.get_by_role("button", name="+1 h").click()
    await expect(page.locator(".time summary")).to_contain_text("12:00")
    await page.get_by_role("button", name="+1 day").click()

    await expect(page.locator(".time summary")).to_contain_text("Sat 27 Mar")
    async with simulator.http.get(f"{simulator.url}/simulator/clock") as answer:
        assert (await answer.json())["now"].startswith((SPRING + timedelta(days=1, hours=1)).isoformat()[:16])


async def test_tomorrow_morning_is_proposed_and_reached(page: Page, simulator: Simulator) -> None:
    await move(simulator, SPRING)
    await page.locator(".time summary").click()
    await expect(page.get_by_label("Until")).to_have_value("2027-03-27T08:55")
    await page.get_by_role("button", name="Go").click()

    await expect(page.locator(".time summary")).to_contain_text("Sat 27 Mar")
    await expect(page.locator(".time summary")).to_contain_text("08:55")


async def test_who_wants_to_go_back_is_told_that_it_cannot_be(page: Page, simulator: Simulator) -> None:
    await move(simulator, SPRING)
    await page.locator(".time summary").click()
    await page.locator(".time form").evaluate("form => form.noValidate = true")
    await page.get_by_label("Until").fill("2027-03-20T08:55")
    await page.get_by_role("button", name="Go").click()

    await expect(page.get_by_role("alert").first).to_have_text("Time does not go back.")


async def test_days_are_named_by_the_time_to_which_it_was_moved(page: Page, simulator: Simulator) -> None:
    await move(simulator, SPRING)
    await simulator.say("🔔 tea (k1)")
    await expect(page.locator(".day")).to_have_text("Today")
    await move(simulator, SPRING + timedelta(days=1))

    await expect(page.locator(".day")).to_have_text("Yesterday")


@pytest.mark.parametrize("name", ["Behind the scenes", "Move time"])
async def test_on_the_screen_of_a_phone_everything_is_in_reach(hand: Page, name: str) -> None:
    await hand.locator({"Behind the scenes": ".scenes", "Move time": ".time summary"}[name]).tap()
    heading = hand.get_by_role("heading", name={"Behind the scenes": "Twilio's moods", "Move time": "Move time"}[name])

    await expect(heading).to_be_in_viewport()
    assert await hand.evaluate("document.documentElement.scrollWidth <= innerWidth")
