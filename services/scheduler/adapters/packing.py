"""Steps, moves and positions as the scripts of the agenda take them."""

from collections.abc import Sequence
from typing import Any

from services.scheduler.adapters.keys import Keys, slot_of
from services.scheduler.adapters.profiles import pack_profile
from services.scheduler.adapters.records import pack_reminder
from services.scheduler.adapters.redis_speeches import pack_speech
from services.scheduler.adapters.scripts import KeyList
from services.scheduler.ports import Firing, Position, Step
from shared.contract import ReminderId
from shared.runtime.clock import unix_ms

Argument = str | int | float | bytes


def pack_step(step: Step, keys: Keys, names: KeyList) -> Sequence[Any]:
    change, chat, before = step.change, step.change.chat, step.before.reminders
    written, dropped, outdated = _fields(step)
    taken: list[Argument] = []
    put: list[Argument] = []
    for reminder in change.put:
        written += (reminder.id, pack_reminder(reminder))
        if reminder.id in before:
            outdated.append(reminder.id)
        if change.is_indexed(reminder):
            due = unix_ms(reminder.due_at)
            put += (names.number(keys.due(slot_of(due))), reminder.id, due)
    for id_ in outdated:
        if before[id_].is_waiting:
            slot = slot_of(unix_ms(before[id_].due_at))
            taken += (names.number(keys.due(slot)), id_, slot)
    held: list[Argument] = []
    for fact in change.facts:
        held += (fact.speech_id, f"0 c {pack_speech(fact)}")
    number = names.number(keys.chat(chat))
    return number, chat, change.revision, pack_position(step.position), written, dropped, taken, put, held


def _fields(step: Step) -> tuple[list[str], list[str], list[ReminderId]]:
    """Return the chat's fields with their values, the fields to drop, and the reminders whose entries are outdated."""
    change, before = step.change, step.before
    if change.erase:
        return [], [], list(before.reminders)
    written, dropped = pack_profile(change.profile, before.profile)
    return written, [*dropped, *change.drop], [id_ for id_ in change.drop if id_ in before.reminders]


def pack_move(firing: Firing, keys: Keys, names: KeyList) -> Sequence[Argument]:
    entry = firing.waiting
    slot, later = slot_of(entry.due_ms), firing.next
    again = (names.number(keys.due(slot_of(later.due_ms))), later.due_ms) if later else ()
    return (
        names.number(keys.chat(entry.chat)),
        names.number(keys.due(slot)),
        slot,
        entry.id,
        f"{entry.id} {entry.chat}",
        firing.read,
        pack_reminder(firing.left),
        firing.fact.speech_id,
        pack_speech(firing.fact),
        *again,
    )


def pack_position(position: Position) -> str:
    quiet = f" {position.quiet_before_ns}" if position.quiet_before_ns else ""
    return f"{position.sequence} {position.at_ns}{quiet}"


def unpack_position(packed: str) -> Position:
    return Position(*map(int, packed.split()))
