"""Twilio's REST API, the parts that Nudge uses."""

import asyncio
import base64
import binascii
import hmac
import re
import time
from collections.abc import Mapping
from contextlib import suppress
from datetime import timedelta

from fastapi import APIRouter, Depends, FastAPI, Request, Response
from fastapi.responses import JSONResponse

from simulator.carrier import Carrier
from simulator.contents import Contents
from simulator.ledger import Ledger, Message, Status
from simulator.listing import page
from simulator.moods import Weather
from simulator.resources import Code, TwilioError, message_body, request_id
from simulator.settings import Settings
from simulator.webhooks import API_VERSION
from simulator.writing import Asked, read_message

ON_ITS_WAY = frozenset({Status.QUEUED})
"""What is not sent yet can be neither deleted nor redacted."""


def install_refusals(app: FastAPI) -> None:
    """Let every refusal leave with Twilio's error body."""

    @app.exception_handler(TwilioError)
    async def refuse(_: Request, refusal: TwilioError) -> Response:
        headers = {"WWW-Authenticate": 'Basic realm="Twilio API"'} if refusal.code == Code.AUTHENTICATE else {}
        if refusal.status == 429:  # noqa: PLR2004
            headers["Retry-After"] = "1"
        return JSONResponse(refusal.body(), refusal.status, headers | request_id())


def twilio_api(api: "Messages", settings: Settings) -> APIRouter:
    """Messages of one account: create, list, fetch, redact, delete."""
    every = f"/Accounts/{settings.twilio_account_sid}/Messages.json"
    one = f"/Accounts/{settings.twilio_account_sid}/Messages/{{sid}}.json"

    router = APIRouter(prefix=f"/{API_VERSION}", dependencies=[Depends(api.authenticate)])
    router.add_api_route(every, api.create, methods=["POST"])
    router.add_api_route(every, api.list, methods=["GET"])
    router.add_api_route(one, api.fetch, methods=["GET"])
    router.add_api_route(one, api.update, methods=["POST"])
    router.add_api_route(one, api.delete, methods=["DELETE"])
    router.add_api_route("/{anything:path}", api.nothing_here, methods=["GET", "POST", "PUT", "DELETE"])
    return router


def typing_api(api: "Messages") -> APIRouter:
    """The typing indicator."""
    router = APIRouter(prefix="/v2/Indicators", dependencies=[Depends(api.authenticate)])
    router.add_api_route("/Typing.json", api.typing, methods=["POST"])
    return router


class Messages:
    """The routes of the Messages resource."""

    def __init__(
        self, settings: Settings, ledger: Ledger, carrier: Carrier, contents: Contents, weather: Weather
    ) -> None:
        self._settings = settings
        self._ledger = ledger
        self._carrier = carrier
        self._contents = contents
        self._weather = weather

    async def authenticate(self, request: Request) -> None:
        known = _knows_the_secret(request.headers.get("Authorization", ""), self._settings)
        if not known or self._weather.moods.locked:
            raise TwilioError(Code.AUTHENTICATE)

    async def create(self, request: Request) -> Response:
        form = {name: value for name, value in (await request.form()).items() if isinstance(value, str)}
        await asyncio.sleep(self._weather.moods.slow_seconds)
        asked = read_message(form, self._settings, self._contents)
        self._refuse_by_mood(asked)
        message = self._keep(asked)
        if self._weather.happens("callbacks_early"):
            await self._carrier.carry_at_once(message)
        self._carrier.carry_to_phone(message, is_template=asked.is_template)
        if self._weather.happens("drop"):
            _hang_up(request)
        if self._weather.happens("error"):
            raise TwilioError(Code.SERVER_ERROR)
        return self._answer(message, 201)

    async def list(self, request: Request) -> Response:
        return JSONResponse(self._page(request.query_params), headers=request_id())

    def _page(self, query: Mapping[str, str]) -> dict[str, object]:
        lag = timedelta(seconds=self._weather.moods.list_lag_seconds)
        return page(query, self._settings, self._ledger, lag=lag)

    async def fetch(self, sid: str, request: Request) -> Response:
        return self._answer(self._known(sid, request))

    async def update(self, sid: str, request: Request) -> Response:
        message = self._known(sid, request)
        if (await request.form()).get("Body") == "":
            message = self._ledger.redact(_settled(message).sid)
        return self._answer(message)

    async def delete(self, sid: str, request: Request) -> Response:
        self._ledger.delete(_settled(self._known(sid, request)).sid)
        return Response(status_code=204, headers=request_id())

    async def typing(self, request: Request) -> Response:
        form = await request.form()
        message = self._ledger.find(str(form.get("messageId", "")))
        if message is None or not message.inbound or form.get("channel") != "whatsapp":
            raise TwilioError(Code.NOT_FOUND, request.url.path)
        self._carrier.typing(message.party)
        return JSONResponse({"success": True}, headers=request_id())

    async def nothing_here(self, request: Request) -> Response:
        raise TwilioError(Code.NOT_FOUND, request.url.path)

    def _refuse_by_mood(self, asked: Asked) -> None:
        limit = self._weather.over_the_limit(asked.sender, asked.party, time.monotonic())
        if limit or self._weather.happens("throttle"):
            raise TwilioError(Code.TOO_FAST if limit else Code.TOO_MANY_REQUESTS)
        if self._weather.happens("deny"):
            raise TwilioError(Code.SERVER_ERROR)
        if self._weather.happens("refuse"):
            raise TwilioError(self._weather.moods.refuse_code)

    def _keep(self, asked: Asked) -> Message:
        return self._ledger.outbound(
            party=asked.party,
            business=asked.sender,
            body=asked.rendered.body,
            status_callback=asked.callback,
            content_sid=asked.content.sid if asked.content else None,
            shape=asked.rendered.kind,
            options=asked.rendered.options,
            options_label=asked.rendered.label,
            hidden=self._weather.happens("hidden"),
        )

    def _answer(self, message: Message, status: int = 200) -> Response:
        return JSONResponse(message_body(message, self._settings.twilio_account_sid), status, request_id())

    def _known(self, sid: str, request: Request) -> Message:
        message = self._ledger.find(sid)
        if message is None or message.deleted:
            raise TwilioError(Code.NOT_FOUND, request.url.path)
        return message


def _settled(message: Message) -> Message:
    if not message.inbound and message.status in ON_ITS_WAY:
        raise TwilioError(Code.NOT_DELIVERED_YET)
    return message


def _hang_up(request: Request) -> None:
    """Cut the connection: the caller will not learn what became of its message."""
    cycle = getattr(request.receive, "__self__", None)
    transport = getattr(cycle, "transport", None)
    if transport is not None:
        transport.abort()


def _knows_the_secret(authorization: str, settings: Settings) -> bool:
    """Accept the account's SID or an API key's, with any of the tokens."""
    scheme, _, encoded = authorization.partition(" ")
    with suppress(binascii.Error, UnicodeDecodeError):
        user, _, secret = base64.b64decode(encoded).decode().partition(":")
        known = user == settings.twilio_account_sid or re.fullmatch(r"SK[0-9a-fA-F]{32}", user)
        right = any(hmac.compare_digest(secret.encode(), token.encode()) for token in settings.tokens)
        return scheme.lower() == "basic" and bool(known) and right
    return False
