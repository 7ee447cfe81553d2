"""Where things are on the chat page: the first phone, its bubbles, its composer."""

from playwright.async_api import Locator, Page


def said_by_me(page: Page) -> Locator:
    return page.locator(".phone").first.locator(".row.out")


def said_by_nudge(page: Page) -> Locator:
    return page.locator(".phone").first.locator(".row.in:not(.typing)")


def composer(page: Page) -> Locator:
    return page.get_by_role("textbox", name="Message", exact=True).first


async def write(page: Page, text: str) -> None:
    field = composer(page)
    await field.fill(text)
    await field.press("Enter")
