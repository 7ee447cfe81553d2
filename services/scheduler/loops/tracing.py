"""The spans of what takes effect, and of what fires: noted when it is done, at spots that follow from the ids."""

import time
from collections.abc import Sequence

from services.scheduler.ports import Arrival, Firing, Touched
from shared.contract import CommandId, SpeechId, spots
from shared.runtime import traces


def trace_taken(settled: Sequence[Arrival], touched: Sequence[Touched], seconds: float) -> None:
    """Note commands that took effect within the last so many seconds, and what they made."""
    if not traces.are_on():
        return
    since_ns = time.time_ns() - int(seconds * 1e9)
    for arrival in settled:
        if arrival.command is not None:
            of_it = [one for one in touched if one.command == arrival.command.command_id]
            _trace_one(arrival, arrival.command.command_id, arrival.command.kind, of_it, since_ns)


def _trace_one(arrival: Arrival, command: CommandId, kind: str, touched: Sequence[Touched], since_ns: int) -> None:
    here = spots.of_command(command)
    # A reminder that a command makes first is made here; the others, and those that it changes, have a spot elsewhere.
    elsewhere = [one for one in touched if spots.of_reminder(one.uid) != here]
    traces.record(
        here,
        f"apply {kind}",
        "consumer",
        {"messaging.system": "nats", "nudge.command": command, "nudge.kind": kind},
        parent=arrival.trace,
        links=[spots.of_reminder(one.uid) for one in elsewhere],
        since_ns=since_ns,
    )
    for one in elsewhere:
        if one.is_new:
            facts = {"nudge.command": command}
            spot = spots.of_reminder(one.uid)
            traces.record(spot, "make reminder", "internal", facts, links=[here], since_ns=since_ns)


def trace_fired(firings: Sequence[Firing], now_ms: int, since_ns: int) -> None:
    """Note firings that the bus has since then. Days may lie between them and where their reminders were made."""
    if not traces.are_on():
        return
    told: dict[SpeechId, list[Firing]] = {}
    for firing in firings:
        told.setdefault(firing.fact.speech_id, []).append(firing)
    for speech, together in told.items():
        due_ms = min(firing.waiting.due_ms for firing in together)
        traces.record(
            spots.of_speech(speech),
            "fire reminder",
            "producer",
            {"messaging.system": "nats", "nudge.speech": speech, "nudge.late_ms": max(now_ms - due_ms, 0)},
            links=[spots.of_reminder(firing.left.uid) for firing in together],
            since_ns=since_ns,
        )
