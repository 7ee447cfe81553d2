"""From a day as it was said to a date on somebody's calendar, or to what stands in the way."""

from calendar import monthrange
from collections.abc import Callable
from datetime import MAXYEAR, date, timedelta
from typing import NamedTuple

from shared.language import when
from shared.language.feast_days import ISLAMIC, feast_day
from shared.language.values import Habits, Reason

A_WEEK = 7
JUST_PAST = 15
"""A date without a year that went by this few days ago may be a slip: it is asked, not moved to the next year."""
SATURDAY = 5
MONTHS = 12


class Found(NamedTuple):
    """A date, and what had to be assumed."""

    day: date
    assumed: tuple[str, ...] = ()


class Trouble(NamedTuple):
    """Why there is no one date, and the dates that may be meant."""

    reason: Reason
    days: tuple[date, ...] = ()


Result = Found | Trouble


def find_day(said: when.Day, today: date, habits: Habits, check: when.Weekday | None = None) -> Result:
    """The date that `said` means for somebody whose calendar shows `today`."""
    try:
        found = FINDERS[type(said)](said, today, habits)
    except (OverflowError, ValueError):
        return Trouble(Reason.IMPOSSIBLE_DATE)
    if isinstance(found, Found) and check is not None and found.day.weekday() != check.weekday:
        return mismatch(said, found.day, check, today)
    return found


def mismatch(said: when.Day, day: date, check: when.Weekday, today: date) -> Trouble:
    """The weekday and the date disagree: offer the date, and the day of that name around it."""
    near = day + timedelta(days=(check.weekday - day.weekday() + 3) % A_WEEK - 3)
    rolled = [
        day.replace(year=day.year + n)
        for n in (1, 2, 3)
        if isinstance(said, when.Date) and not said.year and day.day < 29  # noqa: PLR2004
    ]
    match = [other for other in rolled if other.weekday() == check.weekday][:1]
    return Trouble(Reason.WEEKDAY_MISMATCH, tuple(at for at in (day, near, *match) if at >= today))


def span_of(said: when.Day, today: date) -> tuple[date, date] | None:
    """The first and the last day that are asked about, as in "what is on this week"; None when nobody can tell."""
    if isinstance(said, when.Stretch) and not said.edge:
        return stretch_days(said, today)
    match find_day(said, today, Habits()):
        case Found(day):
            return day, day
        case Trouble(days=(day, *_)):
            return day, day
    return None


def find_weekday(said: when.Weekday, today: date, _habits: Habits) -> Result:
    ahead = (said.weekday - today.weekday()) % A_WEEK
    coming = today + timedelta(days=ahead)
    if said.weeks is not None:
        monday = today - timedelta(days=today.weekday())
        return Found(monday + timedelta(days=A_WEEK * said.weeks + said.weekday))
    if said.which == "last":
        return Found(today - timedelta(days=(today.weekday() - said.weekday - 1) % A_WEEK + 1))
    if said.which == "next":
        first = coming if ahead else coming + timedelta(days=A_WEEK)
        return Trouble(Reason.NEXT_WEEKDAY, (first, first + timedelta(days=A_WEEK)))
    if not ahead:
        return Trouble(Reason.SAME_WEEKDAY, (today, today + timedelta(days=A_WEEK)))
    return Found(coming)


def find_date(said: when.Date, today: date, habits: Habits) -> Result:
    if said.swap and said.month and habits.day_first is None:
        orders = [
            full_or_next(said.day, said.month, said.year, today),
            full_or_next(said.month, said.day, said.year, today),
        ]
        return Trouble(Reason.DAY_MONTH_ORDER, tuple(found.day for found in orders if isinstance(found, Found)))
    day, month = said.day, said.month
    if said.swap and month and habits.day_first is False:
        day, month = month, day
    if month is None:
        return day_of_month(day, today)
    return full_or_next(day, month, said.year, today)


def full_or_next(day: int, month: int, year: int | None, today: date) -> Result:
    if year is not None:
        return full_date(year, month, day)
    this = full_date(today.year, month, day)
    if isinstance(this, Trouble):
        following = full_date(today.year + 1, month, day)
        return following if this.days and this.days[0] < today else this
    if this.day >= today:
        return this
    following = full_date(today.year + 1, month, day)
    if isinstance(following, Trouble):
        return following
    if (today - this.day).days < JUST_PAST:
        return Trouble(Reason.PAST, (following.day,))
    return Found(following.day, ("year",))


def day_of_month(day: int, today: date) -> Result:
    """The next month that has this day."""
    if not 1 <= day <= 31:  # noqa: PLR2004
        return Trouble(Reason.IMPOSSIBLE_DATE)
    for n in range(MONTHS):
        year, month = divmod(today.year * MONTHS + today.month - 1 + n, MONTHS)
        if day <= monthrange(year, month + 1)[1] and date(year, month + 1, day) >= today:
            return Found(date(year, month + 1, day), ("month",))
    return Trouble(Reason.IMPOSSIBLE_DATE)


def full_date(year: int, month: int, day: int) -> Result:
    try:
        return Found(date(year, month, day))
    except ValueError:
        return Trouble(Reason.IMPOSSIBLE_DATE, valid_near(year, month, day))


def valid_near(year: int, month: int, day: int) -> tuple[date, ...]:
    """The last day of that month and the day after it, when the month exists."""
    if not (1 <= month <= MONTHS and 1 <= year < MAXYEAR and day > 0):
        return ()
    last = date(year, month, monthrange(year, month)[1])
    return (last, last + timedelta(days=1))


