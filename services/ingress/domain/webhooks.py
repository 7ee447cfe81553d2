"""What a webhook must look like: strict about what we use, deaf to what Twilio may add."""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import parse_qsl

from services.ingress.domain.signature import Fields
from shared.contract import ChatId, CommandId, SpeechId, read_payload

MOST_FIELDS = 100

_PERSON = re.compile(r"whatsapp:(\+[1-9]\d{6,14}|[A-Z]{2}\.(ENT\.)?[A-Za-z0-9]{1,128})")
"""A number, or the id that WhatsApp gives for a person whose number is hidden."""
_MESSAGE_SID = re.compile(r"(SM|MM)[0-9a-fA-F]{32}")
_STATUS = re.compile(r"[a-z_]{1,32}")
_KINDS = {
    "audio": "voice",
    "image": "image",
    "video": "video",
    "document": "file",
    "contacts": "contact",
    "sticker": "sticker",
    "reaction": "reaction",
}
_MARK = re.compile(r"[A-Za-z0-9._-]{1,80}")


class Unacceptable(ValueError):  # noqa: N818 - it says what the request is
    """The request is not one that Twilio would send us. The sentence may be shown to the sender."""


@dataclass(frozen=True, slots=True)
class Heard:
    """One thing that a person sent."""

    command_id: CommandId
    chat: ChatId
    sender: str
    account: str | None
    body: str
    reply_to: str | None = None
    """The message of ours that was swiped, or whose button was tapped."""
    is_tap: bool = False
    """The words are a button's, not the person's own."""
    place: tuple[float, float] | None = None
    """Latitude and longitude of a shared location."""
    media: str = ""
    """What came, where it is not text: `voice`, `image`, `sticker` …"""


@dataclass(frozen=True, slots=True)
class StatusCall:
    """One status callback."""

    sid: str
    chat: ChatId
    account: str | None
    status: str
    error_code: int | None
    speech: str | None
    """What we put into the callback's address ourselves, and the reminder beside it."""
    reminder: str | None


def parse_form(body: bytes) -> Fields:
    """Return the fields of an urlencoded body, in order. Raises Unacceptable for what no browser or Twilio writes."""
    try:
        text = body.decode("ascii")
        fields = parse_qsl(
            text, keep_blank_values=True, strict_parsing=True, max_num_fields=MOST_FIELDS, errors="strict"
        )
    except (ValueError, UnicodeDecodeError) as error:
        raise Unacceptable("The form cannot be read.") from error
    return fields


def parse_json(body: bytes) -> Mapping[str, str]:
    """Return a JSON object's text values. Raises Unacceptable for anything else."""
    try:
        value = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Unacceptable("The JSON cannot be read.") from error
    if not isinstance(value, dict):
        raise Unacceptable("Send one JSON object.")
    return {name: item for name, item in value.items() if isinstance(item, str)}


def once(fields: Fields) -> Mapping[str, str]:
    """Return the fields by name. Raises Unacceptable when one is given twice: neither would be the right one."""
    named = dict(fields)
    if len(named) != len(fields):
        raise Unacceptable("A field is given twice.")
    return named


def heard_from_form(fields: Mapping[str, str]) -> Heard:
    """Read an inbound message as Twilio posts it."""
    sid = fields.get("MessageSid", "")
    if not _MESSAGE_SID.fullmatch(sid):
        raise Unacceptable("MessageSid is missing or not one of Twilio's.")
    return _heard(CommandId(sid), fields)


def heard_from_json(fields: Mapping[str, str], body: bytes, now: datetime) -> Heard:
    """Read an inbound message sent as JSON. Without a MessageSid the same body within a minute is the same message."""
    sid = fields.get("MessageSid")
    if sid is None:
        minute = now.strftime("%Y%m%d%H%M")
        sid = "JS" + hashlib.sha256(minute.encode() + body).hexdigest()[:32]
    elif not _MESSAGE_SID.fullmatch(sid):
        raise Unacceptable("MessageSid is not one of Twilio's.")
    return _heard(CommandId(sid), fields)


def status_from_form(fields: Mapping[str, str], *, marks: Mapping[str, str]) -> StatusCall:
    """Read a status callback; `marks` are the query of its address, which the signature covers."""
    sid, status, code = fields.get("MessageSid", ""), fields.get("MessageStatus", ""), fields.get("ErrorCode", "")
    if not _MESSAGE_SID.fullmatch(sid) or not _STATUS.fullmatch(status):
        raise Unacceptable("MessageSid or MessageStatus is missing or not one of Twilio's.")
    return StatusCall(
        sid=sid,
        chat=_person(fields.get("To", ""), "To"),
        account=fields.get("AccountSid"),
        status=status,
        error_code=int(code) if re.fullmatch(r"[1-9][0-9]{0,5}", code) else None,
        speech=_mark(marks.get("speech", "")),
        reminder=_mark(marks.get("reminder", "")),
    )


def _mark(text: str) -> str | None:
    return text if _MARK.fullmatch(text) else None


def _heard(command_id: CommandId, fields: Mapping[str, str]) -> Heard:
    body = fields.get("Body", "")
    if "\x00" in body or not _is_text(body):
        raise Unacceptable("Body holds characters that are no text.")
    tapped = _tapped(fields)
    return Heard(
        command_id=command_id,
        chat=_person(fields.get("From", ""), "From"),
        sender=fields.get("To", ""),
        account=fields.get("AccountSid"),
        body=tapped[0] if tapped else body,
        is_tap=tapped is not None,
        reply_to=tapped[1] if tapped else _sid(fields.get("OriginalRepliedMessageSid", "")),
        place=_place(fields),
        media=_media(fields),
    )


def _tapped(fields: Mapping[str, str]) -> tuple[str, SpeechId] | None:
    """Return the words that a tapped button of ours carries, and the speech that it stands under.

    Its title is only for the eye. A person may make a payload up: it can say no more than they could type.
    """
    return read_payload(fields.get("ButtonPayload") or fields.get("ListId") or "")


def _sid(text: str) -> str | None:
    return text if _MESSAGE_SID.fullmatch(text) else None


def _place(fields: Mapping[str, str]) -> tuple[float, float] | None:
    try:
        latitude, longitude = float(fields["Latitude"]), float(fields["Longitude"])
    except (KeyError, ValueError):
        return None
    return (latitude, longitude) if abs(latitude) <= 90 and abs(longitude) <= 180 else None  # noqa: PLR2004


def _media(fields: Mapping[str, str]) -> str:
    """Return what came besides text, by WhatsApp's own name for it or by the type of the first file."""
    named = _KINDS.get(fields.get("MessageType", ""))
    if named or fields.get("NumMedia", "0") in {"", "0"}:
        return named or ""
    kind = fields.get("MediaContentType0", "").partition("/")[0]
    return {"audio": "voice", "image": "image", "video": "video", "text": "contact"}.get(kind, "file")


def _person(address: str, field: str) -> ChatId:
    if not _PERSON.fullmatch(address):
        raise Unacceptable(f"{field} is not a WhatsApp address.")
    return ChatId(address)


def _is_text(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
