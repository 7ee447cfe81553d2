"""How a chat lies in its Redis hash: a record a reminder, and what holds for all of it in fields that begin with @."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from pydantic_core import to_json

from services.scheduler.adapters.fates import unpack_fates
from services.scheduler.adapters.legible import one_error
from services.scheduler.adapters.old_records import PROFILE_FIELDS, unpack_days, unpack_old_profile, unpack_old_voice
from services.scheduler.adapters.records import pack_reminder, stripped, unpack_reminder, unpack_values
from services.scheduler.domain.adding import reading_of
from services.scheduler.domain.chat import Chat, Draft, Listing, Offer, OpenQuestion, Profile, Spoken, Step
from shared.contract import ChatId, Language, ReminderId, SpeechId
from shared.language import Rule
from shared.runtime.clock import from_unix_ms, unix_ms

VERSION = 1
"""Of the profile's field. A reader of a newer one refuses it."""

PROFILE = "@"
_USUAL: dict[str, Any] = {
    "zone": None,
    "language": "en",
    "sender": "",
    "heard": None,
    "stopped": False,
    "fixed": False,
    "next": 0,
    "shown": "",
    "page": 1,
    "which": "pending",
    "about": "",
    "focus": "",
    "focused": None,
    "minute": None,
    "messages": 0,
    "days": None,
    "day": None,
    "today": 0,
}
"""The values of the profile's field in their order. What is as usual is left out from the end."""
_USUAL_VALUES = tuple(_USUAL.values())


def pack_profile(profile: Profile, before: Profile) -> tuple[list[str], list[str]]:
    """Return the fields to write, each before its value, and those to drop: `before` had them."""
    listing = profile.listing
    values = (
        profile.zone,
        profile.language,
        profile.sender,
        _packed(profile.heard_at),
        profile.is_stopped,
        profile.language_fixed,
        profile.next_number,
        " ".join(listing.ids),
        listing.page,
        listing.which,
        listing.about,
        " ".join(profile.focus),
        _packed(profile.focus_at),
        _packed(profile.minute),
        profile.messages,
        listing.days and [str(day) for day in listing.days],
        _packed(profile.day),
        profile.today,
    )
    written, dropped = [PROFILE, f"{VERSION}{_json(stripped(values, _USUAL_VALUES))}"], []
    if profile.question:
        written += ["@question", _json(_pack_question(profile.question))]
    elif before.question:
        dropped.append("@question")
    if profile.steps:
        written += ["@steps", _json([_pack_step(step) for step in profile.steps])]
    elif before.steps:
        dropped.append("@steps")
    return written, dropped


def unpack_profile(fields: Mapping[str, str]) -> Profile:
    """Return the profile; without fields that of somebody new. Raises NewerRecord, or ValueError for what is none."""
    with one_error("a profile"):
        return _profile(fields)


def _profile(fields: Mapping[str, str]) -> Profile:
    question, steps = fields.get("@question"), fields.get("@steps")
    extent: dict[str, Any] = {
        "question": _unpack_question(json.loads(question)) if question else None,
        "steps": tuple(_unpack_step(step) for step in json.loads(steps)) if steps else (),
    }
    if PROFILE not in fields:
        return unpack_old_profile(fields, **extent)
    values = _USUAL | dict(zip(_USUAL, unpack_values(fields[PROFILE], VERSION), strict=False))
    return Profile(
        zone=values["zone"],
        language=Language(values["language"]),
        language_fixed=values["fixed"],
        sender=values["sender"],
        heard_at=_moment(values["heard"]),
        listing=Listing(
            _ids(values["shown"].split()), values["page"], values["which"], values["about"], unpack_days(values["days"])
        ),
        next_number=values["next"],
        focus=_ids(values["focus"].split()),
        focus_at=_moment(values["focused"]),
        is_stopped=values["stopped"],
        minute=_moment(values["minute"]),
        messages=values["messages"],
        day=_moment(values["day"]),
        today=values["today"],
        **extent,
    )


VOICE_FIELDS = (PROFILE, *PROFILE_FIELDS[:5])
"""Of a chat, what matters to who speaks to the person: as it is kept, and as versions before this one did."""


def unpack_voice(values: Sequence[str | None]) -> Profile:
    """Return the profile as far as `VOICE_FIELDS` tell, given in their order. Raises NewerRecord."""
    packed, *fields = values
    with one_error("a profile"):
        if packed is None:
            return unpack_old_voice(fields)
        known = unpack_values(packed, VERSION)[:5]
        zone, language, sender, heard, is_stopped = (*known, *_USUAL_VALUES[len(known) : 5])
        return Profile(
            zone=zone, language=Language(language), sender=sender, heard_at=_moment(heard), is_stopped=is_stopped
        )


def unpack_chat(chat: ChatId, fields: Mapping[str, str]) -> Chat:
    """Return the chat that the hash holds; an empty one is a new chat. Raises NewerRecord, or ValueError."""
    reminders = {
        ReminderId(id_): unpack_reminder(id_, record) for id_, record in fields.items() if not id_.startswith("@")
    }
    with one_error("a chat"):
        return Chat(
            id=chat,
            revision=int(fields.get("@revision", "0")),
            profile=unpack_profile(fields),
            reminders=reminders,
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
            "reading": draft.reading.to_json(), "ids": draft.ids}  # fmt: skip


def _unpack_draft(draft: Mapping[str, Any]) -> Draft:
    said_at = from_unix_ms(draft["said"])
    return Draft(
        draft["act"],
        draft["task"],
        draft["words"],
        said_at,
        reading_of(draft["reading"], draft["words"]),
        _ids(draft["ids"]),
    )


def _pack_step(step: Step) -> list[Any]:
    return [step.what, unix_ms(step.at), [[id_, was and pack_reminder(was)] for id_, was in step.before]]


def _unpack_step(step: Sequence[Any]) -> Step:
    what, at, before = step
    was = tuple((ReminderId(id_), unpack_reminder(id_, packed) if packed else None) for id_, packed in before)
    return Step(what, from_unix_ms(at), was)


def _ids(names: Sequence[str]) -> tuple[ReminderId, ...]:
    return tuple(ReminderId(name) for name in names)


def _packed(moment: datetime | None) -> int | None:
    return unix_ms(moment) if moment else None


def _moment(packed: int | None) -> datetime | None:
    return from_unix_ms(packed) if packed is not None else None


def _json(value: object) -> str:
    return to_json(value).decode()
