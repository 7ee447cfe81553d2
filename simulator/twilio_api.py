"""Twilio's REST API, the parts that Nudge uses."""

import base64
import binascii
import hmac
import json
import re
from contextlib import suppress
from urllib.parse import urlsplit
from uuid import uuid4

from fastapi import APIRouter, Depends, FastAPI, Request, Response
from fastapi.responses import JSONResponse
from starlette.datastructures import FormData

from simulator.carrier import Carrier
from simulator.ledger import Ledger, Message, Status
from simulator.listing import page
from simulator.resources import Code, TwilioError, message_body
from simulator.settings import PHONE, Settings
from simulator.webhooks import API_VERSION

LONGEST_BODY = 1600
ON_ITS_WAY = frozenset({Status.QUEUED})
"""What is not sent yet can be neither deleted nor redacted."""


def install_refusals(app: FastAPI) -> None:
    """Let every refusal leave with Twilio's error body."""

    @app.exception_handler(TwilioError)
    async def refuse(_: Request, refusal: TwilioError) -> Response:
        headers = {"WWW-Authenticate": 'Basic realm="Twilio API"'} if refusal.code is Code.AUTHENTICATE else {}
        return JSONResponse(refusal.body(), refusal.status, headers | _request_id())


def twilio_api(settings: Settings, ledger: Ledger, carrier: Carrier) -> APIRouter:
    """Messages of one account: create, list, fetch, redact, delete."""
    api = Messages(settings, ledger, carrier)
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


class Messages:
    """The routes of the Messages resource."""

    def __init__(self, settings: Settings, ledger: Ledger, carrier: Carrier) -> None:
        self._settings = settings
        self._ledger = ledger
        self._carrier = carrier

    async def authenticate(self, request: Request) -> None:
        if not _knows_the_secret(request.headers.get("Authorization", ""), self._settings):
            raise TwilioError(Code.AUTHENTICATE)

    async def create(self, request: Request) -> Response:
        message = _write(await request.form(), self._settings, self._ledger)
        self._carrier.carry_to_phone(message)
        return self._answer(message, 201)

    async def list(self, request: Request) -> Response:
        return JSONResponse(page(request.query_params, self._settings, self._ledger), headers=_request_id())

    async def fetch(self, sid: str, request: Request) -> Response:
        return self._answer(self._known(sid, request))

    async def update(self, sid: str, request: Request) -> Response:
        message = self._known(sid, request)
        if (await request.form()).get("Body") == "":
            message = self._ledger.redact(_settled(message).sid)
        return self._answer(message)

    async def delete(self, sid: str, request: Request) -> Response:
        self._ledger.delete(_settled(self._known(sid, request)).sid)
        return Response(status_code=204, headers=_request_id())

    async def nothing_here(self, request: Request) -> Response:
        raise TwilioError(Code.NOT_FOUND, request.url.path)

    def _answer(self, message: Message, status: int = 200) -> Response:
        return JSONResponse(message_body(message, self._settings.twilio_account_sid), status, _request_id())

    def _known(self, sid: str, request: Request) -> Message:
        message = self._ledger.find(sid)
        if message is None or message.deleted:
            raise TwilioError(Code.NOT_FOUND, request.url.path)
        return message


def _settled(message: Message) -> Message:
    if not message.inbound and message.status in ON_ITS_WAY:
        raise TwilioError(Code.NOT_DELIVERED_YET)
    return message


def _knows_the_secret(authorization: str, settings: Settings) -> bool:
    """Accept the account's SID or an API key's, with any of the tokens."""
    scheme, _, encoded = authorization.partition(" ")
    with suppress(binascii.Error, UnicodeDecodeError):
        user, _, secret = base64.b64decode(encoded).decode().partition(":")
        known = user == settings.twilio_account_sid or re.fullmatch(r"SK[0-9a-fA-F]{32}", user)
        right = any(hmac.compare_digest(secret.encode(), token.encode()) for token in settings.tokens)
        return scheme.lower() == "basic" and bool(known) and right
    return False


def _write(form: FormData, settings: Settings, ledger: Ledger) -> Message:
    """Check what Twilio checks before it answers and write the message down."""
    to, sender, callback = _text(form, "To"), _text(form, "From"), _text(form, "StatusCallback")
    _check_addresses(to, sender, settings)
    if callback and not _callable(callback):
        raise TwilioError(Code.BAD_CALLBACK, callback)
    return ledger.outbound(
        party=to.removeprefix("whatsapp:"),
        business=sender,
        body=_words(form),
        status_callback=callback or None,
        content_sid=_text(form, "ContentSid") or None,
    )


def _check_addresses(to: str, sender: str, settings: Settings) -> None:
    if not to:
        raise TwilioError(Code.NO_RECIPIENT)
    if not sender:
        raise TwilioError(Code.NO_SENDER)
    if not re.fullmatch(rf"whatsapp:{PHONE}", to):
        raise TwilioError(Code.BAD_RECIPIENT, to)
    if sender != settings.twilio_whatsapp_number:
        raise TwilioError(Code.UNKNOWN_SENDER)


def _words(form: FormData) -> str:
    if _text(form, "ContentSid"):
        return _variables(_text(form, "ContentVariables"))
    body = _text(form, "Body")
    if not body.strip():
        raise TwilioError(Code.NO_BODY)
    if len(body) > LONGEST_BODY:
        raise TwilioError(Code.TOO_LONG)
    return body


def _variables(encoded: str) -> str:
    """Stand in for a template: its variables, one a line."""
    with suppress(ValueError, AttributeError):
        return "\n".join(str(value) for value in json.loads(encoded).values())
    return ""


def _callable(url: str) -> bool:
    """Tell whether Twilio would call this address: it refuses an underscore in a host's name."""
    parts = urlsplit(url)
    return parts.scheme in {"http", "https"} and bool(parts.hostname) and "_" not in (parts.hostname or "")


def _text(form: FormData, name: str) -> str:
    value = form.get(name, "")
    return value if isinstance(value, str) else ""


def _request_id() -> dict[str, str]:
    return {"Twilio-Request-Id": f"RQ{uuid4().hex}"}
