"""Schemathesis rings both doors of a real ingress: signed or not, right or wrong, it is answered and never with 500."""

import asyncio
import os
from collections.abc import AsyncIterator, Mapping
from typing import Any
from urllib.parse import parse_qsl

import pytest
import pytest_asyncio
import requests
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis import Case, GenerationMode
from schemathesis.core.result import Ok

from services.ingress.domain.signature import SigningKey, sign
from tests.harness.account import ACCOUNT, NUDGE, TOKEN, a_number
from tests.harness.house import House, running_house
from tests.harness.streams import count_of
from tests.harness.webhooks import FORM, MESSAGES, STATUSES, a_message

pytestmark = pytest.mark.asyncio(loop_scope="module")

EXAMPLES = int(os.environ.get("NUDGE_FUZZ_EXAMPLES", "150"))
REFUSALS = {400, 403, 408, 413, 415}
SID = {"type": "string", "pattern": "^(SM|MM)[0-9a-f]{32}$"}
PERSON = {"type": "string", "pattern": r"^whatsapp:\+[1-9][0-9]{6,14}$"}
INBOUND = {
    "MessageSid": SID,
    "AccountSid": {"const": ACCOUNT},
    "From": PERSON,
    "To": {"const": NUDGE},
    "Body": {"type": "string", "maxLength": 1600, "pattern": "^[^\\x00]*$"},
    "NumMedia": {"type": "string", "pattern": "^[0-9]$"},
    "ButtonPayload": {"type": "string", "pattern": "^nudge:[a-z0-9.]{1,20}:[a-z ]{1,20}$"},
    "Latitude": {"type": "string", "pattern": r"^-?[0-8]?[0-9](\.[0-9]{1,6})?$"},
    "Longitude": {"type": "string", "pattern": r"^-?[0-9]{1,2}(\.[0-9]{1,6})?$"},
}
REPORT = {
    "MessageSid": SID,
    "AccountSid": {"const": ACCOUNT},
    "To": PERSON,
    "MessageStatus": {"enum": ["queued", "sent", "delivered", "read", "failed", "undelivered"]},
    "ErrorCode": {"type": "string", "pattern": "^[1-9][0-9]{4}$"},
}


def _door(fields: Mapping[str, Any], required: list[str]) -> Mapping[str, Any]:
    form = {"type": "object", "properties": fields, "required": required, "additionalProperties": {"type": "string"}}
    body = {"required": True, "content": {FORM: {"schema": form}}}
    return {"post": {"requestBody": body, "responses": {"200": {"description": "taken"}}}}


SCHEMA = schemathesis.openapi.from_dict(
    {
        "openapi": "3.1.0",
        "info": {"title": "Nudge ingress", "version": "1"},
        "paths": {
            MESSAGES: _door(INBOUND, ["MessageSid", "From", "To", "Body"]),
            STATUSES: _door(REPORT, ["MessageSid", "To", "MessageStatus"]),
        },
    }
)
DOORS = {found.ok().path: found.ok() for found in SCHEMA.get_all_operations() if isinstance(found, Ok)}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def house(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    directory = tmp_path_factory.mktemp("doors")
    async with running_house(directory, schedulers=0, notifiers=0, simulator=False) as running:
        yield running


def ring(session: requests.Session, base_url: str, case: Case[Any], *, signed: bool) -> requests.Response:
    told = case.as_transport_kwargs(base_url=base_url)
    kept = {name: told[name] for name in ("method", "url", "headers", "params", "data", "json") if name in told}
    request = requests.Request(**kept).prepare()
    if signed:
        body = request.body.decode() if isinstance(request.body, bytes) else str(request.body or "")
        fields = parse_qsl(body, keep_blank_values=True)
        request.headers["X-Twilio-Signature"] = sign(request.url or "", fields, SigningKey(TOKEN))
    return session.send(request, allow_redirects=False, timeout=20)


@pytest.mark.parametrize("path", DOORS)
@pytest.mark.parametrize("mode", [*GenerationMode], ids=lambda mode: str(mode.value))
@pytest.mark.parametrize("signed", [True, False], ids=["signed", "unsigned"])
async def test_whoever_rings_is_answered_and_never_with_500(
    house: House, path: str, mode: GenerationMode, *, signed: bool
) -> None:
    before = await count_of(house.nats, "COMMANDS") + await count_of(house.nats, "RECEIPTS")
    statuses: set[int] = set()

    @settings(max_examples=EXAMPLES, deadline=None, database=None, suppress_health_check=[*HealthCheck])
    @given(case=DOORS[path].as_strategy(generation_mode=mode))
    def rings(case: Case[Any]) -> None:
        answer = ring(session, house.door.base_url, case, signed=signed)
        statuses.add(answer.status_code)
        assert answer.status_code in {200, *REFUSALS}, (answer.status_code, answer.text)

    with requests.Session() as session:
        await asyncio.to_thread(rings)
    kept = await count_of(house.nats, "COMMANDS") + await count_of(house.nats, "RECEIPTS") - before

    assert (kept > 0) == (200 in statuses)
    assert signed or statuses == {403}
    assert (await house.door.post_form(a_message(a_number(), "/list"))).status == 200
