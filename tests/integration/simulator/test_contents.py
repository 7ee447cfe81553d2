"""Contents and their approval, buttons that are tapped, and the typing indicator, by the official client."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client

from simulator.moods import Moods
from tests.integration.simulator.stand_ins import (
    ACCOUNT,
    ANNA,
    NUDGE,
    TOKEN,
    Ingress,
    Simulator,
    a_simulator,
    some_settings,
    wait_until,
)

AUTHORIZED = {"Authorization": aiohttp.encode_basic_auth(ACCOUNT, TOKEN)}
BUTTONS: dict[str, Any] = {
    "body": "🔔 {{1}} ({{2}})",
    "actions": [
        {"type": "QUICK_REPLY", "title": "Done", "id": "done:{{2}}"},
        {"type": "QUICK_REPLY", "title": "{{3}}", "id": "later:{{2}}"},
    ],
}


@pytest.fixture
def contents(twilio: Client, simulator: Simulator) -> Any:
    twilio.content.base_url = simulator.url
    twilio.messaging.base_url = simulator.url
    return twilio.content.v1


@pytest.fixture
async def content(simulator: Simulator) -> str:
    definition = {
        "friendly_name": "reminder",
        "language": "en",
        "variables": {"1": "tea", "2": "k1", "3": "Later"},
        "types": {"twilio/quick-reply": BUTTONS, "twilio/text": {"body": "🔔 {{1}} ({{2}})"}},
    }
    async with simulator.http.post(f"{simulator.url}/v1/Content", json=definition, headers=AUTHORIZED) as answer:
        assert answer.status == 201, await answer.text()
        return str((await answer.json())["sid"])


async def test_contents_are_still_there_after_a_restart(ingress: Ingress, tmp_path: Path) -> None:
    settings = some_settings(ingress.url, state=tmp_path / "state.jsonl")
    definitions = [{"language": "en", "types": {"twilio/text": {"body": words}}} for words in ("tea", "soup")]

    async def known(simulator: Simulator) -> Any:
        async with simulator.http.get(f"{simulator.url}/v1/Content", headers=AUTHORIZED) as answer:
            return (await answer.json())["contents"]

    async with a_simulator(settings) as simulator:
        for definition in definitions:
            async with simulator.http.post(
                f"{simulator.url}/v1/Content", json=definition, headers=AUTHORIZED
            ) as answer:
                sid = (await answer.json())["sid"]
        async with simulator.http.delete(f"{simulator.url}/v1/Content/{sid}", headers=AUTHORIZED):
            before = await known(simulator)
    async with a_simulator(settings) as simulator:
        after = await known(simulator)

    assert [content["types"] for content in after] == [definitions[0]["types"]]
    assert [content["sid"] for content in after] == [content["sid"] for content in before]


async def test_a_content_is_found_again_and_listed_and_deleted(
    contents: Any, content: str, in_thread: Callable[..., Any]
) -> None:
    found = await in_thread(contents.contents(content).fetch)
    listed = await in_thread(contents.contents.list)

    assert (found.friendly_name, found.language) == ("reminder", "en")
    assert [one.sid for one in listed] == [content]
    assert await in_thread(contents.contents(content).delete)
    assert await in_thread(contents.contents.list) == []


async def test_an_approval_is_asked_for_once_by_a_name(
    contents: Any, content: str, simulator: Simulator, in_thread: Callable[..., Any]
) -> None:
    before = await in_thread(contents.contents(content).approval_fetch().fetch)
    url = f"{simulator.url}/v1/Content/{content}/ApprovalRequests/whatsapp"
    async with simulator.http.post(url, json={"name": "nudge_1", "category": "UTILITY"}, headers=AUTHORIZED) as answer:
        assert answer.status == 201
    after = await in_thread(contents.contents(content).approval_fetch().fetch)

    assert (before.whatsapp["status"], after.whatsapp["status"]) == ("unsubmitted", "approved")
    assert after.whatsapp["name"] == "nudge_1"


async def test_a_message_with_buttons_shows_them_and_a_tap_comes_back_with_the_payload(
    twilio: Client, content: str, simulator: Simulator, ingress: Ingress, in_thread: Callable[..., Any]
) -> None:
    variables = json.dumps({"1": "call mom", "2": "k7"})
    sent = await in_thread(
        twilio.messages.create, to=f"whatsapp:{ANNA}", from_=NUDGE, content_sid=content, content_variables=variables
    )
    [bubble] = await simulator.transcript()
    await simulator.write("", tapped="later:k7", reply_to=sent.sid)
    form = ingress.messages[-1].form

    assert sent.body == bubble["body"] == "🔔 call mom (k7)"
    assert [option["title"] for option in bubble["options"]] == ["Done", "Later"]
    assert (form["Body"], form["ButtonText"], form["ButtonPayload"]) == ("Later", "Later", "later:k7")
    assert form["OriginalRepliedMessageSid"] == sent.sid


LIST: dict[str, Any] = {
    "body": "{{1}}",
    "button": "Choose",
    "items": [{"item": f"Row {n}", "id": f"row:{n}", "description": "more"} for n in range(1, 6)],
}


async def a_list(simulator: Simulator, **shape: Any) -> str:
    definition = {"language": "en", "variables": {"1": "?"}, "types": {"twilio/list-picker": {**LIST, **shape}}}
    async with simulator.http.post(f"{simulator.url}/v1/Content", json=definition, headers=AUTHORIZED) as answer:
        assert answer.status == 201, await answer.text()
        return str((await answer.json())["sid"])


async def test_a_picked_row_of_a_list_comes_back_with_its_id(simulator: Simulator, ingress: Ingress) -> None:
    sid = await a_list(simulator)
    _, sent = await simulator.post({"To": f"whatsapp:{ANNA}", "From": NUDGE, "ContentSid": sid})
    [bubble] = await simulator.transcript()
    await simulator.write("", tapped="row:4", reply_to=sent["sid"])
    form = ingress.messages[-1].form

    assert (bubble["shape"], bubble["options_label"], len(bubble["options"])) == ("list", "Choose", 5)
    assert (form["Body"], form["ListId"], form["ListTitle"]) == ("Row 4", "row:4", "Row 4")


async def test_a_list_cannot_be_approved(simulator: Simulator) -> None:
    url = f"{simulator.url}/v1/Content/{await a_list(simulator)}/ApprovalRequests/whatsapp"
    async with simulator.http.post(url, json={"name": "a_list", "category": "UTILITY"}, headers=AUTHORIZED) as answer:
        assert answer.status == 400


@pytest.mark.parametrize(
    "shape",
    [
        {"items": [{"item": "x" * 25, "id": "1"}]},
        {"items": [{"item": "", "id": "1"}]},
        {"items": [{"item": "x", "id": "1"}] * 11},
        {"button": "x" * 21},
        {"body": "x" * 1025},
    ],
    ids=["long row", "empty row", "many rows", "long button", "long body"],
)
async def test_what_whatsapp_would_not_show_is_refused(simulator: Simulator, shape: dict[str, Any]) -> None:
    sid = await a_list(simulator, **shape)
    status, body = await simulator.post({"To": f"whatsapp:{ANNA}", "From": NUDGE, "ContentSid": sid})

    assert (status, body["code"]) == (400, 21654)


@pytest.mark.parametrize("variables", ["{", '{"1": ""}', '{"1": null}', "[]"])
async def test_variables_that_twilio_refuses_are_refused(
    twilio: Client, content: str, in_thread: Callable[..., Any], variables: str
) -> None:
    with pytest.raises(TwilioRestException) as refusal:
        await in_thread(
            twilio.messages.create, to=f"whatsapp:{ANNA}", from_=NUDGE, content_sid=content, content_variables=variables
        )

    assert (refusal.value.status, refusal.value.code) == (400, 21656)


async def test_an_answer_by_swiping_names_the_message(twilio: Client, simulator: Simulator, ingress: Ingress) -> None:
    sent = await asyncio.to_thread(twilio.messages.create, to=f"whatsapp:{ANNA}", from_=NUDGE, body="🔔 tea (k1)")

    await simulator.write("done", reply_to=sent.sid)

    assert ingress.messages[-1].form["OriginalRepliedMessageSid"] == sent.sid


async def test_a_person_who_hides_the_number_is_written_to_by_id(
    twilio: Client, simulator: Simulator, ingress: Ingress
) -> None:
    hidden = "DE.a1B2c3"
    await simulator.write("/start", person=hidden)
    await asyncio.to_thread(twilio.messages.create, to=f"whatsapp:{hidden}", from_=NUDGE, body="hello")
    form = ingress.messages[-1].form

    assert form["From"] == form["ExternalUserId"] == f"whatsapp:{hidden}"
    assert "WaId" not in form
    assert [bubble["body"] for bubble in await simulator.transcript(hidden)] == ["/start", "hello"]


@pytest.mark.usefixtures("contents")
async def test_typing_is_shown_for_a_message_that_came_in(
    twilio: Client, simulator: Simulator, in_thread: Callable[..., Any]
) -> None:
    said = await simulator.write("hello")

    answer = await in_thread(twilio.messaging.v2.typing_indicator.create, channel="whatsapp", message_id=said["sid"])

    assert answer.success is True


@pytest.fixture
async def strict(ingress: Ingress) -> AsyncIterator[Simulator]:
    async with a_simulator(some_settings(ingress.url, moods=Moods())) as running:
        yield running


async def test_who_has_not_written_for_a_day_gets_templates_only(strict: Simulator, ingress: Ingress) -> None:
    await strict.write("hello")
    await strict.say("inside the window", StatusCallback=f"{ingress.url}/webhooks/twilio/status")
    await wait_until(lambda: "delivered" in ingress.reported(), description="it arrived")
    async with strict.http.post(f"{strict.url}/simulator/clock", json={"by_seconds": 25 * 3600}) as answer:
        assert answer.status == 200

    await strict.say("outside", StatusCallback=f"{ingress.url}/webhooks/twilio/status")
    await wait_until(lambda: "undelivered" in ingress.reported(), description="it was reported as undelivered")

    assert ingress.statuses[-1].form["ErrorCode"] == "63016"
