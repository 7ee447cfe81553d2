"""What a repeat leaves out: weekdays, days of the month, months, single days."""

from dataclasses import replace
from datetime import date

from shared.language import when
from shared.language.case import Case
from shared.language.days import Found, find_day, shifted
from shared.language.rule import Rule

LONGEST_MONTH = 31
ALL_WEEKDAYS = range(7)
OMIT_YEARS = 3


def without(rule: Rule, case: Case) -> Rule | None:
    """The rule less what it leaves out; None when the two cannot be one rule."""
    omit = case.time.omit
    if omit is None:
        return rule
    if omit.weekdays:
        kept = [
            day
            for day in (dict(rule.weekdays and [(w, 1) for _, w in rule.weekdays]) or ALL_WEEKDAYS)
            if day not in omit.weekdays
        ]
        if (
            rule.freq not in {"DAILY", "WEEKLY", "HOURLY", "MINUTELY"}
            or not kept
            or (rule.interval > 1 and rule.freq == "DAILY")
        ):
            return None
        freq = "WEEKLY" if rule.freq == "DAILY" else rule.freq
        rule = replace(rule, freq=freq, weekdays=tuple((0, day) for day in kept))
    if omit.month_days:
        if rule.freq not in {"DAILY", "WEEKLY"} or rule.interval > 1:
            return None
        rule = replace(
            rule, freq="DAILY", month_days=tuple(n for n in range(1, LONGEST_MONTH + 1) if n not in omit.month_days)
        )
    if omit.months:
        rule = replace(rule, months=tuple(n for n in rule.months or range(1, 13) if n not in omit.months))
    return replace(rule, omit=tuple(sorted(omitted_days(case, omit))))


def omitted_days(case: Case, omit: when.Except) -> set[date]:
    found = [find_day(day, case.now.date(), case.habits) for day in omit.days]
    days = {at.day for at in found if isinstance(at, Found)}
    yearly = [
        day for day in omit.days if (isinstance(day, when.Date) and day.year is None) or isinstance(day, when.Feast)
    ]
    for n in range(1, OMIT_YEARS) if yearly else ():
        ahead = shifted(case.now.date(), when.Shift(years=n))
        days |= {at.day for at in (find_day(day, ahead, case.habits) for day in yearly) if isinstance(at, Found)}
    return days
