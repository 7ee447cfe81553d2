"""Twilio's two doors: who may come in, and what they are answered."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Protocol

import structlog
from fastapi import Request, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from services.ingress.domain.signature import Fields, SigningKey, body_is_signed, is_signed
from services.ingress.domain.webhooks import (
    Heard,
    StatusCall,
    Unacceptable,
    heard_from_form,
    heard_from_json,
    once,
    parse_form,
    parse_json,
    status_from_form,
)
from shared.contract import SpeechId, spots
from shared.runtime import traces
from shared.runtime.clock import Clock, from_unix_ms
from shared.runtime.errors import Transient
from shared.runtime.telemetry import webhook_seconds, webhooks_total

PREFIX = "/webhooks/twilio"
MOST_BYTES = 64 * 1024
BODY_DEADLINE = timedelta(seconds=5)

MILLISECONDS = 13
"""Digits of a moment in this century."""

FORM = "application/x-www-form-urlencoded"
JSON = "application/json"

_NOT_POSTED = Response("Send a POST.\n", 405, media_type="text/plain", headers={"Allow": "POST"})

Take = Callable[[Request], Awaitable[None]]

logger = structlog.get_logger()


class Refused(Exception):  # noqa: N818 - an answer, not an error
    """The request is answered with `status` and a sentence, and goes no further."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status
        self.sentence = sentence


class Hear(Protocol):
    """Takes what was heard, and when it was said. `swept`: it comes from Twilio's list, not from its webhook."""

    async def __call__(self, heard: Heard, said_at: datetime, *, swept: bool) -> None: ...


@dataclass(frozen=True, slots=True)
class Door:
    """What the routes need: how to know Twilio, and the verbs of what it brings."""

    base_url: str
    keys: Sequence[SigningKey]
    account: str
    senders: Sequence[str]
    clock: Clock
    hear: Hear
    report: Callable[[StatusCall], Awaitable[None]]


class Doors:
    """Lets what Twilio sends go straight to its door, and everything else to the application behind.

    Somebody waits for each message: a framework's way to a function costs more than what the function does.
    """

    def __init__(self, door: Door, behind: ASGIApp) -> None:
        self._doors = {
            PREFIX: ("message", partial(_take_message, door=door)),
            f"{PREFIX}/status": ("status", partial(_take_status, door=door)),
        }
        self._behind = behind

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] not in self._doors:
            await self._behind(scope, receive, send)
            return
        answer = _NOT_POSTED
        if scope["method"] == "POST":
            name, take = self._doors[scope["path"]]
            answer = await _answered(name, take, Request(scope, receive))
        await answer(scope, receive, send)


async def _answered(name: str, take: Take, request: Request) -> Response:
    began = time.perf_counter()
    try:
        return await _taken(name, take, request)
    finally:
        webhook_seconds.labels(name).observe(time.perf_counter() - began)


async def _taken(name: str, take: Take, request: Request) -> Response:
    try:
        await take(request)
    except (Refused, Unacceptable) as error:
        status = error.status if isinstance(error, Refused) else 400
        logger.info("webhook_refused", door=name, status=status, reason=str(error))
        return _answer(name, status, str(error))
    except Transient as error:
        logger.warning("webhook_not_kept", door=name, reason=str(error))
        return _answer(name, 503, "Not kept: please send it again.")
    webhooks_total.labels(name, "200").inc()
    # Empty TwiML: every message to a person leaves through the notifier.
    return Response("<Response/>", media_type="text/xml")


def _answer(name: str, status: int, sentence: str) -> Response:
    webhooks_total.labels(name, str(status)).inc()
    # The rest of the body, if any, is not wanted.
    return Response(sentence + "\n", status, media_type="text/plain", headers={"Connection": "close"})


async def _take_message(request: Request, door: Door) -> None:
    began_ns = time.time_ns()
    body, kind = await _read(request)
    if kind == JSON:
        _check_signature(request, door, [], json_body=body)
        heard = heard_from_json(parse_json(body), body, door.clock.now())
    else:
        fields = parse_form(body)
        _check_signature(request, door, fields)
        heard = heard_from_form(once(fields))
    _check_account(heard.account, door)
    if heard.sender and heard.sender not in door.senders:
        raise Refused(400, "To is not a number of ours.")
    late = _sent_at(request)
    facts: dict[str, traces.Fact] = {"nudge.command": heard.command_id, "nudge.swept": late is not None}
    with traces.within(spots.of_command(heard.command_id), "webhook message", "server", facts, since_ns=began_ns):
        await door.hear(heard, late or door.clock.now(), swept=late is not None)


def _sent_at(request: Request) -> datetime | None:
    """Return when a message was sent that comes in late. The signature covers it."""
    text = request.query_params.get("sent_at", "")
    return from_unix_ms(int(text)) if text.isdecimal() and len(text) == MILLISECONDS else None


async def _take_status(request: Request, door: Door) -> None:
    began_ns = time.time_ns()
    body, kind = await _read(request)
    if kind != FORM:
        raise Refused(415, "Send a form.")
    fields = parse_form(body)
    _check_signature(request, door, fields)
    call = status_from_form(once(fields), marks=request.query_params)
    _check_account(call.account, door)
    speech = SpeechId(call.speech) if call.speech else None
    facts = {"nudge.speech": call.speech or "", "nudge.status": call.status}
    links = [spots.of_speech(speech)] if speech else []
    spot = spots.of_report(call.sid, call.status, speech)
    with traces.within(spot, "webhook status", "server", facts, links=links, since_ns=began_ns):
        await door.report(call)


async def _read(request: Request) -> tuple[bytes, str]:
    """Return the body and its kind; cut off what is too large, too slow or of another kind."""
    if "x-twilio-signature" not in request.headers:
        raise Refused(403, "The signature is missing.")
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in {FORM, JSON}:
        raise Refused(415, "Send a form or JSON.")
    body = bytearray()
    try:
        async with asyncio.timeout(BODY_DEADLINE.total_seconds()):
            async for chunk in request.stream():
                body += chunk
                if len(body) > MOST_BYTES:
                    raise Refused(413, "The body is too large.")
    except TimeoutError as error:
        raise Refused(408, "The body came too slowly.") from error
    return bytes(body), kind


def _check_signature(request: Request, door: Door, fields: Fields, *, json_body: bytes | None = None) -> None:
    raw_path: bytes = request.scope.get("raw_path") or request.scope["path"].encode()
    query: bytes = request.scope["query_string"]
    # The address that Twilio was told: what the request says of host and scheme may be a proxy's or a stranger's.
    url = door.base_url + raw_path.decode("latin-1") + (f"?{query.decode('latin-1')}" if query else "")
    signed = is_signed(url, fields, request.headers["x-twilio-signature"], door.keys)
    if not signed or (json_body is not None and not body_is_signed(query.decode("latin-1"), json_body)):
        raise Refused(403, "The signature is wrong.")


def _check_account(account: str | None, door: Door) -> None:
    if account not in {None, door.account}:
        raise Refused(403, "AccountSid is not ours.")
