"""However many wrote during an outage, the list is read to its end."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from services.notifier.adapters.twilio_phone import TwilioPhone, signed_in
from services.notifier.domain.account import Account
from simulator.ledger import Ledger
from simulator.listing import page
from simulator.settings import Settings
from tests.harness.account import ACCOUNT, NUDGE, TOKEN

WROTE = 2_500


@pytest.fixture
async def twilio() -> AsyncIterator[TestServer]:
    """Twilio's list as the simulator plays it, with what so many people wrote."""
    ledger = Ledger(now=lambda: datetime.now(UTC))
    for person in range(WROTE):
        party = f"+49151{person:08d}"
        ledger.inbound(party=party, business=NUDGE, body="/list")
        ledger.outbound(party=party, business=NUDGE, body="📋 Nothing waits.")
    settings = Settings(twilio_account_sid=ACCOUNT, twilio_auth_token=TOKEN, twilio_whatsapp_number=NUDGE)

    async def show(request: web.Request) -> web.Response:
        return web.json_response(page(request.query, settings, ledger))

    app = web.Application()
    app.router.add_get("/2010-04-01/Accounts/{account}/Messages.json", show)
    server = TestServer(app)
    async with server:
        yield server


async def test_everything_that_was_written_during_an_outage_is_found(twilio: TestServer) -> None:
    address = str(twilio.make_url("")).rstrip("/")
    account = Account(api_url=address, sid=ACCOUNT, tokens=(TOKEN,), callback_url="http://nudge.example.org/status")
    async with signed_in(account) as session:
        found = await TwilioPhone(session, account).received(NUDGE, since=datetime.now(UTC) - timedelta(minutes=5))

    assert len({message.sid for message in found}) == WROTE
