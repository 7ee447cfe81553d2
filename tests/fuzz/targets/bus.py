"""What comes over the bus: messages of the contract, bent; and what lies in the store."""

import json
import re
from pathlib import Path
from random import Random
from typing import Any
from zoneinfo import available_timezones

from pydantic import TypeAdapter, ValidationError

from services.notifier.domain.planning import Contents, plan
from services.scheduler.adapters.profiles import pack_profile, unpack_profile
from services.scheduler.adapters.records import pack_reminder, unpack_reminder
from services.scheduler.domain.chat import Profile
from services.scheduler.domain.firing import fire
from services.scheduler.domain.reminder import Reminder
from shared.contract import AnyCommand, AnyFact, AnyOutcome, StatusReported
from tests.fakes.clock import NOON
from tests.fakes.people import ANNA, a_reminder
from tests.fakes.talk import Talk
from tests.fuzz.mutations import bent, warped

GOLDEN = [json.loads(path.read_text("utf-8")) for path in sorted(Path("tests/contract/golden").glob("*.json"))]
RAW = [json.dumps(message).encode() for message in GOLDEN]
DECODERS: list[TypeAdapter[Any]] = [
    TypeAdapter(AnyCommand),
    TypeAdapter(AnyFact),
    TypeAdapter(AnyOutcome),
    TypeAdapter(StatusReported),
]


def _people() -> tuple[list[Reminder], Profile]:
    talk = Talk()
    for words in ("every weekday at 9 swim", "remind me to call mom tomorrow at 5pm", "snooze 2h", "milk at 5"):
        talk.say(words)
    return [*talk.chat.reminders.values(), a_reminder("k1")], talk.chat.profile


END_OF_TIME = re.compile(r"\b(0001|9999)-")
ZONE_FIELDS = {"zone", "likely"}
KNOWN_ZONES = available_timezones()
REMINDERS, PROFILE = _people()
RECORDS = [json.loads(pack_reminder(reminder).removeprefix("3")) for reminder in REMINDERS]
"""Behind their version."""
RECORDED = Path("tests/unit/scheduler/records")
OLD_RECORDS = [
    json.loads(path.read_text("utf-8")) for path in sorted(Path("tests/unit/scheduler/records").glob("*.json"))
]
_flat, _ = pack_profile(PROFILE, Profile())
FIELDS = dict(zip(_flat[::2], _flat[1::2], strict=True))


def _zones(value: Any, name: str = "") -> set[str]:
    """Return everything that stands where a zone is expected."""
    if isinstance(value, dict):
        return {zone for inner, part in value.items() for zone in _zones(part, str(inner))}
    if isinstance(value, list):
        return {zone for part in value for zone in _zones(part, name)}
    return {value} if isinstance(value, str) and name in ZONE_FIELDS else set()


def messages(dice: Random) -> None:
    """A message is one of the contract, comes back as it was, or is refused as a whole."""
    body = bent(dice, RAW) if dice.random() < 0.5 else json.dumps(warped(dice, dice.choice(GOLDEN))).encode()
    for decoder in DECODERS:
        try:
            message = decoder.validate_json(body)
        except ValidationError:
            continue
        again = decoder.dump_json(message)
        # No writer of ours writes NaN; a reader of any takes it for what it does not know.
        assert decoder.validate_json(again) == message or b"NaN" in body or b"Infinity" in body, body
        assert message.subject.rpartition(".")[2].isdecimal(), body


def records(dice: Random) -> None:
    """A reminder's record is read and fired, or refused in the one way that whoever reads it expects."""
    packed = f"3{json.dumps(warped(dice, dice.choice(RECORDS)))}"
    if dice.random() < 0.3:
        packed = json.dumps(warped(dice, dice.choice(OLD_RECORDS)))
    try:
        reminder = unpack_reminder("k1", packed)
        fire(ANNA, PROFILE, reminder, NOON)
    except ValueError:
        return
    packed = pack_reminder(reminder)
    assert pack_reminder(unpack_reminder("k1", packed)) == packed


def profiles(dice: Random) -> None:
    """A person's profile is read, or refused in the one way that whoever reads it expects."""
    fields = {name: bent(dice, [value.encode()]).decode("utf-8", "replace") for name, value in FIELDS.items()}
    try:
        unpack_profile({**FIELDS, **dict(dice.sample([*fields.items()], 2))})
    except ValueError:
        return


def facts(dice: Random) -> None:
    """Whatever fact is valid can be said, within what WhatsApp carries."""
    fact = warped(dice, dice.choice(GOLDEN))
    try:
        message = DECODERS[1].validate_python(fact)
    except ValidationError:
        return
    if not _zones(fact) <= KNOWN_ZONES:  # only a newer writer knows it: parked, for who updates
        return
    if END_OF_TIME.search(json.dumps(fact)):  # beyond any horizon of ours; parked too
        return
    said = plan(message, Contents({"": "HX1"}, {1: "HX2", 2: "HX3", 3: "HX4"}), now=NOON)
    assert said is None or len(said.text) <= 4096 or len(str(fact)) > 4000, fact
