"""The 29th, 30th and 31st: not every month has them. One is left out, or its last day taken: people mean either."""

from calendar import monthrange
from dataclasses import replace

from shared.language import when

ALL_MONTHS = tuple(range(1, 13))
LAST_DAY = (-1,)
LEAP_YEARS = 4
MANY_DAYS = 3
"""Who names so many days of a month means those that there are."""
NO_LEAP_YEAR = 2025
FEBRUARY = (2,)
LEAP_DAY = (29,)


def is_leap_day(said: when.Repeat) -> bool:
    """Whether it is a day of every year that only leap years have."""
    return (
        said.freq == "YEARLY"
        and said.months == FEBRUARY
        and said.month_days == LEAP_DAY
        and bool(said.interval % LEAP_YEARS)
    )


def lacking(said: when.Repeat, omitted: tuple[int, ...] = ()) -> tuple[int, ...]:
    """Return the months that the repeat names and that do not have its day, besides those that are left out anyway."""
    if said.freq != "MONTHLY" or said.set_pos or not 0 < len(said.month_days) < MANY_DAYS:
        return ()
    last = max(said.month_days)
    named = [month for month in said.months or ALL_MONTHS if month not in omitted]
    return tuple(month for month in named if last > monthrange(NO_LEAP_YEAR, month)[1])


def ways_out(said: when.Repeat) -> tuple[when.Repeat, ...]:
    """Return what may be meant: only where there is such a day, and the last day everywhere."""
    last = replace(said, month_days=LAST_DAY)
    if is_leap_day(said):
        return (replace(said, interval=LEAP_YEARS), last)
    having = tuple(month for month in said.months or ALL_MONTHS if month not in lacking(said))
    # Of every second month or third, those that have the day are no rule that can be said.
    return (replace(said, months=having), last) if said.interval == 1 else (last,)
