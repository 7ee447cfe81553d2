"""Twilio: credentials, clock, senders, the webhook that it was told, templates."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

import aiohttp

from services.notifier.adapters.twilio_contents import TwilioContents
from services.notifier.adapters.twilio_phone import signed_in
from services.notifier.domain.templates import TEMPLATES, name_of
from services.notifier.handlers.furnishing import NO_TEMPLATE
from services.notifier.operator.checks.findings import Finding, good, weak, wrong
from services.notifier.settings import NotifierSettings
from shared.runtime.errors import Transient

SANDBOX = "whatsapp:+14155238886"
TOLERATED = timedelta(seconds=2)
"""A clock may differ: Twilio tells whole seconds, and the answer takes its time."""

UNAUTHORIZED = {401, 403}
OK = 200


async def check_account(settings: NotifierSettings) -> AsyncIterator[Finding]:
    """Try every token, the way a message is sent; and compare our clock with Twilio's."""
    for number, token in enumerate(settings.auth_tokens, start=1):
        which = "TWILIO_AUTH_TOKEN" if number == 1 else f"Token {number} of TWILIO_AUTH_TOKEN"
        headers = {"Authorization": aiohttp.encode_basic_auth(settings.twilio_account_sid, token)}
        try:
            async with (
                aiohttp.ClientSession(trust_env=False, headers=headers) as http,
                http.get(settings.account.messages_url, params={"PageSize": "1"}) as answer,
            ):
                yield _of_account(which, answer.status)
                if number == 1:
                    yield _of_clock(answer.headers.get("Date"))
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            yield wrong(f"Twilio does not answer at {settings.account.api_url}: {type(error).__name__}.")
            return


def _of_account(which: str, status: int) -> Finding:
    if status == OK:
        return good(f"{which} is right: Twilio lets this account in.")
    if status in UNAUTHORIZED:
        return wrong(f"{which} does not belong to TWILIO_ACCOUNT_SID: Twilio refuses them.")
    return wrong(f"Twilio answers {status} when {which} is shown.")


def _of_clock(date: str | None) -> Finding:
    if date is None:
        return weak("Twilio did not tell the time, so this machine's clock was not compared.")
    ahead = datetime.now(UTC) - parsedate_to_datetime(date)
    if abs(ahead) <= TOLERATED:
        return good("This machine's clock is in step with Twilio's.")
    seconds = abs(round(ahead.total_seconds()))
    side = "ahead of" if ahead > timedelta(0) else "behind"
    return wrong(f"This machine's clock is {seconds} s {side} Twilio's: reminders would come at the wrong moment.")


async def check_senders(settings: NotifierSettings) -> AsyncIterator[Finding]:
    """Ask which senders the account has, whether they are online, and what address each was told."""
    if not settings.account.messaging_url.endswith(".twilio.com"):
        yield weak("The sender was not looked at: TWILIO_API_URL is not Twilio.")
        return
    ours = set(settings.senders)
    if SANDBOX in ours:
        yield weak("The sender is Twilio's sandbox: only who has joined it is reached, for three days at a time.")
    async with signed_in(settings.account) as http:
        url = f"{settings.account.messaging_url}/v2/Channels/Senders"
        try:
            async with http.get(url, params={"Channel": "whatsapp", "PageSize": "50"}) as answer:
                listed = (await answer.json(content_type=None)).get("senders", []) if answer.status == OK else None
        except (aiohttp.ClientError, TimeoutError, ValueError) as error:
            listed, _ = None, error
    if listed is None:
        yield weak("Twilio did not tell which senders the account has.")
        return
    known = {sender.get("sender_id"): sender for sender in listed}
    for number in sorted(ours - {SANDBOX}):
        for finding in of_sender(number, known.get(number), settings):
            yield finding


def of_sender(number: str, sender: Mapping[str, Any] | None, settings: NotifierSettings) -> Sequence[Finding]:
    if sender is None:
        return [wrong(f"The account has no WhatsApp sender {number}: check TWILIO_WHATSAPP_NUMBER.")]
    status = str(sender.get("status", "unknown"))
    told = str((sender.get("webhook") or {}).get("callback_url") or "").partition("#")[0]
    is_online = good(f"The sender {number} is online.") if status == "ONLINE" else wrong(f"{number} is {status}.")
    if told == settings.front_door:
        return [is_online, good("Twilio was told the right address for what people write.")]
    return [
        is_online,
        wrong(f"For what people write Twilio was told {told or 'nothing'}; it is {settings.front_door}."),
    ]


async def _ours(store: TwilioContents) -> Mapping[str, str]:
    """Return the sids of our templates, by language: those that the notifier finds by name."""
    with suppress(Transient):  # whether Twilio answers at all is another check's
        found = {language: await store.find(name_of(language)) for language in TEMPLATES}
        return {language: sid for language, sid in found.items() if sid}
    return {}


async def check_templates(settings: NotifierSettings) -> AsyncIterator[Finding]:
    """Ask whether each template may be used."""
    async with signed_in(settings.account) as http:
        store = TwilioContents(http, settings.account)
        templates = settings.twilio_template_sid or await _ours(store)
        if not templates:
            yield weak(NO_TEMPLATE)
        for language, sid in templates.items():
            which = f"The template for {language or 'every language'}"
            try:
                status, why = await store.approval(sid)
            except Transient as trouble:
                yield wrong(f"{which} cannot be found: {trouble}.")
                continue
            reason = f" ({why})" if why else ""
            yield good(f"{which} is approved.") if status == "approved" else wrong(f"{which} is {status}{reason}.")
