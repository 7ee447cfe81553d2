"""How versions before this one wrote reminders and profiles. Only read: what is written, is written anew."""

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from services.scheduler.domain.chat import Listing, Profile
from services.scheduler.domain.reminder import Reminder, State
from shared.contract import Event, Language, ReminderId
from shared.language import Rule
from shared.runtime.clock import from_unix_ms

PROFILE_FIELDS = (
    "@zone",
    "@language",
    "@sender",
    "@heard",
    "@stopped",
    "@fixed",
    "@shown",
    "@list",
    "@next",
    "@focus",
    "@focused",
    "@pace",
)
"""What is one field now. The first five are what a firing needs to know."""


def unpack_old_reminder(id_: str, packed: str) -> Reminder:
    """Return the reminder that a record of version 1 or 2 holds: a JSON object."""
    record = json.loads(packed)
    if record["v"] not in {1, 2}:
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
        rule=Rule.from_json(record["rule"]) if "rule" in record else None,
        state=_state(record),
        told_at=_moment(record.get("told")),
        is_open=record.get("open", False),
        words=record.get("words", ""),
        log=tuple(_event(event) for event in record.get("log", ())),
        elapsed=record.get("elapsed", False),
    )


def unpack_old_profile(fields: Mapping[str, str], **extent: Any) -> Profile:
    """Return the profile that was a field a value; `extent` is what has fields of its own to this day."""
    page, which, about, *days = json.loads(fields.get("@list") or '[1, "pending", ""]')
    minute, _, messages = fields.get("@pace", "").partition(" ")
    return Profile(
        zone=fields.get("@zone") or None,
        language=Language(fields.get("@language", "en")),
        language_fixed=bool(fields.get("@fixed")),
        sender=fields.get("@sender", ""),
        heard_at=_instant(fields.get("@heard")),
        listing=Listing(_ids(fields.get("@shown", "")), page, which, about, unpack_days(days)),
        next_number=int(fields.get("@next", "0")),
        focus=_ids(fields.get("@focus", "")),
        focus_at=_instant(fields.get("@focused")),
        is_stopped=bool(fields.get("@stopped")),
        minute=_instant(minute),
        messages=int(messages or 0),
        **extent,
    )


def unpack_old_voice(values: Sequence[str | None]) -> Profile:
    """Return the profile as far as the first five of `PROFILE_FIELDS` tell."""
    zone, language, sender, heard, stopped = values
    return Profile(
        zone=zone or None,
        language=Language(language or "en"),
        sender=sender or "",
        heard_at=_instant(heard),
        is_stopped=bool(stopped),
    )


def unpack_days(days: Sequence[str] | None) -> tuple[date, date] | None:
    """Return the first and the last day that a list was of, if it was."""
    return (date.fromisoformat(days[0]), date.fromisoformat(days[1])) if days else None


def _state(record: Mapping[str, Any]) -> State:
    # A record of version 1 says so by the id of the message that is on its way.
    return State.TOLD if "firing" in record else State(record.get("state", State.WAITING))


def _event(event: Sequence[Any]) -> Event:
    what, at, moment, text = event
    return Event(what=what, at=from_unix_ms(at), moment=_moment(moment), text=text)


def _ids(names: str) -> tuple[ReminderId, ...]:
    return tuple(ReminderId(name) for name in names.split())


def _moment(packed: int | None) -> datetime | None:
    return from_unix_ms(packed) if packed is not None else None


def _instant(text: str | None) -> datetime | None:
    return from_unix_ms(int(text)) if text else None
