"""The status page tells of everybody who runs, and of who does not."""

from pathlib import Path

import aiohttp

from tests.harness.account import a_number
from tests.harness.house import House, running_house
from tests.harness.phones import add, soon
from tests.harness.waiting import wait_until


async def page_of(house: House) -> str:
    port = house["ingress"].settings["PROBE_PORT"]
    async with aiohttp.ClientSession() as http, http.get(f"http://127.0.0.1:{port}/status") as answer:
        assert answer.status == 200
        return await answer.text()


async def test_the_status_page_names_who_runs_who_owns_what_and_who_is_silent(tmp_path: Path) -> None:
    async with running_house(tmp_path, schedulers=2) as house:
        await house.phones.ask(a_number(), add("stretch", soon(3000)))

        async def is_told() -> str:
            page = await page_of(house)
            return page if "<title>Nudge is well" in page and ">1</dd>" in page else ""

        page = await wait_until(is_told, description="the page tells that all is well, and that one is pending")
        assert page.count(">ready<") == 4
        assert "nobody" not in page
        assert "SETTLE_SECONDS is below 30" in page

        await house["notifier"].kill()

        async def is_missed() -> bool:
            return "No notifier is heard" in await page_of(house)

        assert await wait_until(is_missed, description="the page misses the notifier")
