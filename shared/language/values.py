"""The words that the rest of the house uses: what was read, and what it came to."""

from dataclasses import dataclass, field
from datetime import datetime, time
from enum import StrEnum
from typing import TYPE_CHECKING, TypeAlias

from shared.language import when
from shared.language.wire import JSON, pack_fields, unpack

if TYPE_CHECKING:
    from shared.language.rule import Rule

VERSION = 1
"""Of the JSON form of a reading. An unknown version is refused, never guessed at."""


class Intent(StrEnum):
    """What the sender wants done."""

    ADD = "add"
    LIST = "list"
    DELETE = "delete"
    EDIT = "edit"
    SNOOZE = "snooze"
    DONE = "done"
    SKIP = "skip"
    PAUSE = "pause"
    RESUME = "resume"
    UNDO = "undo"
    WHY = "why"
    ZONE = "zone"
    LANGUAGE = "language"
    EXPORT = "export"
    FORGET = "forget"
    HELP = "help"
    START = "start"
    STOP = "stop"
    ANSWER = "answer"
    GREETING = "greeting"
    THANKS = "thanks"
    NOTHING = "nothing"


class Reason(StrEnum):
    """Why there is a question instead of an answer."""

    NO_TIME = "no_time"
    NO_TASK = "no_task"
    NO_ZONE = "no_zone"
    UNKNOWN_ZONE = "unknown_zone"
    AMBIGUOUS_ZONE = "ambiguous_zone"
    PAST = "past"
    IMPOSSIBLE_DATE = "impossible_date"
    IMPOSSIBLE_TIME = "impossible_time"
    GAP = "gap"
    FOLD = "fold"
    AM_PM = "am_pm"
    WHICH_DAY = "which_day"
    NEXT_WEEKDAY = "next_weekday"
    SAME_WEEKDAY = "same_weekday"
    WEEKDAY_MISMATCH = "weekday_mismatch"
    DAY_MONTH_ORDER = "day_month_order"
    MIDNIGHT = "midnight"
    HALF_HOUR = "half_hour"
    NIGHT = "night"
    VAGUE = "vague"
    UNREAD = "unread"
    ALTERNATIVES = "alternatives"
    SEVERAL = "several"
    THROUGH_DAY = "through_day"
    EVERY_SECOND = "every_second"
    SHORT_MONTH = "short_month"
    LEAP_DAY = "leap_day"
    WHICH_TIMES = "which_times"
    TOO_OFTEN = "too_often"
    AFTER_DONE = "after_done"
    NO_UNIT = "no_unit"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class Index:
    """A position in the list shown last."""

    number: int


@dataclass(frozen=True, slots=True)
class ReminderId:
    """A short id: one letter, then digits. Never looks like a number."""

    id: str


@dataclass(frozen=True, slots=True)
class Words:
    """Words of the reminder's text."""

    text: str


@dataclass(frozen=True, slots=True)
class All:
    """Every reminder."""


Target: TypeAlias = Index | ReminderId | Words | All


@dataclass(frozen=True, slots=True)
class Reading:
    """What a message says. `task` is in the sender's own letters; `unread` are time-like words that found no place."""

    words: str
    language: str | None
    intent: Intent
    task: str = ""
    time: when.Time | None = None
    targets: tuple[Target, ...] = ()
    zone: str | None = None
    unread: tuple[str, ...] = ()
    number: int | None = None
    """ANSWER: the number that was sent."""
    wanted: str | None = None
    """LANGUAGE: "en", "ru" … when the message names one."""

    def to_json(self) -> dict[str, JSON]:
        """Write this reading so that `from_json` gives back an equal one."""
        return {"v": VERSION, **pack_fields(self)}

    @classmethod
    def from_json(cls, value: JSON) -> "Reading":
        """Read what `to_json` wrote; ValueError for an unknown version or a broken value."""
        if not isinstance(value, dict) or value.get("v") != VERSION:
            raise ValueError("not a reading of a known version")
        found = unpack({name: item for name, item in value.items() if name != "v"}, KINDS)
        if not isinstance(found, cls):
            raise ValueError("not a reading")  # noqa: TRY004, one error for every broken value
        object.__setattr__(found, "intent", Intent(found.intent))
        return found


KINDS: dict[str, type] = {
    kind.__name__: kind
    for kind in (
        Reading, Index, ReminderId, Words, All, when.Time, when.Clock, when.Date, when.Weekday, when.Shift,
        when.Nth, when.Feast, when.Stretch, when.Window, when.Repeat, when.Except,
    )
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Habits:
    """What a person told us about themselves, or what we assume until they do; every assumption is said."""

    default_hour: time | None = time(9)
    """A date without a time. None asks."""
    morning: time = time(9)
    lunch: time = time(13)
    afternoon: time = time(15)
    evening: time = time(19)
    night: time = time(22)
    clock24: bool = False
    """A bare hour is a 24-hour one: "at 5" is 05:00."""
    day_first: bool | None = None
    """1/12 is the first of December (True), January 12 (False), unknown (None): asked in English."""
    closest_minutes: int = 15
    """Repeats no closer than this."""


@dataclass(frozen=True, slots=True)
class At:
    """Once, at this moment. `assumed` names what was not said."""

    at: datetime
    zone: str
    assumed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Every:
    """Again and again, from `first` on."""

    rule: "Rule"
    zone: str
    first: datetime
    assumed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Option:
    """A ready answer: `words`, sent back as they are, do what the option says."""

    words: str
    at: datetime | None = None
    zone: str | None = None
    rule: "Rule | None" = None
    task: str = ""
    """Where each ready answer is about something else."""


@dataclass(frozen=True, slots=True)
class Ask:
    """One question, the most decisive first."""

    reason: Reason
    options: tuple[Option, ...] = ()
    about: tuple[str, ...] = field(default=())
    """The words, or the value, that raised it."""


@dataclass(frozen=True, slots=True)
class Nothing:
    """There is nothing here to remind of."""


Outcome: TypeAlias = At | Every | Ask | Nothing
