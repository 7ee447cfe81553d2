"""Webhooks as Twilio posts them, signed here and by hand: to replay, to garble, to send a hundred at once."""

import base64
import hashlib
import hmac
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import aiohttp
from yarl import URL

from tests.harness.account import ACCOUNT, NUDGE, TOKEN

MESSAGES = "/webhooks/twilio"
STATUSES = "/webhooks/twilio/status"
FORM = "application/x-www-form-urlencoded"


def a_sid() -> str:
    return f"SM{secrets.token_hex(16)}"


def a_message(number: str, body: str, **more: str) -> dict[str, str]:
    """Return the form of an inbound message."""
    usual = {
        "AccountSid": ACCOUNT,
        "ApiVersion": "2010-04-01",
        "Body": body,
        "From": f"whatsapp:{number}",
        "MessageSid": a_sid(),
        "NumMedia": "0",
        "ProfileName": "Anna",
        "To": NUDGE,
        "WaId": number.removeprefix("+"),
    }
    return {**usual, **more}


def a_status(number: str, status: str, **more: str) -> dict[str, str]:
    """Return the form of a status callback."""
    usual = {
        "AccountSid": ACCOUNT,
        "From": NUDGE,
        "MessageSid": a_sid(),
        "MessageStatus": status,
        "To": f"whatsapp:{number}",
    }
    return {**usual, **more}


def signature(url: str, fields: Mapping[str, str], token: str = TOKEN) -> str:
    """Return what Twilio puts into `X-Twilio-Signature`."""
    signed = url + "".join(name + fields[name] for name in sorted(fields))
    return base64.b64encode(hmac.new(token.encode(), signed.encode(), hashlib.sha1).digest()).decode()


@dataclass(frozen=True)
class Answer:
    """What a door said."""

    status: int
    text: str
    content_type: str


@dataclass
class Door:
    """The public address of an ingress, rung as Twilio rings it."""

    base_url: str
    http: aiohttp.ClientSession = field(repr=False)

    async def post_form(
        self, fields: Mapping[str, str], *, path: str = MESSAGES, query: str = "", token: str = TOKEN
    ) -> Answer:
        """Post a signed form."""
        url = self.base_url + path + (f"?{query}" if query else "")
        return await self.post(urlencode(fields).encode(), url=url, signed=signature(url, fields, token))

    async def post_json(self, value: Any, *, path: str = MESSAGES, claimed: str | None = None) -> Answer:
        """Post JSON, signed by the hash of its body in the query; `claimed` claims another hash."""
        body = json.dumps(value).encode()
        digest = hashlib.sha256(body).hexdigest() if claimed is None else claimed
        url = f"{self.base_url}{path}?bodySHA256={digest}"
        return await self.post(body, url=url, signed=signature(url, {}), content_type="application/json")

    async def post(
        self, body: Any, *, url: str | None = None, signed: str | None = None, content_type: str = FORM
    ) -> Answer:
        """Post anything at all; without `signed`, without a signature."""
        headers = {"Content-Type": content_type} | ({} if signed is None else {"X-Twilio-Signature": signed})
        return await self.request("POST", url or self.base_url + MESSAGES, data=body, headers=headers)

    async def request(self, method: str, url: str, **options: Any) -> Answer:
        address = URL(url, encoded=True)  # sent exactly as it was signed
        async with self.http.request(method, address, allow_redirects=False, **options) as answer:
            return Answer(answer.status, await answer.text(), answer.headers.get("Content-Type", ""))
