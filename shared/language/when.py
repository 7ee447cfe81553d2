"""A time as it was said: what is certain, what is only implied, what is in doubt. No clock, no zone data."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

Half: TypeAlias = Literal["known", "typed", "likely", "digital", "unknown"]
"""Is 5 five in the morning? `known` says so, `typed` looks like it ("05 00"), `likely` assumes working hours,
`digital` ("5:00") is on the 24-hour face beside a zone or another such time, `unknown` must ask."""


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day. `hour` may be 24 or more when somebody typed that: the resolver refuses it."""

    hour: int
    minute: int = 0
    second: int = 0
    half: Half = "known"
    midnight: bool = False
    """Said as "midnight": beside a date it belongs to two days."""
    regional: bool = False
    """Said as "half seven": 7:30 in Britain, 6:30 to others."""


@dataclass(frozen=True, slots=True)
class Date:
    """A calendar date with what was said of it. `swap`: day and month may be the other way round."""

    day: int
    month: int | None = None
    year: int | None = None
    swap: bool = False


@dataclass(frozen=True, slots=True)
class Weekday:
    """A day of the week, Monday = 0. `which` is "", "this", "next", "last"; `weeks` counts from this week."""

    weekday: int
    which: str = ""
    weeks: int | None = None


@dataclass(frozen=True, slots=True)
class Shift:
    """So many calendar units after `base` (today when None); negative is before."""

    years: int = 0
    months: int = 0
    days: int = 0
    base: "Day | None" = None


@dataclass(frozen=True, slots=True)
class Nth:
    """The n-th (negative: from the end) weekday or day of a month, a shifted month, or a year."""

    n: int
    weekday: int | None = None
    month: int | None = None
    year: int | None = None
    months: int | None = None


@dataclass(frozen=True, slots=True)
class Feast:
    """A named day of the year."""

    name: str
    year: int | None = None
    which: str = ""
    after: "Shift | None" = None


@dataclass(frozen=True, slots=True)
class Stretch:
    """A week, weekend, month or year without its day; `edge` is "start", "end" or "" when not said."""

    unit: str
    n: int = 0
    edge: str = ""
    month: int | None = None
    year: int | None = None


Day: TypeAlias = Date | Weekday | Shift | Nth | Feast | Stretch


@dataclass(frozen=True, slots=True)
class Window:
    """From one clock to another, both included."""

    start: Clock
    end: Clock


@dataclass(frozen=True, slots=True)
class Repeat:
    """What comes back. The names are those of RFC 5545; weekdays are (n or 0, Monday = 0)."""

    freq: str
    interval: int = 1
    weekdays: tuple[tuple[int, int], ...] = ()
    month_days: tuple[int, ...] = ()
    months: tuple[int, ...] = ()
    set_pos: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Except:
    """Days that a repeat leaves out."""

    weekdays: tuple[int, ...] = ()
    month_days: tuple[int, ...] = ()
    months: tuple[int, ...] = ()
    days: tuple[Day, ...] = ()


@dataclass(frozen=True, slots=True)
class Time:
    """Everything a message said about when. `doubts` must become a question; `guesses` are said in the reply."""

    day: Day | None = None
    check: Weekday | None = None
    clocks: tuple[Clock, ...] = ()
    part: str | None = None
    delay: int | None = None
    """Seconds from now, elapsed time."""
    repeat: Repeat | None = None
    window: Window | None = None
    start: Day | None = None
    until: Day | None = None
    count: int | None = None
    lasting: Shift | None = None
    omit: Except | None = None
    zone: str | None = None
    """The words that name the zone, as typed."""
    others: tuple[Day, ...] = ()
    """Days that did not fit beside `day`: what may have been meant instead."""
    number: int | None = None
    """A number whose meaning is in doubt: "in 20", "3 times a day"."""
    doubts: tuple[str, ...] = ()
    guesses: tuple[str, ...] = ()
