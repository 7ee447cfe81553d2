"""How a chat lies in its Redis hash: a JSON record a reminder, and the profile in fields that begin with @."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from services.scheduler.domain.chat import Chat, Offer, OpenQuestion, Profile, Reminder
from shared.contract import ChatId, Language, ReminderId, SpeechId
from shared.runtime.clock import from_unix_ms, unix_ms

VERSION = 1
"""Of the record. A reader of a newer one refuses it; of an older one, migrates it."""


def pack_reminder(reminder: Reminder) -> str:
    """Return the record. Its keys are read by finish.lua (`firing`)."""
    record = {
        "v": VERSION,
        "uid": reminder.uid,
        "text": reminder.text,
        "wall": reminder.wall.isoformat(timespec="seconds"),
        "zone": reminder.zone,
        "due": unix_ms(reminder.due_at),
        "made": unix_ms(reminder.made_at),
        "version": reminder.version,
        "occurrence": reminder.occurrence,
        "firing": reminder.firing,
    }
    return _json({key: value for key, value in record.items() if value is not None})


def unpack_reminder(id_: str, packed: str) -> Reminder:
    """Return the reminder. Raises ValueError for a record of a version that this one does not know."""
    record = json.loads(packed)
    if record["v"] != VERSION:
        raise ValueError(f"a reminder's record has version {record['v']}")
    return Reminder(
        id=ReminderId(id_),
        uid=record["uid"],
        text=record["text"],
        wall=datetime.fromisoformat(record["wall"]),
        zone=record["zone"],
        due_at=from_unix_ms(record["due"]),
        made_at=from_unix_ms(record["made"]),
        version=record["version"],
        occurrence=record["occurrence"],
        firing=SpeechId(record["firing"]) if "firing" in record else None,
    )


def pack_profile(profile: Profile) -> list[str]:
    """Return field and value by turns. Every field is written, so that none of an older profile is left."""
    fields = {
        "@zone": profile.zone or "",
        "@language": profile.language,
        "@sender": profile.sender,
        "@heard": str(unix_ms(profile.heard_at)) if profile.heard_at else "",
        "@shown": " ".join(profile.shown),
        "@next": str(profile.next_number),
        "@question": _pack_question(profile.question),
    }
    return [part for field in fields.items() for part in field]


def unpack_profile(fields: Mapping[str, str]) -> Profile:
    heard = fields.get("@heard")
    return Profile(
        zone=fields.get("@zone") or None,
        language=Language(fields.get("@language", "en")),
        sender=fields.get("@sender", ""),
        heard_at=from_unix_ms(int(heard)) if heard else None,
        shown=tuple(ReminderId(id_) for id_ in fields.get("@shown", "").split()),
        next_number=int(fields.get("@next", "0")),
        question=_unpack_question(fields.get("@question", "")),
    )


def unpack_chat(chat: ChatId, fields: Mapping[str, str]) -> Chat:
    """Return the chat that the hash holds; an empty hash is a new chat."""
    return Chat(
        id=chat,
        revision=int(fields.get("@revision", "0")),
        profile=unpack_profile(fields),
        reminders={
            ReminderId(id_): unpack_reminder(id_, record) for id_, record in fields.items() if not id_.startswith("@")
        },
    )


def _pack_question(question: OpenQuestion | None) -> str:
    if question is None:
        return ""
    offers = [
        {
            "words": offer.words,
            "task": offer.task,
            "due": unix_ms(offer.due_at) if offer.due_at else None,
            "zone": offer.zone,
            "drop": offer.drop,
        }
        for offer in question.offers
    ]
    return _json({"until": unix_ms(question.until), "offers": offers})


def _unpack_question(packed: str) -> OpenQuestion | None:
    if not packed:
        return None
    question = json.loads(packed)
    return OpenQuestion(
        offers=tuple(_unpack_offer(offer) for offer in question["offers"]), until=from_unix_ms(question["until"])
    )


def _unpack_offer(offer: Mapping[str, Any]) -> Offer:
    return Offer(
        words=offer["words"],
        task=offer["task"],
        due_at=from_unix_ms(offer["due"]) if offer["due"] is not None else None,
        zone=offer["zone"],
        drop=tuple(ReminderId(id_) for id_ in offer["drop"]),
    )


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
