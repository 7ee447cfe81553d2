"""Everybody arrives at the same trace ids, whatever they know of a reminder, and a reminder's traces go together."""

import pytest

from services.scheduler.domain.naming import answer_id, bundle_id, fire_id, unique_id
from shared.contract import CommandId, SpeechId, spots

COMMAND = CommandId("SM" + "1" * 32)
UID, OTHER = unique_id(COMMAND), unique_id(CommandId("SM" + "2" * 32))
FIRE = fire_id(UID, 2, 5)


def lower_half(trace: int) -> str:
    return f"{trace & (1 << 64) - 1:016x}"


def test_a_reminder_is_made_where_its_command_takes_effect() -> None:
    assert spots.of_reminder(UID) == spots.of_command(COMMAND)
    assert spots.of_reminder(unique_id(COMMAND, 1)) != spots.of_command(COMMAND)


def test_an_answer_is_in_the_trace_of_its_command_and_a_firing_in_one_of_its_own() -> None:
    assert spots.of_speech(answer_id(COMMAND)) == spots.of_command(COMMAND)
    firings = {spots.of_speech(fire_id(UID, 1, number)).trace for number in range(9)}

    assert len(firings | {spots.of_command(COMMAND).trace}) == 10


@pytest.mark.parametrize(
    "trace",
    [
        spots.of_command(COMMAND).trace,
        spots.of_speech(FIRE).trace,
        spots.of_speech(bundle_id([FIRE, fire_id(OTHER, 1, 0)])).trace,
        spots.of_speech(spots.together(FIRE, "a1b2")).trace,
        spots.of_report("SM9", "read", FIRE).trace,
        spots.of_report("SM9", "read", spots.together(FIRE, "a1b2")).trace,
        spots.of_report("SM9", "read", answer_id(COMMAND)).trace,
        spots.of_speech(spots.together(answer_id(COMMAND), "a1b2")).trace,
    ],
)
def test_all_traces_of_a_reminder_share_what_sampling_looks_at(trace: int) -> None:
    assert lower_half(trace) == UID


def test_each_report_has_a_trace_of_its_own() -> None:
    reports = {spots.of_report(sid, status, FIRE).trace for sid in ("SM8", "SM9") for status in ("sent", "read")}

    assert len(reports) == 4
    assert spots.of_report("SM9", "read", None) != spots.of_report("SM8", "read", None)


@pytest.mark.parametrize("name", ["", "re.", "with.", "x" * 80, "0000000000000000.1.0"])
def test_whatever_a_speech_is_called_it_has_ids(name: str) -> None:
    spot = spots.of_speech(SpeechId(name))

    assert 0 < spot.trace < 1 << 128
    assert 0 < spot.span < 1 << 64
    assert len(spot.trace_hex) == 32
