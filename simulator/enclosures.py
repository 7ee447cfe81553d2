"""What a person sends that is not text: a voice note, a picture, a sticker, a contact, a place, a reaction."""

from collections.abc import Mapping
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

Kind = Literal["voice", "image", "sticker", "contact", "location", "reaction"]

_FILES: Mapping[str, tuple[str, str]] = {
    "voice": ("audio", "audio/ogg"),
    "image": ("image", "image/jpeg"),
    "sticker": ("sticker", "image/webp"),
    "contact": ("contacts", "text/vcard"),
}
"""Kind → WhatsApp's name for it, and the type of its file."""


class Enclosed(BaseModel):
    """One thing that comes with a message, or instead of its words."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Kind
    latitude: float = Field(0, ge=-90, le=90)
    longitude: float = Field(0, ge=-180, le=180)
    label: str = Field("", max_length=200)
    """What the place is called."""

    @property
    def is_file(self) -> bool:
        return self.kind in _FILES


def enclosure_form(enclosed: Enclosed | None, sid: str, account_sid: str) -> dict[str, str]:
    """Return what ingress is told about it, as Twilio puts it."""
    if enclosed is None:
        return {}
    if enclosed.kind == "location":
        place = {"Latitude": f"{enclosed.latitude}", "Longitude": f"{enclosed.longitude}"}
        return {"MessageType": "location", **place, **({"Label": enclosed.label} if enclosed.label else {})}
    if enclosed.kind == "reaction":
        return {"MessageType": "reaction"}
    name, kind = _FILES[enclosed.kind]
    media = f"https://api.twilio.com/2010-04-01/Accounts/{account_sid}/Messages/{sid}/Media/ME{sid[2:]}"
    return {"MessageType": name, "NumMedia": "1", "MediaContentType0": kind, "MediaUrl0": media}
