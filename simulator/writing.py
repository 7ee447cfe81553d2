"""Reading what a business asks to be sent: Twilio's checks before it answers."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from simulator.contents import Content, Contents, Rendered
from simulator.resources import Code, TwilioError
from simulator.settings import PERSON, Settings

LONGEST_BODY = 1600


@dataclass(frozen=True)
class Asked:
    """A message that passed the checks."""

    party: str
    sender: str
    callback: str | None
    rendered: Rendered
    content: Content | None = None

    @property
    def is_template(self) -> bool:
        return self.content is not None and self.content.status == "approved"


def read_message(form: Mapping[str, str], settings: Settings, contents: Contents) -> Asked:
    """Return what is to be sent. Raises TwilioError for what Twilio refuses at once."""
    to, sender, callback = form.get("To", ""), form.get("From", ""), form.get("StatusCallback", "")
    _check_addresses(to, sender, settings)
    if callback and not _callable(callback):
        raise TwilioError(Code.BAD_CALLBACK, callback)
    party = to.removeprefix("whatsapp:")
    if sid := form.get("ContentSid"):
        content, rendered = contents.say(sid, form.get("ContentVariables", ""))
        return Asked(party, sender, callback or None, rendered, content)
    return Asked(party, sender, callback or None, Rendered(_body(form)))


def _check_addresses(to: str, sender: str, settings: Settings) -> None:
    if not to:
        raise TwilioError(Code.NO_RECIPIENT)
    if not sender:
        raise TwilioError(Code.NO_SENDER)
    if not re.fullmatch(rf"whatsapp:{PERSON}", to):
        raise TwilioError(Code.BAD_RECIPIENT, to)
    if sender not in settings.senders:
        raise TwilioError(Code.UNKNOWN_SENDER)


def _body(form: Mapping[str, str]) -> str:
    body = form.get("Body", "")
    if not body.strip():
        raise TwilioError(Code.NO_BODY)
    if len(body) > LONGEST_BODY:
        raise TwilioError(Code.TOO_LONG)
    return body


def _callable(url: str) -> bool:
    """Tell whether Twilio would call this address: it refuses an underscore in a host's name."""
    parts = urlsplit(url)
    return parts.scheme in {"http", "https"} and bool(parts.hostname) and "_" not in (parts.hostname or "")
