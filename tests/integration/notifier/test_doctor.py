"""The doctor looks at a real house, and says what was broken in it."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from pathlib import Path

import pytest
import pytest_asyncio
from aiohttp import web

from deploy.embedded.ports import free_port
from deploy.embedded.servers import running_nats
from shared.runtime.store import connected
from tests.harness.account import ACCOUNT, NUDGE, TOKEN
from tests.harness.child import run_module
from tests.harness.house import House, running_house
from tests.harness.streams import jetstream_of
from tests.harness.waiting import wait_until

TEMPLATES = ("✔ The template for en is approved.", "✔ The template for ru is approved.")

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def house(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    async with running_house(tmp_path_factory.mktemp("house")) as running:
        yield running


async def examined(house: House, directory: Path, **changes: str) -> tuple[int, str]:
    """Return the doctor's exit code and words, with some settings changed."""
    settings: Mapping[str, str] = {
        **house["notifier"].settings,
        **house.keys.settings_of("operator"),
        "TWILIO_AUTH_TOKEN": TOKEN,
        **changes,
    }
    done = await asyncio.to_thread(run_module, "services.notifier.operator.doctor", settings, directory)
    assert done.stderr == ""
    return done.returncode, done.stdout


async def test_a_house_that_works_is_told_so_and_what_could_be_better(house: House, tmp_path: Path) -> None:
    async def is_furnished() -> tuple[int, str] | None:
        found = await examined(house, tmp_path)
        return found if found[1].count("is approved.") == len(TEMPLATES) else None

    # Notifiers ask for their templates once they are up.
    found = await wait_until(is_furnished, description="the templates are approved", within=30)
    assert found is not None
    code, words = found
    assert code == 0
    assert "✘" not in words
    for sentence in (
        "✔ NATS answers, and has every stream and consumer as agreed.",
        "✔ Redis has every acknowledgement on disk.",
        "✔ TWILIO_AUTH_TOKEN is right",
        "✔ This machine's clock is in step with Twilio's.",
        "✔ PUBLIC_BASE_URL leads to ingress, and what Twilio signs is found right there.",
        "! NATS_MONITOR_URL is not set",
        *TEMPLATES,
    ):
        assert sentence in words


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"TWILIO_AUTH_TOKEN": "wrong"}, "✘ TWILIO_AUTH_TOKEN does not belong to TWILIO_ACCOUNT_SID"),
        ({"TWILIO_AUTH_TOKEN": f"{TOKEN},wrong"}, "✘ Token 2 of TWILIO_AUTH_TOKEN does not belong"),
        ({"TWILIO_AUTH_TOKEN": "wrong"}, "✘ PUBLIC_BASE_URL leads to ingress, but the signature is found wrong"),
        ({"TWILIO_API_URL": f"http://127.0.0.1:{free_port()}"}, "✘ Twilio does not answer"),
        ({"PUBLIC_BASE_URL": f"http://127.0.0.1:{free_port()}"}, "Twilio would not get in either"),
        ({"NATS_URL": f"nats://127.0.0.1:{free_port()}"}, "✘ NATS does not answer"),
        ({"REDIS_URL": f"redis://127.0.0.1:{free_port()}"}, "✘ Redis cannot be looked at"),
        ({"TWILIO_TEMPLATE_SID": "en=HX" + "0" * 32}, "✘ The template for en cannot be found"),
    ],
)
async def test_what_does_not_work_is_named(
    house: House, tmp_path: Path, changes: Mapping[str, str], sentence: str
) -> None:
    code, words = await examined(house, tmp_path, **changes)

    assert code == 1
    assert sentence in words


async def test_somebody_elses_page_is_not_taken_for_ingress(house: House, tmp_path: Path) -> None:
    elsewhere = f"{house.phones.url}/somewhere"
    code, words = await examined(house, tmp_path, PUBLIC_BASE_URL=elsewhere)

    assert code == 1
    assert "answers 405, which ingress never would: it leads somewhere else" in words


async def test_a_redis_that_may_lose_something_is_weak_and_not_wrong(house: House, tmp_path: Path) -> None:
    async with connected(house.store.url) as client:
        await client.config_set("appendfsync", "everysec")
        code, words = await examined(house, tmp_path)
        await client.config_set("appendfsync", "always")

    assert code == 0
    assert "! redis: appendfsync is everysec" in words


async def test_a_bus_that_nobody_has_provisioned_is_told_what_it_lacks(house: House, tmp_path: Path) -> None:
    async with running_nats(tmp_path / "nats") as empty:
        code, words = await examined(house, tmp_path, NATS_URL=empty.url)
        async with jetstream_of(empty) as jetstream:
            made = await jetstream.account_info()

    assert code == 1
    assert "✘ On NATS stream COMMANDS is missing" in words
    assert "✘ On NATS consumer notifier-due is missing" in words
    assert made.streams == 0


async def test_a_clock_that_is_wrong_is_wrong(house: House, tmp_path: Path) -> None:
    async def answer(_request: web.Request) -> web.Response:
        return web.json_response({"messages": []}, headers={"Date": "Tue, 24 Nov 2020 10:00:00 GMT"})

    app = web.Application()
    app.router.add_get(f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json", answer)
    runner, port = web.AppRunner(app), free_port()
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    code, words = await examined(house, tmp_path, TWILIO_API_URL=f"http://127.0.0.1:{port}")
    await runner.cleanup()

    assert code == 1
    assert "ahead of Twilio's: reminders would come at the wrong moment" in words


async def test_what_is_not_set_is_a_sentence(tmp_path: Path) -> None:
    done = await asyncio.to_thread(
        run_module, "services.notifier.operator.doctor", {"TWILIO_WHATSAPP_NUMBER": NUDGE}, tmp_path
    )

    assert done.returncode == 2
    assert "TWILIO_ACCOUNT_SID is not set" in done.stderr
