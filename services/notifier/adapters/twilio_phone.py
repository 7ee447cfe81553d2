"""Twilio's Messages API by aiohttp: one post a call that Twilio takes, no redirects; every failure is a verdict."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import aiohttp

from services.notifier.adapters.twilio_list import is_inbound, made_at, missed, saying_this
from services.notifier.adapters.twilio_tokens import TwilioTokens
from services.notifier.domain.account import Account
from services.notifier.domain.utterances import Utterance
from services.notifier.domain.verdicts import NotSent, Unknown, Verdict, judge
from services.notifier.ports import Missed
from shared.contract import ChatId, SpeechId
from shared.runtime import traces
from shared.runtime.errors import Transient

TIMEOUT = aiohttp.ClientTimeout(total=32, connect=5, sock_connect=3)
"""Twilio answers, or gives up itself, within 26 s."""

TYPING_TIMEOUT = aiohttp.ClientTimeout(total=3)
CONNECTIONS = 64
CLOCK_TOLERANCE = timedelta(minutes=1)
"""Redis' clock may have been ahead as the post began. What is known to be another speech is no evidence."""
PAGE = 50
MOST_PAGES = 4
"""Newest messages to a person that are looked through for one of ours."""

INBOUND_PAGE = 1000
"""Twilio's largest: after an outage everybody's messages of that time are looked through."""

MOST_INBOUND_PAGES = 40

_FORM = {"Content-Type": "application/x-www-form-urlencoded"}


class TwilioPhone:
    """Keeps the promises of `ports.Phone`."""

    def __init__(self, session: aiohttp.ClientSession, account: Account) -> None:
        self._session = session
        self._account = account

    async def send(
        self, chat: ChatId, sender: str, said: Utterance, *, speech: SpeechId, reminder: str | None
    ) -> Verdict:
        with traces.inside("POST Twilio", "client", {"nudge.speech": speech}) as span:
            form = {"To": chat, "From": sender, "StatusCallback": self._callback(speech, reminder), **_content(said)}
            verdict = await self._post(form, span)
            span.note({"nudge.outcome": type(verdict).__name__.lower()})
            return verdict

    async def _post(self, form: Mapping[str, str], span: traces.Span) -> Verdict:
        body = urlencode(form).encode()
        try:
            async with self._session.post(
                self._account.messages_url, data=body, headers=_FORM, allow_redirects=False
            ) as response:
                span.note({"http.response.status_code": response.status})
                return judge(response.status, await _json(response), _retry_after(response))
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            return NotSent(f"no connection: {type(error).__name__}")
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            # Bytes may have left: Twilio may have it.
            return Unknown(type(error).__name__)

    async def status(self, sid: str) -> tuple[str, int | None]:
        message = await self._read(self._account.message_url(sid), {})
        code = message.get("error_code")
        return str(message.get("status", "")), code if isinstance(code, int) else None

    async def show_typing(self, message: str) -> None:
        form = {"messageId": message, "channel": "whatsapp"}
        with suppress(aiohttp.ClientError, TimeoutError, OSError):
            async with self._session.post(
                f"{self._account.messaging_url}/v2/Indicators/Typing.json",
                data=form,
                allow_redirects=False,
                timeout=TYPING_TIMEOUT,
            ) as response:
                await response.read()

    async def find(self, chat: ChatId, sender: str, said: Utterance, *, since: datetime) -> Sequence[str]:
        # No filter by date: Twilio's has the grain of a day, and what is still queued has no date.
        query = {"To": chat, "From": sender, "PageSize": str(PAGE)}
        url, params = self._account.messages_url, query
        earliest = since - CLOCK_TOLERANCE
        found: list[Mapping[str, Any]] = []
        for _ in range(MOST_PAGES):
            page = await self._page(url, params)
            messages = [message for message in page["messages"] if isinstance(message, dict)]
            found += saying_this(messages, chat, sender, said, since=earliest)
            following = page.get("next_page_uri")
            if not isinstance(following, str) or not following.startswith("/"):
                break
            if not any(made_at(message) >= earliest for message in messages):
                break
            url, params = self._account.api_url + following, {}
        return [str(message["sid"]) for message in sorted(found, key=made_at)]

    async def _page(self, url: str, params: Mapping[str, str]) -> dict[str, Any]:
        answer = await self._read(url, params)
        if not isinstance(answer.get("messages"), list):
            raise Transient("Twilio's list cannot be read: it holds no messages")
        return answer

    async def _read(self, url: str, params: Mapping[str, str]) -> dict[str, Any]:
        try:
            async with self._session.get(url, params=params, allow_redirects=False) as response:
                answer = await _json(response)
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise Transient(f"Twilio's list cannot be read: {type(error).__name__}") from error
        if response.status != 200 or answer is None:  # noqa: PLR2004
            raise Transient(f"Twilio's list cannot be read: HTTP {response.status}")
        return answer

    async def received(self, sender: str, *, since: datetime) -> Sequence[Missed]:
        url: str = self._account.messages_url
        params: Mapping[str, str] = {"To": sender, "PageSize": str(INBOUND_PAGE)}
        found: list[Mapping[str, Any]] = []
        for _ in range(MOST_INBOUND_PAGES):
            page = await self._page(url, params)
            messages = [message for message in page["messages"] if isinstance(message, dict)]
            found += [message for message in messages if is_inbound(message) and made_at(message) >= since]
            following = page.get("next_page_uri")
            if not isinstance(following, str) or not any(made_at(message) >= since for message in messages):
                break
            url, params = self._account.api_url + following, {}
        return [missed(message) for message in sorted(found, key=made_at)]

    def _callback(self, speech: SpeechId, reminder: str | None) -> str:
        marks = {"reminder": reminder, "speech": speech}
        query = urlencode({name: mark for name, mark in marks.items() if mark})
        # The fragment asks Twilio to try again when ingress does not answer; it is not sent.
        return f"{self._account.callback_url}?{query}#rc=3&rp=all"


@asynccontextmanager
async def signed_in(account: Account) -> AsyncIterator[aiohttp.ClientSession]:
    """Lend connections to Twilio that know who we are."""
    connector = aiohttp.TCPConnector(limit=CONNECTIONS, keepalive_timeout=15)
    async with aiohttp.ClientSession(
        connector=connector,
        timeout=TIMEOUT,
        headers={"Accept": "application/json"},
        middlewares=[TwilioTokens(account.sid, account.tokens)],
        trust_env=False,
    ) as session:
        yield session


def _content(said: Utterance) -> Mapping[str, str]:
    if said.content is None:
        return {"Body": said.text}
    return {"ContentSid": said.content, "ContentVariables": json.dumps(dict(said.variables), ensure_ascii=False)}


async def _json(response: aiohttp.ClientResponse) -> dict[str, Any] | None:
    """Return the JSON object of an answer; None for anything else, as far as it came."""
    try:
        value = await response.json(content_type=None)
    except (ValueError, aiohttp.ClientPayloadError, asyncio.IncompleteReadError):
        return None
    return value if isinstance(value, dict) else None


def _retry_after(response: aiohttp.ClientResponse) -> timedelta | None:
    seconds = response.headers.get("Retry-After", "")
    return timedelta(seconds=int(seconds)) if seconds.isdecimal() and len(seconds) < 5 else None  # noqa: PLR2004
