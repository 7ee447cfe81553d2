"""How a chat lies in its Redis hash: a JSON record a reminder, and the profile in fields that begin with @."""

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from services.scheduler.adapters.fates import unpack_fates
from services.scheduler.domain.chat import Chat, Draft, Listing, Offer, OpenQuestion, Profile, Spoken, Step
from services.scheduler.domain.reminder import Reminder, State
from shared.contract import ChatId, Event, Language, ReminderId, SpeechId
from shared.language import Rule
from shared.runtime.clock import from_unix_ms, unix_ms

VERSION = 2
"""Of the record. A reader of a newer one refuses it; of an older one, migrates it."""


def pack_reminder(reminder: Reminder) -> str:
    """Return the record. What is as usual is left out."""
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
        "rule": reminder.rule.to_json() if reminder.rule else None,
        "state": reminder.state.value if reminder.state is not State.WAITING else None,
        "told": _packed(reminder.told_at),
        "open": reminder.is_open or None,
        "words": reminder.words or None,
        "log": [_pack_event(event) for event in reminder.log] or None,
    }
    return _json({key: value for key, value in record.items() if value is not None})


def unpack_reminder(id_: str, packed: str) -> Reminder:
    """Return the reminder. Raises ValueError for a record of a version that this one does not know."""
    record = json.loads(packed)
    if record["v"] not in {1, VERSION}:
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
        log=tuple(_unpack_event(event) for event in record.get("log", ())),
    )


def _state(record: Mapping[str, Any]) -> State:
    # A record of version 1 says so by the id of the message that is on its way.
    return State.TOLD if "firing" in record else State(record.get("state", State.WAITING))


def pack_profile(profile: Profile) -> list[str]:
    """Return field and value by turns. Every field is written, so that none of an older profile is left."""
    listing = profile.listing
    fields = {
        "@zone": profile.zone or "",
        "@language": profile.language,
        "@fixed": "1" if profile.language_fixed else "",
        "@sender": profile.sender,
        "@heard": _text(profile.heard_at),
        "@shown": " ".join(listing.ids),
        "@list": _json([listing.page, listing.which, listing.about, *map(str, listing.days or ())]),
        "@next": str(profile.next_number),
        "@question": _json(_pack_question(profile.question)) if profile.question else "",
        "@steps": _json([_pack_step(step) for step in profile.steps]) if profile.steps else "",
        "@focus": " ".join(profile.focus),
        "@focused": _text(profile.focus_at),
        "@stopped": "1" if profile.is_stopped else "",
        "@pace": f"{_text(profile.minute)} {profile.messages}" if profile.minute else "",
    }
    return [part for field in fields.items() for part in field]


def unpack_profile(fields: Mapping[str, str]) -> Profile:
    page, which, about, *days = json.loads(fields.get("@list") or '[1, "pending", ""]')
    question, steps = fields.get("@question"), fields.get("@steps")
    minute, _, messages = fields.get("@pace", "").partition(" ")
    return Profile(
        zone=fields.get("@zone") or None,
        language=Language(fields.get("@language", "en")),
        language_fixed=bool(fields.get("@fixed")),
        sender=fields.get("@sender", ""),
        heard_at=_instant(fields.get("@heard")),
        listing=Listing(_ids(fields.get("@shown", "").split()), page, which, about, _days(days)),
        next_number=int(fields.get("@next", "0")),
        question=_unpack_question(json.loads(question)) if question else None,
        steps=tuple(_unpack_step(step) for step in json.loads(steps)) if steps else (),
        focus=_ids(fields.get("@focus", "").split()),
        focus_at=_instant(fields.get("@focused")),
        is_stopped=bool(fields.get("@stopped")),
        minute=_instant(minute),
        messages=int(messages or 0),
    )


VOICE_FIELDS = ("@zone", "@language", "@sender", "@heard", "@stopped")
"""Of a profile, what matters to who speaks to the person."""


def unpack_voice(values: Sequence[str | None]) -> Profile:
    """Return the profile as far as these fields tell, given in the order of `VOICE_FIELDS`."""
    zone, language, sender, heard, stopped = values
    return Profile(
        zone=zone or None,
        language=Language(language or "en"),
        sender=sender or "",
        heard_at=_instant(heard),
        is_stopped=bool(stopped),
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
        spoken=tuple(_unpack_spoken(line) for line in fields.get("@spoken", "").splitlines()),
        fates=unpack_fates(fields.get("@fates", "")),
    )