def find_shift(said: when.Shift, today: date, habits: Habits) -> Result:
    base: Result = Found(today) if said.base is None else find_day(said.base, today, habits)
    if isinstance(base, Trouble):
        moved = tuple(shifted(day, said) for day in base.days)
        return Trouble(base.reason, moved)
    return Found(shifted(base.day, said), base.assumed)


def shifted(day: date, by: when.Shift) -> date:
    """Calendar arithmetic: a month later on the same day, or on the last of a shorter month."""
    year, month = divmod(day.year * MONTHS + day.month - 1 + by.years * MONTHS + by.months, MONTHS)
    length = monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, length)) + timedelta(days=by.days)


def find_nth(said: when.Nth, today: date, _habits: Habits) -> Result:
    if said.months is not None or said.month is None:
        year, month = divmod(today.year * MONTHS + today.month - 1 + (said.months or 0), MONTHS)
        return nth_in(year, month + 1, said)
    found = nth_in(said.year or today.year, said.month, said)
    if said.year is None and isinstance(found, Found) and found.day < today:
        later = nth_in(today.year + 1, said.month, said)
        return Found(later.day, ("year",)) if isinstance(later, Found) else later
    return found


def nth_in(year: int, month: int, said: when.Nth) -> Result:
    days = [date(year, month, n) for n in range(1, monthrange(year, month)[1] + 1)]
    if said.weekday is not None:
        days = [day for day in days if day.weekday() == said.weekday]
    position = said.n - 1 if said.n > 0 else len(days) + said.n
    return Found(days[position]) if 0 <= position < len(days) else Trouble(Reason.IMPOSSIBLE_DATE, (days[-1],))


def find_feast(said: when.Feast, today: date, _habits: Habits) -> Result:
    if said.name == "date" and said.after is not None:
        day, month = map(int, said.which.split("-"))
        return full_date(today.year + said.after.years, month, day)
    if said.year is not None:
        found = feast_day(said.name, said.year)
        return sighted(said.name, found) if found else Trouble(Reason.WHICH_DAY)
    base = shifted(today, said.after) if said.after else today
    if said.which == "last":
        days = [feast_day(said.name, base.year - n) for n in (0, 1)]
        past = [day for day in days if day and day < base]
        return Found(past[0]) if past else Trouble(Reason.WHICH_DAY)
    days = [feast_day(said.name, base.year + n) for n in (0, 1)]
    ahead = [day for day in days if day and day >= base]
    return sighted(said.name, ahead[0]) if ahead else Trouble(Reason.WHICH_DAY)


def sighted(name: str, day: date) -> Result:
    """A feast that waits for the new moon may come a day earlier than the table says."""
    return Trouble(Reason.WHICH_DAY, (day - timedelta(days=1), day)) if name in ISLAMIC else Found(day)


def find_stretch(said: when.Stretch, today: date, _habits: Habits) -> Result:
    """A week, weekend or month: the edges are days, the inside must be asked."""
    first, last = stretch_days(said, today)
    if said.edge == "end" and said.unit in {"month", "year", "quarter", "day"}:
        return Found(last, ("end",))
    if said.edge == "start" and said.unit in {"month", "year", "quarter", "week"}:
        return Found(first, ("start",))
    if said.edge == "middle":
        return Trouble(Reason.WHICH_DAY, (first + (last - first) // 2,))
    if said.edge == "end":
        return Trouble(Reason.WHICH_DAY, tuple(day for day in (last - timedelta(days=2), last) if day >= today))
    days = [first + timedelta(days=n) for n in range(A_WEEK) if first + timedelta(days=n) <= last]
    ahead = [day for day in days if day >= today]
    return Trouble(Reason.WHICH_DAY, tuple(ahead[:1] + ahead[-1:] if len(ahead) > 1 else ahead))


def stretch_days(said: when.Stretch, today: date) -> tuple[date, date]:
    if said.unit == "day":
        day = today + timedelta(days=said.n)
        return day, day
    if said.unit in {"week", "weekend"}:
        monday = today + timedelta(days=A_WEEK * said.n - today.weekday())
        return monday + timedelta(days=SATURDAY if said.unit == "weekend" else 0), monday + timedelta(days=A_WEEK - 1)
    if said.unit == "year":
        return date(today.year + said.n, 1, 1), date(today.year + said.n, MONTHS, 31)
    if said.unit == "quarter":
        start = (today.month - 1) // 3 * 3 + said.n * 3
        return month_edges(today.year * MONTHS + start)[0], month_edges(today.year * MONTHS + start + 2)[1]
    if said.month is not None:
        year = said.year or today.year + (
            said.month < today.month or (said.edge == "start" and said.month == today.month)
        )
        return month_edges(year * MONTHS + said.month - 1)
    return month_edges(today.year * MONTHS + today.month - 1 + said.n)


def month_edges(count: int) -> tuple[date, date]:
    year, month = divmod(count, MONTHS)
    return date(year, month + 1, 1), date(year, month + 1, monthrange(year, month + 1)[1])


FINDERS: dict[type, Callable[..., Result]] = {
    when.Weekday: find_weekday,
    when.Date: find_date,
    when.Shift: find_shift,
    when.Nth: find_nth,
    when.Feast: find_feast,
    when.Stretch: find_stretch,
}
