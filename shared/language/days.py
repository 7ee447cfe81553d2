"""From a day as it was said to a date on somebody's calendar, or to what stands in the way."""

import calendar
from datetime import date, timedelta
from typing import NamedTuple

from shared.language import when
from shared.language.values import Reason


class Found(NamedTuple):
    """A date, and what had to be assumed."""

    day: date
    assumed: tuple[str, ...] = ()


class Trouble(NamedTuple):
    """Why there is no one date, and the dates that may be meant."""

    reason: Reason
    days: tuple[date, ...] = ()


def find_day(said: when.Day, today: date) -> Found | Trouble:
    """The date that `said` means for somebody whose calendar shows `today`."""
    if isinstance(said, when.Date) and said.month and said.year:
        return full_date(said.year, said.month, said.day)
    return Trouble(Reason.WHICH_DAY)


def full_date(year: int, month: int, day: int) -> Found | Trouble:
    try:
        return Found(date(year, month, day))
    except ValueError:
        return Trouble(Reason.IMPOSSIBLE_DATE, valid_near(year, month, day))


def valid_near(year: int, month: int, day: int) -> tuple[date, ...]:
    """The last day of that month and the day after it, when the month exists."""
    if not (1 <= month <= 12 and 1 <= year < 9999 and day > 0):  # noqa: PLR2004
        return ()
    last = date(year, month, calendar.monthrange(year, month)[1])
    return (last, last + timedelta(days=1))
