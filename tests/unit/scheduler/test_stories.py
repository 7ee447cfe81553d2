"""Which messages tell the story of a reminder."""

import base64
import json
from datetime import timedelta
from typing import Any

import pytest

from services.scheduler.domain.naming import fire_id, unique_id
from services.scheduler.domain.stories import Entry, Line, entry, story
from shared.contract import CommandId, spots
from tests.fakes.clock import NOON

COMMAND, OTHER = CommandId("SM" + "1" * 32), CommandId("SM" + "2" * 32)
UID = unique_id(COMMAND)
FIRST, SECOND = fire_id(UID, 1, 0), fire_id(UID, 1, 1)
CHAT = "whatsapp:+4915112345678"


def an_entry(stream: str, seconds: float, kind: str, **body: Any) -> Entry:
    return Entry(stream, NOON + timedelta(seconds=seconds), {"kind": kind, "chat": CHAT, **body})


def due(fire: str) -> dict[str, Any]:
    return {"speech_id": fire, "reminder": {"id": "k1", "due_at": NOON.isoformat(), "text": "secret"}}


BUS = [
    an_entry("COMMANDS", -60, "add_reminder", command_id=COMMAND, language="en", words="secret"),
    an_entry("COMMANDS", -50, "list_reminders", command_id=OTHER),
    an_entry("SPEECH", -59, "reminder_added", speech_id=f"re.{COMMAND}"),
    an_entry("SPEECH", 0.012, "reminder_due", **due(FIRST)),
    an_entry("OUTCOMES", 0.3, "speech_sent", speech_id=FIRST, sid="SM9", reminder="k1"),
    an_entry("RECEIPTS", 1, "status_reported", speech_id=FIRST, sid="SM9", status="delivered", reminder="k1"),
    an_entry("SPEECH", 900, "reminder_due", **due(SECOND)),
]
FIRING = [
    Line(NOON - timedelta(seconds=60), "ingress", f"kept add_reminder (en) as {COMMAND}"),
    Line(NOON + timedelta(seconds=0.012), "scheduler", f"says reminder_due as {FIRST}, 12 ms after its moment"),
    Line(NOON + timedelta(seconds=0.3), "notifier", "speech sent sid SM9"),
    Line(NOON + timedelta(seconds=1), "Twilio", "reports delivered for SM9"),
]


@pytest.mark.parametrize("wanted", [FIRST, "SM9"])
def test_a_firing_is_told_from_the_command_that_made_it_to_its_arrival(wanted: str) -> None:
    assert story(BUS, wanted) == FIRING


def test_a_command_is_told_with_its_answer_and_everything_that_came_of_it() -> None:
    assert len(story(BUS, COMMAND)) == len(BUS) - 1


def test_what_begins_a_trace_tells_under_which_id_it_is_found() -> None:
    made, fired, *others = [line.trace for line in story(BUS, FIRST)]

    assert made == spots.of_command(COMMAND).trace_hex
    assert fired == spots.of_speech(FIRST).trace_hex != made
    assert others == ["", ""]


def test_a_uid_names_every_firing() -> None:
    assert [line.what for line in story(BUS, UID) if "reminder_due" in line.what] == [
        f"says reminder_due as {FIRST}, 12 ms after its moment",
        f"says reminder_due as {SECOND}, 900000 ms after its moment",
    ]


def test_a_short_id_means_that_persons() -> None:
    assert len(story(BUS, "k1", CHAT)) == 5
    assert story(BUS, "k1", "whatsapp:+1") == []


def test_nothing_is_told_of_what_has_nothing_to_do_with_it() -> None:
    assert story(BUS, "SM404") == []


def test_no_text_and_no_number_is_told() -> None:
    told = " ".join(line.what for wanted in (COMMAND, UID, FIRST) for line in story(BUS, wanted))

    assert "secret" not in told
    assert "+49" not in told


def test_what_was_parked_is_told_with_its_reason() -> None:
    inner = json.dumps({"kind": "reminder_due", **due(FIRST)}).encode()
    parked = entry(
        "PARKED", NOON, json.dumps({"reason": "Refused.", "body": base64.b64encode(inner).decode()}).encode()
    )

    assert parked is not None
    assert story([parked], FIRST) == [Line(NOON, "parked", "reminder_due: Refused.")]
    assert entry("PARKED", NOON, b"garbage") is None
