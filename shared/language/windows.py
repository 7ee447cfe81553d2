"""Every 30 minutes from 9 to 18: a step within a window of the day is a day rule with all those times."""

from dataclasses import replace
from datetime import time

from shared.language import when
from shared.language.case import Case
from shared.language.hours import hours_of


def windowed(
    said: when.Repeat, case: Case, times: tuple[tuple[time, ...], tuple[str, ...]]
) -> tuple[when.Repeat, tuple[tuple[time, ...], tuple[str, ...]]]:
    """Every 30 minutes from 9 to 18: a day rule with all those times."""
    window = case.time.window
    if window is None or said.freq not in {"HOURLY", "MINUTELY"}:
        return said, times
    start = hours_of(clear(window.start, window), case.time.part, case.habits).times
    end = hours_of(window.end, case.time.part, case.habits).times
    if not start or not end:
        return said, times
    step = said.interval * (60 if said.freq == "HOURLY" else 1)
    low = seconds(start[0])
    # "From 9 to 5" ends in the afternoon; "from 22 to 6" goes on through the night.
    high = next((seconds(hour) for hour in end if seconds(hour) > low), seconds(end[0]) + 24 * 3600)
    stamps = sorted({time(at // 3600 % 24, at // 60 % 60, at % 60) for at in range(low, high + 1, step * 60)})
    freq = "WEEKLY" if said.weekdays else "DAILY"
    return replace(said, freq=freq, interval=1), (tuple(stamps), times[1])


def clear(clock: when.Clock, window: when.Window) -> when.Clock:
    """ "From 9 to 18" is on the 24-hour face."""  # noqa: D210
    return when.Clock(clock.hour, clock.minute, clock.second) if window.end.half == "known" else clock


def seconds(at: time) -> int:
    return (at.hour * 60 + at.minute) * 60 + at.second
