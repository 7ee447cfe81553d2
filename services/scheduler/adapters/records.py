"""How a reminder lies in its chat's Redis hash: the record's version, and then a JSON array of values in a fixed order.

Moments are milliseconds after the reminder was made; what is as usual is left out from the end.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from pydantic_core import from_json, to_json

from services.scheduler.adapters.legible import expect, one_error
from services.scheduler.adapters.old_records import unpack_old_reminder
from services.scheduler.domain.reminder import Reminder, State
from shared.contract import Event, ReminderId
from shared.language import Rule
from shared.runtime.clock import from_unix_ms, unix_ms

VERSION = 3
"""Of the record. A reader of a newer one refuses it; of an older one, migrates it."""

_USUAL: tuple[Any, ...] = ("", [], 1, 0, None, State.WAITING, None, False, False)
"""The values at the end of an array: words, log, version, occurrence, rule, state, told, open, elapsed."""

_USUAL_EVENT: tuple[Any, ...] = (None, None, None, "")
"""The same of a line of the log: what, at, moment, text."""


_SECOND = timedelta(seconds=1)


class NewerRecord(ValueError):  # noqa: N818 - it says what it is, not that something broke
    """A newer version wrote it, and can read it. It is left as it is."""


def pack_reminder(reminder: Reminder) -> str:
    """Return the record."""
    made, due = unix_ms(reminder.made_at), unix_ms(reminder.due_at)
    tail = (
        reminder.words,
        [_pack_event(event, made) for event in reminder.log],
        reminder.version,
        reminder.occurrence,
        reminder.rule and reminder.rule.to_json(),
        reminder.state,
        reminder.told_at and unix_ms(reminder.told_at) - made,
        reminder.is_open,
        reminder.elapsed,
    )
    # The wall's clock, as what it was ahead of UTC: the wall is the truth, and is kept whatever becomes of the zone.
    ahead = -((reminder.due_at.replace(tzinfo=None) - reminder.wall) // _SECOND)
    values = [reminder.uid, made, due - made, ahead, reminder.zone, reminder.text, *stripped(tail, _USUAL)]
    return f"{VERSION}{to_json(values).decode()}"


def unpack_reminder(id_: str, packed: str) -> Reminder:
    """Return the reminder that a record of any version holds.

    Raises NewerRecord for one that is not known yet, and ValueError for what is no record.
    """
    with one_error("a reminder's record"):
        return unpack_old_reminder(id_, packed) if is_outdated(packed) else _reminder(id_, packed)


def _reminder(id_: str, packed: str) -> Reminder:
    uid, made, after, ahead, zone, text, *tail = unpack_values(packed, VERSION)
    words, log, version, occurrence, rule, state, told, is_open, elapsed = (*tail, *_USUAL[len(tail) :])
    due = made + after
    return Reminder(
        id=ReminderId(id_),
        uid=expect(str, uid),
        text=expect(str, text),
        wall=datetime.fromtimestamp(due // 1000 + ahead, UTC).replace(tzinfo=None),
        zone=expect(str, zone),
        due_at=from_unix_ms(due),
        made_at=from_unix_ms(made),
        version=expect(int, version),
        occurrence=expect(int, occurrence),
        rule=rule and Rule.from_json(rule),
        state=State(state),
        told_at=None if told is None else from_unix_ms(made + told),
        is_open=expect(bool, is_open),
        words=expect(str, words),
        log=tuple(_unpack_event(event, made) for event in log),
        elapsed=expect(bool, elapsed),
    )


def readable(id_: str, packed: str) -> Reminder | None:
    """Return the reminder, or None for a record that this version cannot read."""
    try:
        return unpack_reminder(id_, packed)
    except ValueError:
        return None


def is_outdated(packed: str) -> bool:
    """Say whether an older version wrote the record."""
    return packed.startswith("{")


def unpack_values(packed: str, known: int) -> list[Any]:
    """Return the values behind the version; raises NewerRecord when that is not the known one."""
    version, _, _ = packed.partition("[")
    if version != str(known):
        raise NewerRecord(f"a record has version {version[:8]}")
    values: list[Any] = from_json(packed[len(version) :])
    return values


def stripped(values: Sequence[Any], usual: Sequence[Any]) -> Sequence[Any]:
    """Return the values without what is as usual at their end. Both are of the same kind."""
    end = len(values)
    while end and values[end // 2 : end] == usual[end // 2 : end]:  # most are as usual: half of them at a time
        end //= 2
    while end and values[end - 1] == usual[end - 1]:
        end -= 1
    return values[:end]


def _pack_event(event: Event, made: int) -> Sequence[Any]:
    packed = (event.what, unix_ms(event.at) - made, event.moment and unix_ms(event.moment) - made, event.text)
    return stripped(packed, _USUAL_EVENT)


def _unpack_event(values: Sequence[Any], made: int) -> Event:
    what, at, moment, text = (*values, *_USUAL_EVENT[len(values) :])
    when = None if moment is None else from_unix_ms(made + moment)
    return Event(what=what, at=from_unix_ms(made + at), moment=when, text=text)
