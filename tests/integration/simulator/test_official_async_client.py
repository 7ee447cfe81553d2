"""Twilio's own client, asynchronous, walks through all that the simulator plays."""

import warnings
from collections.abc import AsyncIterator

import aiohttp
import pytest
from twilio.base.exceptions import TwilioRestException
from twilio.http.async_http_client import AsyncTwilioHttpClient
from twilio.rest import Client

from tests.harness.waiting import wait_until
from tests.integration.simulator.stand_ins import ACCOUNT, ANNA, NUDGE, TOKEN, Simulator

# The client uses what its HTTP library will drop.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")

TO = f"whatsapp:{ANNA}"
CONTENT = {
    "friendly_name": "reminder",
    "language": "en",
    "variables": {"1": "tea"},
    "types": {"twilio/quick-reply": {"body": "{{1}}!", "actions": [{"title": "Done", "id": "done"}]}},
}


@pytest.fixture
async def client(simulator: Simulator) -> AsyncIterator[Client]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        http = AsyncTwilioHttpClient()
    found = Client(ACCOUNT, TOKEN, http_client=http)
    found.api.base_url = found.content.base_url = found.messaging.base_url = simulator.url
    yield found
    await http.close()


async def test_a_message_is_made_fetched_listed_redacted_and_deleted(client: Client) -> None:
    made = await client.messages.create_async(to=TO, from_=NUDGE, body="call mom")
    assert made.sid

    async def is_read() -> bool:
        return bool((await client.messages(made.sid or "").fetch_async()).status == "read")

    await wait_until(is_read, description="the message is read")
    assert [message.sid for message in await client.messages.list_async(to=TO)] == [made.sid]
    assert [message.sid async for message in await client.messages.stream_async(page_size=1)] == [made.sid]
    assert (await client.messages(made.sid).update_async(body="")).body == ""
    assert await client.messages(made.sid).delete_async()
    with pytest.raises(TwilioRestException, match="not found"):
        await client.messages(made.sid).fetch_async()


async def test_a_refusal_is_told_with_its_code(client: Client) -> None:
    with pytest.raises(TwilioRestException) as refused:
        await client.messages.create_async(to="whatsapp:12", from_=NUDGE, body="hello")

    assert (refused.value.status, refused.value.code) == (400, 21211)


async def test_a_content_is_approved_sent_and_deleted(client: Client, simulator: Simulator) -> None:
    headers = {"Authorization": aiohttp.encode_basic_auth(ACCOUNT, TOKEN)}
    async with simulator.http.post(f"{simulator.url}/v1/Content", json=CONTENT, headers=headers) as answer:
        sid = (await answer.json())["sid"]
    sent = await client.messages.create_async(to=TO, from_=NUDGE, content_sid=sid, content_variables='{"1": "milk"}')
    approval = await client.content.v1.contents(sid).approval_fetch().fetch_async()

    assert sent.body == "milk!"
    assert approval.whatsapp is not None
    assert approval.whatsapp["status"] == "unsubmitted"
    assert [content.sid for content in await client.content.v1.contents.list_async()] == [sid]
    assert await client.content.v1.contents(sid).delete_async()


async def test_typing_is_shown(client: Client, simulator: Simulator) -> None:
    said = await simulator.write("hello")
    answer = await client.messaging.v2.typing_indicator.create_async(channel="whatsapp", message_id=said["sid"])

    assert answer.success is True
