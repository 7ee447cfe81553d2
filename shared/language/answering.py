"""An answer to a question fills only what was missing; everything that was said before stays."""

from dataclasses import fields, replace

from shared.language.values import Reading
from shared.language.when import Time

TIMES_OF_DAY = frozenset(["clocks", "part", "window", "delay"])


def fill(asked: Reading, answer: Reading) -> Reading:
    """The reading that was asked about, completed with what `answer` says."""
    task = asked.task or answer.task or (answer.words.strip() if answer.time is None else "")
    time = together(asked.time, answer.time) if asked.time and answer.time else asked.time or answer.time
    zone = asked.zone or answer.zone
    if answer.zone and time:
        time = replace(time, zone=answer.zone)
    return replace(asked, task=task, time=time, zone=zone, unread=answer.unread if answer.time else asked.unread)


def together(asked: Time, answer: Time) -> Time:
    """What the answer says replaces what was in doubt; a new time of day replaces the old one whole."""
    said = {
        field.name: getattr(answer, field.name)
        for field in fields(answer)
        if getattr(answer, field.name) != field.default
    }
    cleared = (
        {name: Time.__dataclass_fields__[name].default for name in TIMES_OF_DAY} if TIMES_OF_DAY & set(said) else {}
    )
    return replace(asked, **{"doubts": (), **cleared, **said})
