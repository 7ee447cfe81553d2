"""A real browser in front of a running simulator and a made-up ingress."""

import asyncio
import os
import shutil
from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, Page, async_playwright

from tests.integration.simulator.stand_ins import (
    ANNA,
    Call,
    Ingress,
    Simulator,
    a_simulator,
    an_ingress,
    some_settings,
)

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    if CHROMIUM is None:
        missing = "NO BROWSER: the chat page was not tested. Install chromium (apt-get install chromium)."
        pytest.fail(missing) if os.environ.get("CI") else pytest.skip(missing)
    async with async_playwright() as playwright:
        running = await playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield running
        await running.close()


@pytest.fixture
async def ingress() -> AsyncIterator[Ingress]:
    async with an_ingress() as running:
        yield running
        assert running.forgeries == 0


@pytest.fixture
async def simulator(ingress: Ingress) -> AsyncIterator[Simulator]:
    async with a_simulator(some_settings(ingress.url)) as running:
        yield running


@pytest.fixture
async def nudge(ingress: Ingress, simulator: Simulator) -> AsyncIterator[list[str]]:
    """Whoever is behind ingress: echoes until the test puts other answers into the list."""
    answers: list[str] = []
    pending: set[asyncio.Task[object]] = set()

    def reply(call: Call) -> None:
        body = answers.pop(0) if answers else f"You said: {call.form['Body']}"
        person = call.form["From"].removeprefix("whatsapp:")
        pending.add(asyncio.create_task(simulator.say(body, person=person)))

    ingress.on_message = reply
    yield answers
    await asyncio.gather(*pending)


@pytest.fixture
async def page(browser: Browser, simulator: Simulator) -> AsyncIterator[Page]:
    """Anna's phone on a wide screen; nothing may go wrong in its console."""
    context = await browser.new_context(locale="en-GB", timezone_id="Europe/Berlin")
    context.set_default_timeout(10_000)
    opened = await context.new_page()
    troubles: list[str] = []
    opened.on("pageerror", lambda error: troubles.append(str(error)))
    opened.on("console", lambda said: troubles.append(said.text) if said.type == "error" else None)
    await opened.goto(f"{simulator.url}/?number=%2B{ANNA[1:]}")
    await opened.get_by_text("online").first.wait_for()
    yield opened
    await context.close()
    assert troubles == []
