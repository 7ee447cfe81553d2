"""The days that a rule falls on, from any day on, without walking through the years before it."""

from calendar import monthrange
from collections.abc import Callable, Iterator
from datetime import MAXYEAR, date, timedelta

from shared.language.rule import Rule

EMPTY_PERIODS = 400
"""A rule that skips this many periods in a row never comes: 30 February, or Friday the 5th Monday."""

Period = int
"""Counts days, weeks, months or years from the year 1, so that a phase is a remainder."""


def days_from(rule: Rule, day: date) -> Iterator[date]:
    """The days of `rule` on or after `day` and its start, in order, up to its `until`; COUNT is not looked at."""
    first = max(day, rule.start.date())
    number, expand = PERIODS[rule.freq]
    origin = number(rule.start.date())
    period = aligned(number(first), origin, rule.interval)
    empty = 0
    while empty < EMPTY_PERIODS:
        found = [at for at in expand(rule, period) if at >= first]
        empty = 0 if found else empty + 1
        for at in found:
            if rule.until and at > rule.until:
                return
            if at not in rule.omit:
                yield at
        period = next_period(rule, period)
        if period > LAST[rule.freq] or (rule.until and not found and opening_day(rule, period) > rule.until):
            return


def aligned(period: Period, origin: Period, interval: int) -> Period:
    """The first period from `period` on that is in phase with `origin`."""
    return period + (origin - period) % interval if period > origin else origin


def next_period(rule: Rule, period: Period) -> Period:
    """The period after this one; a daily rule of some months jumps over the others."""
    later = period + rule.interval
    if rule.freq != "DAILY" or not rule.months or later > LAST["DAILY"]:
        return later
    day = date.fromordinal(later)
    if day.month in rule.months:
        return later
    months = next(n for n in range(1, 13) if (day.month - 1 + n) % 12 + 1 in rule.months)
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return later if year > MAXYEAR else aligned(date(year, month + 1, 1).toordinal(), later, rule.interval)


def opening_day(rule: Rule, period: Period) -> date:
    """The first day of a period."""
    if rule.freq == "MONTHLY":
        return date(period // 12, period % 12 + 1, 1)
    if rule.freq == "YEARLY":
        return date(period, 1, 1)
    return date.fromordinal(period if rule.freq == "DAILY" else period * 7 + 1)


def of_day(rule: Rule, period: Period) -> list[date]:
    day = date.fromordinal(period)
    if rule.months and day.month not in rule.months:
        return []
    if rule.weekdays and (0, day.weekday()) not in rule.weekdays:
        return []
    if rule.month_days and not on_month_day(day, rule.month_days):
        return []
    return [day]


def on_month_day(day: date, month_days: tuple[int, ...]) -> bool:
    return day.day in month_days or day.day - monthrange(day.year, day.month)[1] - 1 in month_days


def of_week(rule: Rule, period: Period) -> list[date]:
    monday = date.fromordinal(period * 7 + 1)
    wanted = sorted(weekday for _, weekday in rule.weekdays) or [rule.start.weekday()]
    days = [monday + timedelta(days=weekday) for weekday in wanted if period * 7 + 1 + weekday <= LAST["DAILY"]]
    return picked([day for day in days if not rule.months or day.month in rule.months], rule.set_pos)


def of_month(rule: Rule, period: Period) -> list[date]:
    year, month = divmod(period, 12)
    if rule.months and month + 1 not in rule.months:
        return []
    return picked(month_pattern(rule, year, month + 1), rule.set_pos)


def of_year(rule: Rule, period: Period) -> list[date]:
    months = rule.months or (rule.start.month,)
    return picked([day for month in sorted(months) for day in month_pattern(rule, period, month)], rule.set_pos)


def month_pattern(rule: Rule, year: int, month: int) -> list[date]:
    """The days of one month that the rule names: weekdays, days of the month, or both at once."""
    length = monthrange(year, month)[1]
    if not rule.weekdays:
        numbers = {n if n > 0 else length + 1 + n for n in rule.month_days or (rule.start.day,)}
        return [date(year, month, n) for n in sorted(numbers) if 1 <= n <= length]
    days = [date(year, month, n) for n in range(1, length + 1) if on_weekday(n, date(year, month, 1), length, rule)]
    return [day for day in days if not rule.month_days or on_month_day(day, rule.month_days)]


def on_weekday(n: int, opening: date, length: int, rule: Rule) -> bool:
    weekday = (opening.weekday() + n - 1) % 7
    from_start, from_end = (n - 1) // 7 + 1, -((length - n) // 7 + 1)
    return any(w == weekday and k in (0, from_start, from_end) for k, w in rule.weekdays)


def picked(days: list[date], set_pos: tuple[int, ...]) -> list[date]:
    """BYSETPOS: only these positions of the period's days."""
    if not set_pos:
        return days
    size = len(days)
    chosen = {pos - 1 if pos > 0 else size + pos for pos in set_pos}
    return [days[i] for i in sorted(chosen) if 0 <= i < size]


PERIODS: dict[str, tuple[Callable[[date], Period], Callable[[Rule, Period], list[date]]]] = {
    "DAILY": (date.toordinal, of_day),
    "WEEKLY": (lambda day: (day.toordinal() - 1) // 7, of_week),
    "MONTHLY": (lambda day: day.year * 12 + day.month - 1, of_month),
    "YEARLY": (lambda day: day.year, of_year),
}
LAST = {
    "DAILY": date.max.toordinal(),
    "WEEKLY": (date.max.toordinal() - 1) // 7,
    "MONTHLY": MAXYEAR * 12 + 11,
    "YEARLY": MAXYEAR,
}
