"""A repeat as RFC 5545 says it: days by a pattern, times of day, on the local wall time of a zone."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from shared.language.wire import JSON
from shared.language.zones import zone_of

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
MOST_TIMES = 2000
"""A rule of a COUNT counts no further: knowing its last time means going through all of them once."""
STEPS = {"MINUTELY": 60, "HOURLY": 3600}
"""Seconds in a unit of real time; every other frequency counts days on the wall."""


@dataclass(frozen=True, slots=True)
class Rule:
    """What comes back. The names are those of RFC 5545; weekdays are (n or 0, Monday = 0).

    Day rules hold their `times`; HOURLY and MINUTELY rules step in real time from `start` and hold none.
    """

    freq: str
    zone: str
    start: datetime
    """DTSTART: naive local time. Nothing comes before it, and it sets the phase of `interval`."""
    interval: int = 1
    weekdays: tuple[tuple[int, int], ...] = ()
    month_days: tuple[int, ...] = ()
    months: tuple[int, ...] = ()
    set_pos: tuple[int, ...] = ()
    times: tuple[time, ...] = ()
    count: int | None = None
    until: date | None = None
    """The last local day, included."""
    omit: tuple[date, ...] = ()

    @property
    def elapsed(self) -> bool:
        """Steps in real time, not by days of the calendar."""
        return self.freq in STEPS

    def to_json(self) -> dict[str, JSON]:
        """Write this rule so that `from_json` gives back an equal one."""
        return {"v": 1, **{name: value for name, value in self._fields().items() if value not in (None, [])}}

    def _fields(self) -> dict[str, JSON]:
        return {
            "freq": self.freq,
            "zone": self.zone,
            "start": self.start.isoformat(),
            "interval": self.interval,
            "weekdays": [[n, weekday] for n, weekday in self.weekdays],
            "month_days": list(self.month_days),
            "months": list(self.months),
            "set_pos": list(self.set_pos),
            "times": [moment.isoformat() for moment in self.times],
            "count": self.count,
            "until": self.until.isoformat() if self.until else None,
            "omit": [day.isoformat() for day in self.omit],
        }

    @classmethod
    def from_json(cls, value: JSON) -> "Rule":
        """Read what `to_json` wrote; ValueError for an unknown version or a broken value."""
        if not isinstance(value, dict) or value.get("v") != 1:
            raise ValueError("not a rule of a known version")
        count = value.get("count")
        if isinstance(count, int) and count > MOST_TIMES:
            raise ValueError("a rule of too many times")
        try:
            return cls(**_read_fields(value))
        except (TypeError, KeyError) as error:
            raise ValueError(str(error)) from error

    def rrules(self) -> tuple[str, ...]:
        """RRULE values without DTSTART. Times that are no product of hours and minutes need several."""
        return tuple(";".join([*self._day_parts(), *part, *self._end_parts()]) for part in self._time_parts())

    def _day_parts(self) -> list[str]:
        said = {
            "INTERVAL": str(self.interval) if self.interval > 1 else "",
            "BYMONTH": listed(self.months),
            "BYMONTHDAY": listed(self.month_days),
            "BYDAY": ",".join(f"{n or ''}{WEEKDAYS[weekday]}" for n, weekday in self.weekdays),
            "BYSETPOS": listed(self.set_pos),
        }
        return [f"FREQ={self.freq}", *(f"{name}={value}" for name, value in said.items() if value)]

    def _time_parts(self) -> list[list[str]]:
        if not self.times:
            return [[]]
        # RFC 5545 counts positions over days and times together: one time a rule keeps them days.
        if self.set_pos or any(moment.second for moment in self.times):
            return [_time_part(moment) for moment in self.times]
        by_minutes: dict[tuple[int, ...], list[int]] = {}
        for hour in dict.fromkeys(moment.hour for moment in self.times):
            minutes = tuple(moment.minute for moment in self.times if moment.hour == hour)
            by_minutes.setdefault(minutes, []).append(hour)
        return [[f"BYHOUR={listed(hours)}", f"BYMINUTE={listed(minutes)}"] for minutes, hours in by_minutes.items()]

    def _end_parts(self) -> list[str]:
        if self.until:
            end = datetime.combine(self.until, time(23, 59, 59), zone_of(self.zone))
            return [f"UNTIL={end.astimezone(UTC):%Y%m%dT%H%M%SZ}"]
        return [f"COUNT={self.count}"] if self.count else []


def written(at: time) -> str:
    """A time of day as people write it: its seconds only where it has any."""
    return at.isoformat("seconds" if at.second else "minutes")


def _time_part(moment: time) -> list[str]:
    part = [f"BYHOUR={moment.hour}", f"BYMINUTE={moment.minute}"]
    return [*part, f"BYSECOND={moment.second}"] if moment.second else part


def listed(numbers: tuple[int, ...] | list[int]) -> str:
    return ",".join(map(str, numbers))


def _read_fields(value: dict[str, JSON]) -> dict[str, Any]:
    """Undo `_fields`. Any field that is missing keeps its default."""
    said = {name: item for name, item in value.items() if name != "v"}
    readers: dict[str, Callable[[Any], object]] = {
        "start": datetime.fromisoformat,
        "weekdays": lambda pairs: tuple((n, weekday) for n, weekday in pairs),
        "times": lambda texts: tuple(map(time.fromisoformat, texts)),
        "until": date.fromisoformat,
        "omit": lambda texts: tuple(map(date.fromisoformat, texts)),
        "month_days": tuple,
        "months": tuple,
        "set_pos": tuple,
    }
    return {name: readers[name](item) if name in readers else item for name, item in said.items()}
