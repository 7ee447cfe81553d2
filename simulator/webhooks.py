"""Twilio's outgoing calls: what a webhook says, how it is signed, how often it is tried."""

import asyncio
import base64
import hashlib
import hmac
import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urldefrag, urlencode
from uuid import uuid4

import aiohttp
from yarl import URL

from simulator.enclosures import enclosure_form
from simulator.ledger import Message

API_VERSION = "2010-04-01"


def signature(token: str, url: str, form: Mapping[str, str]) -> str:
    """Sign a form for whoever knows `token`; what follows a # in the address is never part of it."""
    said = urldefrag(url).url + "".join(name + form[name] for name in sorted(form))
    digest = hmac.new(token.encode(), said.encode(), hashlib.sha1).digest()
    return base64.b64encode(digest).decode()


def message_form(message: Message, account_sid: str) -> dict[str, str]:
    """What ingress is told when a person writes."""
    digits = message.party.removeprefix("+")
    context = {"ProfileName": message.profile_name} | ({"WaId": digits} if digits != message.party else {})
    form = {
        "AccountSid": account_sid,
        "ApiVersion": API_VERSION,
        "Body": message.body,
        "ChannelMetadata": json.dumps({"type": "whatsapp", "data": {"context": context}}, ensure_ascii=False),
        "Forwarded": "false",
        "FrequentlyForwarded": "false",
        "From": f"whatsapp:{message.party}",
        "MessageSid": message.sid,
        "MessageType": "text",
        "NumMedia": "0",
        "NumSegments": "1",
        "ProfileName": message.profile_name,
        "ReferralNumMedia": "0",
        "SmsMessageSid": message.sid,
        "SmsSid": message.sid,
        "SmsStatus": "received",
        "To": message.business,
    }
    return form | _identity(message) | _tap(message) | enclosure_form(message.enclosed, message.sid, account_sid)


def _identity(message: Message) -> dict[str, str]:
    """Return who it is: by number and id, or by id alone where WhatsApp hides the number."""
    digits = message.party.removeprefix("+")
    if digits == message.party:
        return {"ExternalUserId": f"whatsapp:{message.party}"}
    return {"ExternalUserId": f"whatsapp:XX.{hashlib.sha256(digits.encode()).hexdigest()[:16]}", "WaId": digits}


def _tap(message: Message) -> dict[str, str]:
    """Return what a tapped option and an answered message add."""
    form: dict[str, str] = {}
    if message.reply_to:
        form |= {"OriginalRepliedMessageSid": message.reply_to, "OriginalRepliedMessageSender": message.business}
    if message.tapped and message.shape == "list":
        form |= {"ListId": message.tapped.id, "ListTitle": message.tapped.title, "MessageType": "interactive"}
    elif message.tapped:
        kind = "button" if message.shape == "buttons" else "interactive"
        form |= {"ButtonPayload": message.tapped.id, "ButtonText": message.tapped.title, "MessageType": kind}
    return form


def status_form(message: Message, account_sid: str) -> dict[str, str]:
    """What the business is told when its message moves on."""
    form = {
        "AccountSid": account_sid,
        "ApiVersion": API_VERSION,
        "ChannelPrefix": "whatsapp",
        "From": message.business,
        "MessageSid": message.sid,
        "MessageStatus": message.status.value,
        "SmsSid": message.sid,
        "SmsStatus": message.status.value,
        "To": f"whatsapp:{message.party}",
    }
    if message.error_code is not None:
        form["ErrorCode"] = str(message.error_code)
        form["ErrorMessage"] = message.error_message or ""
    return form


@dataclass(frozen=True)
class Patience:
    """How hard a webhook is tried. All tries together fit into `total`."""

    total: timedelta = timedelta(seconds=15)
    connect: timedelta = timedelta(seconds=5)
    pauses: tuple[timedelta, ...] = (
        timedelta(milliseconds=300),
        timedelta(seconds=1),
        timedelta(seconds=2),
        timedelta(seconds=4),
        timedelta(seconds=6),
    )
    """The wait after each failed try; one more try than there are pauses. Twilio allows five retries."""


@dataclass(frozen=True)
class Outcome:
    """How the last try ended: `status` is the HTTP answer, or None when there was no answer."""

    status: int | None
    tries: int

    @property
    def accepted(self) -> bool:
        return self.status is not None and 200 <= self.status < 300  # noqa: PLR2004


class Postman:
    """Brings signed forms to ingress and tries again while there is patience left."""

    def __init__(
        self,
        *,
        token: str,
        patience: Patience,
        clock: Callable[[], float] = time.monotonic,
        note: Callable[[str, str, str], None] = lambda _way, _what, _result: None,
    ) -> None:
        self._session: aiohttp.ClientSession | None = None
        self._note = note
        self._token = token
        self._patience = patience
        self._clock = clock

    async def open(self) -> None:
        self._session = aiohttp.ClientSession(
            # Servers hang up after five seconds, and one that was started again may live elsewhere.
            connector=aiohttp.TCPConnector(limit=0, keepalive_timeout=2, ttl_dns_cache=1),
            cookie_jar=aiohttp.DummyCookieJar(),
        )

    async def close(self) -> None:
        if self._session:
            await self._session.close()

    async def deliver(self, url: str, form: Mapping[str, str], *, is_forged: bool = False) -> Outcome:
        """Post until a 2xx comes back, tries run out or the total time is over. A forger tries once."""
        give_up_at = self._clock() + self._patience.total.total_seconds()
        chain = str(uuid4())
        if is_forged:
            return Outcome(await self._try(url, form, chain, give_up_at, token="not the token"), 1)  # noqa: S106
        status = await self._try(url, form, chain, give_up_at)
        for tries, pause in enumerate(self._patience.pauses, start=1):
            outcome = Outcome(status, tries)
            if outcome.accepted or self._clock() + pause.total_seconds() >= give_up_at:
                return outcome
            await asyncio.sleep(pause.total_seconds())
            status = await self._try(url, form, chain, give_up_at)
        return Outcome(status, len(self._patience.pauses) + 1)

    async def _try(
        self, url: str, form: Mapping[str, str], chain: str, give_up_at: float, *, token: str = ""
    ) -> int | None:
        status = await self._post(url, form, chain, give_up_at, token or self._token)
        self._note("out", form.get("MessageStatus", "message"), str(status or "no answer"))
        return status

    async def _post(self, url: str, form: Mapping[str, str], chain: str, give_up_at: float, token: str) -> int | None:
        if self._session is None:
            raise RuntimeError("the postman has no bicycle: call open() first")
        headers = {
            "Accept": "*/*",
            "Content-Type": "application/x-www-form-urlencoded",
            "I-Twilio-Idempotency-Token": chain,
            "User-Agent": "TwilioProxy/1.1",
            "X-Home-Region": "us1",
            "X-Twilio-Signature": signature(token, url, form),
        }
        timeout = aiohttp.ClientTimeout(
            total=max(give_up_at - self._clock(), 0.001), connect=self._patience.connect.total_seconds()
        )
        try:
            async with self._session.post(
                URL(url, encoded=True),  # sent exactly as it was signed
                data=urlencode(form).encode(),
                headers=headers,
                timeout=timeout,
                allow_redirects=False,
            ) as answer:
                await answer.read()
                return answer.status
        except (aiohttp.ClientError, TimeoutError, OSError):
            return None
