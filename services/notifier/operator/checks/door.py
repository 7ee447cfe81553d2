"""The public address: whether it leads to ingress, and whether a signature of Twilio's would be found right there."""

from collections.abc import AsyncIterator
from urllib.parse import urlsplit

import aiohttp

from services.notifier.adapters.front_door import signature_of
from services.notifier.operator.checks.findings import Finding, good, weak, wrong
from services.notifier.settings import NotifierSettings

TIMEOUT = aiohttp.ClientTimeout(total=15, connect=5)
TAKEN_FOR_SIGNED = 400
"""The form is no message, and says so only after its signature was found right: nothing is changed by it."""

REFUSED = 403
HERE = {"127.0.0.1", "localhost", "::1"}
"""A house with a simulator: nothing leaves this machine."""

NOBODY = {404, 502, 503, 504}


async def check_door(settings: NotifierSettings) -> AsyncIterator[Finding]:
    """Knock as Twilio knocks, with a form that is no message."""
    address = urlsplit(settings.public_base_url)
    if address.scheme != "https" and address.hostname not in HERE:
        yield weak("PUBLIC_BASE_URL is not https: what people write would travel in the open.")
    form = {"AccountSid": settings.twilio_account_sid, "MessageSid": "doctor"}
    headers = {"X-Twilio-Signature": signature_of(settings.auth_tokens[0], settings.front_door, form)}
    try:
        async with (
            aiohttp.ClientSession(trust_env=False, timeout=TIMEOUT) as http,
            http.post(settings.front_door, data=form, headers=headers, allow_redirects=False) as answer,
        ):
            yield _of_answer(answer.status, (await answer.text())[:200], settings)
    except (aiohttp.ClientError, TimeoutError, OSError) as error:
        yield wrong(f"{settings.front_door} does not answer: {type(error).__name__}. Twilio would not get in either.")


def _of_answer(status: int, text: str, settings: NotifierSettings) -> Finding:
    if status == TAKEN_FOR_SIGNED and "MessageSid" in text:
        return good("PUBLIC_BASE_URL leads to ingress, and what Twilio signs is found right there.")
    if status == REFUSED and "signature" in text:
        return wrong(
            "PUBLIC_BASE_URL leads to ingress, but the signature is found wrong: ingress has another "
            "PUBLIC_BASE_URL or TWILIO_AUTH_TOKEN, or a proxy changes path, query or body."
        )
    if status in NOBODY:
        return wrong(f"{settings.front_door} answers {status}: there is somebody, but not ingress behind them.")
    return wrong(f"{settings.front_door} answers {status}, which ingress never would: it leads somewhere else.")
