"""Buttons, lists, answers to one message, and the panel behind the scenes."""

import json
from typing import Any

import pytest
from playwright.async_api import Page, expect

from simulator.moods import Moods
from tests.e2e.browser.chat import said_by_me, said_by_nudge, write
from tests.integration.simulator.stand_ins import ANNA, NUDGE, Ingress, Simulator, wait_until
from tests.integration.simulator.test_contents import AUTHORIZED, BUTTONS

CHANCES = [
    name
    for name, field in Moods.model_fields.items()
    if any(getattr(bound, "le", None) == 1 for bound in field.metadata)
]

LIST = {
    "body": "Which one?",
    "button": "Show them",
    "items": [{"item": "tea", "id": "k1", "description": "at 17:00"}, {"item": "coffee", "id": "k2"}],
}


async def say_with(simulator: Simulator, types: dict[str, Any], variables: dict[str, str]) -> None:
    definition = {"friendly_name": "x", "language": "en", "types": types, "variables": variables}
    url = f"{simulator.url}/v1/Content"
    async with simulator.http.post(url, json=definition, headers=AUTHORIZED) as answer:
        content = (await answer.json())["sid"]
    form = {"To": f"whatsapp:{ANNA}", "From": NUDGE, "ContentSid": content, "ContentVariables": json.dumps(variables)}
    status, said = await simulator.post(form)
    assert status == 201, said


async def test_a_tapped_button_is_an_answer_with_its_payload(
    page: Page, ingress: Ingress, simulator: Simulator
) -> None:
    await say_with(simulator, {"twilio/quick-reply": BUTTONS}, {"1": "tea", "2": "k1", "3": "Later"})
    await page.get_by_role("button", name="Done").click()

    await expect(said_by_me(page)).to_contain_text("Done")
    await expect(said_by_me(page).locator(".quoted")).to_have_text("🔔 tea (k1)")
    await wait_until(lambda: bool(ingress.messages), description="the tap arrived")
    form = ingress.messages[0].form
    assert (form["Body"], form["ButtonPayload"]) == ("Done", "done:k1")


async def test_a_list_opens_and_a_row_is_an_answer(page: Page, ingress: Ingress, simulator: Simulator) -> None:
    await say_with(simulator, {"twilio/list-picker": LIST}, {})
    await page.get_by_text("Show them").click()
    await page.get_by_role("button", name="tea").click()

    await wait_until(lambda: bool(ingress.messages), description="the choice arrived")
    assert (ingress.messages[0].form["ListId"], ingress.messages[0].form["ListTitle"]) == ("k1", "tea")


async def test_one_message_can_be_answered(page: Page, ingress: Ingress, simulator: Simulator) -> None:
    said = await simulator.say("🔔 tea (k1)")
    await said_by_nudge(page).hover()
    await page.get_by_role("button", name="Answer this message").click()
    await write(page, "done")

    await expect(said_by_me(page).locator(".quoted")).to_have_text("🔔 tea (k1)")
    await expect(page.locator(".replying").first).to_be_hidden()
    await wait_until(lambda: bool(ingress.messages), description="the answer arrived")
    assert ingress.messages[0].form["OriginalRepliedMessageSid"] == said["sid"]


async def test_the_panel_changes_moods_and_shows_the_wire(page: Page, simulator: Simulator) -> None:
    await page.get_by_role("button", name="Behind the scenes").click()
    slider = page.get_by_label("takes it, says 500")
    await slider.fill("100")
    await expect(slider).to_have_attribute("aria-valuetext", "100 %")
    status, _ = await simulator.post({"To": f"whatsapp:{ANNA}", "From": NUDGE, "Body": "hello"})

    assert status == 500
    await expect(page.locator(".lines .mood").first).to_contain_text("error")
    await expect(page.locator(".lines .in").first).to_contain_text("500")
    await page.get_by_role("button", name="A good day").click()
    await expect(slider).to_have_attribute("aria-valuetext", "0 %")
    status, _ = await simulator.post({"To": f"whatsapp:{ANNA}", "From": NUDGE, "Body": "hello"})
    assert status == 201


@pytest.mark.parametrize("way", ["light", "dark"])
async def test_the_panel_is_readable_in_every_light(page: Page, way: str) -> None:
    await page.emulate_media(color_scheme="dark" if way == "dark" else "light")
    await page.get_by_role("button", name="Behind the scenes").click()

    await expect(page.get_by_role("heading", name="Twilio's moods")).to_be_visible()
    await expect(page.get_by_role("slider")).to_have_count(len(CHANCES))
