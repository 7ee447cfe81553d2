"""Twilio's Messages API by aiohttp: one post a call, no retries, no redirects; every failure is a verdict."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from urllib.parse import urlencode

import aiohttp

from services.notifier.domain.account import Account
from services.notifier.domain.verdicts import NotSent, Unknown, Verdict, judge
from shared.contract import ChatId, SpeechId
from shared.runtime.errors import Transient

TIMEOUT = aiohttp.ClientTimeout(total=32, connect=5, sock_connect=3)
"""Twilio answers, or gives up itself, within 26 s."""

CONNECTIONS = 64
CLOCK_TOLERANCE = timedelta(seconds=5)
LOOK_AT = 50
"""Newest messages to a person that are looked through for one of ours."""


class TwilioPhone:
    """Keeps the promises of `ports.Phone`."""

    def __init__(self, session: aiohttp.ClientSession, account: Account) -> None:
        self._session = session
        self._account = account

    async def send(self, chat: ChatId, sender: str, text: str, *, speech: SpeechId, reminder: str | None) -> Verdict:
        form = {"To": chat, "From": sender, "Body": text, "StatusCallback": self._callback(speech, reminder)}
        try:
            async with self._session.post(self._account.messages_url, data=form, allow_redirects=False) as response:
                return judge(response.status, await _json(response), _retry_after(response))
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            return NotSent(f"no connection: {type(error).__name__}")
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            # Bytes may have left: Twilio may have it.
            return Unknown(type(error).__name__)

    async def find(self, chat: ChatId, sender: str, text: str, *, since: datetime) -> str | None:
        # No filter by date: Twilio's has the grain of a day, and what is still queued has no date.
        query = {"To": chat, "From": sender, "PageSize": str(LOOK_AT)}
        try:
            async with self._session.get(self._account.messages_url, params=query, allow_redirects=False) as response:
                answer = await _json(response)
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise Transient(f"Twilio's list cannot be read: {type(error).__name__}") from error
        if answer is None or not isinstance(found := answer.get("messages"), list):
            raise Transient(f"Twilio's list cannot be read: HTTP {response.status}")
        return _matching(found, text, since - CLOCK_TOLERANCE)

    def _callback(self, speech: SpeechId, reminder: str | None) -> str:
        marks = {"reminder": reminder, "speech": speech}
        query = urlencode({name: mark for name, mark in marks.items() if mark})
        # The fragment asks Twilio to try again when ingress does not answer; it is not sent.
        return f"{self._account.callback_url}?{query}#rc=3&rp=all"


@asynccontextmanager
async def phone(account: Account) -> AsyncIterator[TwilioPhone]:
    """Lend a phone and hang up."""
    connector = aiohttp.TCPConnector(limit=CONNECTIONS, keepalive_timeout=15)
    async with aiohttp.ClientSession(
        connector=connector,
        timeout=TIMEOUT,
        headers={"Authorization": aiohttp.encode_basic_auth(account.sid, account.token), "Accept": "application/json"},
        trust_env=False,
    ) as session:
        yield TwilioPhone(session, account)


async def _json(response: aiohttp.ClientResponse) -> Mapping[str, object] | None:
    """Return the JSON object of an answer; None for anything else, as far as it came."""
    try:
        value = await response.json(content_type=None)
    except (ValueError, aiohttp.ClientPayloadError, asyncio.IncompleteReadError):
        return None
    return value if isinstance(value, dict) else None


def _retry_after(response: aiohttp.ClientResponse) -> timedelta | None:
    seconds = response.headers.get("Retry-After", "")
    return timedelta(seconds=int(seconds)) if seconds.isdecimal() and len(seconds) < 5 else None  # noqa: PLR2004


def _matching(messages: list[object], text: str, since: datetime) -> str | None:
    for message in messages:
        if not isinstance(message, dict) or message.get("body") != text:
            continue
        if str(message.get("direction", "")).startswith("outbound") and _created(message) >= since:
            return str(message["sid"])
    return None


def _created(message: Mapping[str, object]) -> datetime:
    try:
        return parsedate_to_datetime(str(message.get("date_created")))
    except ValueError:
        return datetime.min.replace(tzinfo=UTC)
