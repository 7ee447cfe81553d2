"""One reminder's way through all services: which messages on the bus belong to it, and what each says of it."""

import base64
import json
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from services.scheduler.domain.naming import answer_id, unique_id
from shared.contract import CommandId, SpeechId, spots

MOST_OF_ONE = 20
"""Reminders that one command may make."""

_FIRE_ID = re.compile(r"([0-9a-f]{16})\.\d+\.\d+(-[0-9a-f]+)?")
_UID = re.compile(r"[0-9a-f]{16}")
_SHORT_ID = re.compile(r"[a-z]\d+")


@dataclass(frozen=True, slots=True)
class Entry:
    """A message of a stream."""

    stream: str
    at: datetime
    body: Mapping[str, Any]

    @property
    def speech(self) -> str:
        return str(self.body.get("speech_id") or "")


@dataclass(frozen=True, slots=True)
class Line:
    """One step of the way: when, who did what."""

    at: datetime
    who: str
    what: str
    trace: str = field(default="", compare=False)
    """Under which trace id it is found, where it begins one and is traced."""


def entry(stream: str, at: datetime, body: bytes) -> Entry | None:
    """Return a message of a stream; None for one that cannot be read. What was parked is shown as what it was."""
    try:
        facts = json.loads(body)
        if stream == "PARKED" and "body" in facts:
            inner = json.loads(base64.b64decode(facts["body"]))
            return Entry(stream, at, {**inner, "parked_because": facts["reason"]})
    except (ValueError, TypeError):
        return None
    return Entry(stream, at, facts) if isinstance(facts, dict) else None


def story(entries: Sequence[Entry], wanted: str, chat: str = "") -> Sequence[Line]:
    """Return the way of what has this id, oldest first.

    `wanted`: a fire id, a reminder's uid, Twilio's sid of a message to us or from us; or, with `chat`, a short id.
    """
    speeches = _speeches(entries, wanted, chat)
    mine = [one for one in entries if _is_of(one, wanted, speeches)]
    return [
        Line(one.at, *said, trace=_trace(one)) for one in sorted(mine, key=lambda one: one.at) if (said := _said(one))
    ]


def _speeches(entries: Sequence[Entry], wanted: str, chat: str) -> Collection[str]:
    """Return the speech ids that the story is about."""
    if _FIRE_ID.fullmatch(wanted):
        return {wanted}
    if chat and _SHORT_ID.fullmatch(wanted):
        return {one.speech for one in entries if one.body.get("chat") == chat and wanted in _short_ids(one)} - {""}
    uids = {wanted} if _UID.fullmatch(wanted) else set(_uids(wanted))
    of_uids = {one.speech for one in entries if one.speech.partition(".")[0] in uids}
    of_sid = {one.speech for one in entries if one.body.get("sid") == wanted}
    return of_uids | of_sid | {answer_id(CommandId(wanted))}


def _short_ids(one: Entry) -> Iterator[str]:
    reminder = one.body.get("reminder")
    yield str(reminder.get("id") if isinstance(reminder, dict) else reminder)
    yield from one.body.get("concerns", ())


def _uids(command: str) -> Iterator[str]:
    return (unique_id(CommandId(command), number) for number in range(MOST_OF_ONE))


def _is_of(one: Entry, wanted: str, speeches: Collection[str]) -> bool:
    if one.speech:
        return one.speech in speeches
    command = str(one.body.get("command_id") or "")
    if not command:
        return False
    made = {answer_id(CommandId(command)), *_uids(command)}
    return command == wanted or any(speech in made or speech.partition(".")[0] in made for speech in speeches)


def _said(one: Entry) -> tuple[str, str] | None:
    body, kind = one.body, str(one.body.get("kind", ""))
    if "parked_because" in body:
        return "parked", f"{kind}: {body['parked_because']}"
    match one.stream:
        case "COMMANDS":
            return "ingress", f"kept {kind} ({body.get('language') or 'no language'}) as {body['command_id']}"
        case "SPEECH":
            return "scheduler", f"says {kind} as {one.speech}{_lateness(one)}"
        case "OUTCOMES":
            told = [f"{name} {body[name]}" for name in ("sid", "code", "why") if body.get(name)]
            return "notifier", " ".join([kind.replace("_", " "), *told])
        case "RECEIPTS":
            code = f" ({body['error_code']})" if body.get("error_code") else ""
            return "Twilio", f"reports {body.get('status')}{code} for {body.get('sid')}"
        case _:
            return None


def _trace(one: Entry) -> str:
    match one.stream:
        case "COMMANDS":
            return spots.of_command(CommandId(str(one.body["command_id"]))).trace_hex
        case "SPEECH":
            return spots.of_speech(SpeechId(one.speech)).trace_hex
        case _:
            return ""


def _lateness(one: Entry) -> str:
    reminder = one.body.get("reminder")
    if one.body.get("kind") != "reminder_due" or not isinstance(reminder, dict):
        return ""
    late = one.at - datetime.fromisoformat(reminder["due_at"])
    return f", {late / timedelta(milliseconds=1):.0f} ms after its moment"