def pack_spoken(spoken: Spoken) -> str:
    """Return one line about a message of ours, for finish.lua to put behind the others."""
    mark = "!" if spoken.refused else ""
    return f"{spoken.sid}{mark} {spoken.speech} {unix_ms(spoken.at)}"


def _unpack_spoken(line: str) -> Spoken:
    sid, speech, at, *ids = line.split(" ")
    return Spoken(sid.removesuffix("!"), SpeechId(speech), from_unix_ms(int(at)), _ids(ids), sid.endswith("!"))


def _pack_question(question: OpenQuestion) -> Mapping[str, Any]:
    draft = question.draft
    return {
        "reason": question.reason,
        "until": unix_ms(question.until),
        "about": question.about,
        "offers": [_pack_offer(offer) for offer in question.offers],
        "draft": _pack_draft(draft) if draft else None,
        "by": question.asked_by,
    }


def _unpack_question(question: Mapping[str, Any]) -> OpenQuestion | None:
    if "reason" not in question:  # an older version's: it is closed, as after a quarter of an hour
        return None
    return OpenQuestion(
        reason=question["reason"],
        offers=tuple(_unpack_offer(offer) for offer in question["offers"]),
        until=from_unix_ms(question["until"]),
        about=question["about"],
        draft=_unpack_draft(question["draft"]) if question["draft"] else None,
        asked_by=question.get("by", ""),
    )


def _pack_offer(offer: Offer) -> Mapping[str, Any]:
    rule = offer.rule.to_json() if offer.rule else None
    return {"does": offer.does, "words": offer.words, "due": _packed(offer.due_at), "zone": offer.zone, "rule": rule,
            "ids": offer.ids}  # fmt: skip


def _unpack_offer(offer: Mapping[str, Any]) -> Offer:
    return Offer(
        does=offer["does"],
        words=offer["words"],
        due_at=_moment(offer["due"]),
        zone=offer["zone"],
        rule=Rule.from_json(offer["rule"]) if offer["rule"] else None,
        ids=_ids(offer["ids"]),
    )


def _pack_draft(draft: Draft) -> Mapping[str, Any]:
    return {"act": draft.act, "task": draft.task, "words": draft.words, "said": unix_ms(draft.said_at),
            "reading": draft.reading, "ids": draft.ids}  # fmt: skip


def _unpack_draft(draft: Mapping[str, Any]) -> Draft:
    said_at = from_unix_ms(draft["said"])
    return Draft(draft["act"], draft["task"], draft["words"], said_at, draft["reading"], _ids(draft["ids"]))


def _pack_step(step: Step) -> list[Any]:
    return [step.what, unix_ms(step.at), [[id_, was and pack_reminder(was)] for id_, was in step.before]]


def _unpack_step(step: Sequence[Any]) -> Step:
    what, at, before = step
    was = tuple((ReminderId(id_), unpack_reminder(id_, packed) if packed else None) for id_, packed in before)
    return Step(what, from_unix_ms(at), was)


def _pack_event(event: Event) -> list[Any]:
    return [event.what, unix_ms(event.at), _packed(event.moment), event.text]


def _unpack_event(event: Sequence[Any]) -> Event:
    what, at, moment, text = event
    return Event(what=what, at=from_unix_ms(at), moment=_moment(moment), text=text)


def _days(days: Sequence[str]) -> tuple[date, date] | None:
    return (date.fromisoformat(days[0]), date.fromisoformat(days[1])) if days else None


def _ids(names: Sequence[str]) -> tuple[ReminderId, ...]:
    return tuple(ReminderId(name) for name in names)


def _packed(moment: datetime | None) -> int | None:
    return unix_ms(moment) if moment else None


def _moment(packed: int | None) -> datetime | None:
    return from_unix_ms(packed) if packed is not None else None


def _text(moment: datetime | None) -> str:
    return str(unix_ms(moment)) if moment else ""


def _instant(text: str | None) -> datetime | None:
    return from_unix_ms(int(text)) if text else None


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
