"""What the words themselves leave open: the question, and ready answers where there are any."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from datetime import time as wall_time

from shared.language import when
from shared.language.case import Case, options
from shared.language.days import Found, find_day
from shared.language.hours import hours_of
from shared.language.offers import offer
from shared.language.splitting import split
from shared.language.values import Ask, At, Every, Option, Reading, Reason

DOUBTS = {reason.value: reason for reason in Reason}
FORTNIGHT = 2
A_DAY = timedelta(days=1)
TIMES_A_DAY = {2: ((9, 21), (8, 20)), 3: ((9, 15, 21), (8, 14, 20)), 4: ((8, 12, 16, 20), (9, 13, 17, 21)),
               5: ((8, 11, 14, 17, 20), (9, 12, 15, 18, 21))}  # fmt: skip
DAYS_A_WEEK = {2: ((0, 3), (1, 4)), 3: ((0, 2, 4), (1, 3, 5)), 4: ((0, 1, 3, 4), (0, 2, 4, 5))}
"""Monday is 0."""


def find_doubt(case: Case) -> Ask | None:
    """The first thing that the reading itself could not settle."""
    if case.reading.unread:
        return Ask(Reason.UNREAD, about=case.reading.unread)
    time = case.time
    for doubt in time.doubts:
        if doubt == Reason.WHICH_TIMES.value and time.number == len(time.clocks):
            continue
        reason = DOUBTS.get(doubt, Reason.UNREAD)
        return Ask(reason, ANSWERS.get(reason, no_answers)(case))
    if len(time.clocks) > 1 and time.repeat is None:
        return Ask(Reason.SEVERAL, each_clock(case))
    if time.delay is not None and time.repeat is None and (time.clocks or time.window):
        return Ask(Reason.SEVERAL)
    return None


def no_answers(_: Case) -> tuple[Option, ...]:
    return ()


def each_day(case: Case) -> tuple[Option, ...]:
    """One answer a day that was named, at its own clock when each has one."""
    apart = split(case.reading) if case.reading.task else ()
    if apart:
        return each_reminder(case, apart)
    if case.time.repeat is not None:
        return once_or_weekly(case, case.time.repeat)
    if not case.time.others:
        return each_clock(case)
    said = [day for day in (case.time.day, *case.time.others) if day is not None]
    days = [find_day(day, case.now.date(), case.habits) for day in said]
    hours = [hour_of(case, clock) for clock in case.time.clocks] or [morning(case)]
    found: list[datetime] = []
    for n, day in enumerate(days):
        if not isinstance(day, Found):
            if not day.days:
                return ()
            day = Found(day.days[-1])  # noqa: PLW2901, the later of the days it may be
        found.append(datetime.combine(day.day, hours[n if n < len(hours) else -1]))
    return (*weekly(case), *options(case, found))[:4]


def once_or_weekly(case: Case, said: when.Repeat) -> tuple[Option, ...]:
    """Weekly report on Friday: this Friday, or every one."""
    weekday = said.weekdays[0][1] if said.weekdays else None
    day = when.Weekday(weekday) if weekday is not None else case.time.day
    if not isinstance(day, when.Weekday) or said.freq != "WEEKLY":
        return ()
    once = case._replace(time=replace(case.time, day=day, repeat=None))
    return (*each_clock(once), *rules(case, replace(said, weekdays=((0, day.weekday),))))[:4]


def each_reminder(case: Case, apart: tuple[Reading, ...]) -> tuple[Option, ...]:
    """One answer a reminder, with its own words."""
    from shared.language.resolve import resolve  # noqa: PLC0415, each is resolved as a message of its own

    found: list[Option] = []
    for reading in apart:
        outcome = resolve(reading, zone=case.zone, now=case.now, habits=case.habits)
        if isinstance(outcome, At):
            found.append(replace(offer(reading, outcome.at, outcome.zone), task=reading.task))
        elif isinstance(outcome, Ask):
            found += [replace(option, task=reading.task) for option in outcome.options[:1]]
    return tuple(found)[:4]


def hour_of(case: Case, clock: when.Clock) -> wall_time:
    times = hours_of(clock, case.time.part, case.habits).times
    return times[0] if times else morning(case)


def morning(case: Case) -> wall_time:
    return case.habits.default_hour or case.habits.morning


def weekly(case: Case) -> tuple[Option, ...]:
    """Two weekdays without "every": it may be each week all the same."""
    days = (case.time.day, *case.time.others)
    if len(days) < FORTNIGHT or not all(isinstance(day, when.Weekday) and not day.which for day in days):
        return ()
    weekdays = tuple(sorted((0, day.weekday) for day in days if isinstance(day, when.Weekday)))
    return rules(case, when.Repeat("WEEKLY", weekdays=weekdays))


def each_clock(case: Case) -> tuple[Option, ...]:
    day = find_day(case.time.day or when.Shift(), case.now.date(), case.habits, case.time.check)
    if not isinstance(day, Found):
        return ()
    moments = [datetime.combine(day.day, hour_of(case, clock)) for clock in case.time.clocks]
    if case.time.day is None:
        moments = [at if at > case.wall else at + A_DAY for at in moments]
    return options(case, moments)


def both_seconds(case: Case) -> tuple[Option, ...]:
    """Every second Friday: every two weeks, or the second of each month."""
    said = case.time.repeat
    if said is None:
        return ()
    fortnight = when.Repeat("WEEKLY", abs(said.weekdays[0][0]), tuple((0, day) for _, day in said.weekdays))
    return (*rules(case, fortnight), *rules(case, said))


def through_day(case: Case) -> tuple[Option, ...]:
    """Через день: once, tomorrow's morrow aside, or every other day."""
    hour = hour_of(case, case.time.clocks[0]) if case.time.clocks else morning(case)
    once = options(case, [datetime.combine(case.now.date() + A_DAY, hour)])
    return (*once, *rules(case, when.Repeat("DAILY", 2)))


def which_times(case: Case) -> tuple[Option, ...]:
    """Three times a day, twice a week: two usual ways to share them out."""
    said = case.time.repeat
    if said is None or said.interval != 1:
        return ()
    number = case.time.number or 0
    if said.freq == "DAILY" and not case.time.clocks:
        days = [tuple(when.Clock(hour) for hour in hours) for hours in TIMES_A_DAY.get(number, ())]
        return tuple(option for clocks in days for option in rules(case, said, clocks))
    if said.freq == "WEEKLY" and not said.weekdays:
        weeks = [replace(said, weekdays=tuple((0, day) for day in days)) for days in DAYS_A_WEEK.get(number, ())]
        return tuple(option for week in weeks for option in rules(case, week))[:4]
    return ()


def rules(case: Case, repeat: when.Repeat, clocks: tuple[when.Clock, ...] | None = None) -> tuple[Option, ...]:
    from shared.language.every import resolve_repeat  # noqa: PLC0415, as in resolve
    from shared.language.offers import offer_rule  # noqa: PLC0415

    time = replace(case.time, day=None, others=(), doubts=(), number=None, repeat=repeat)
    time = time if clocks is None else replace(time, clocks=clocks)
    found = resolve_repeat(case._replace(time=time))
    if isinstance(found, Ask):  # its hour may be the morning's or the evening's
        return found.options
    return (offer_rule(case.reading, found.rule),) if isinstance(found, Every) else ()


def units(case: Case) -> tuple[Option, ...]:
    """In 20: minutes, or hours."""
    number = case.time.number or 0
    now = case.wall.replace(second=0, microsecond=0)
    return options(case, [now + timedelta(minutes=number), now + timedelta(hours=number)]) if number else ()


def roughly(case: Case) -> tuple[Option, ...]:
    """In a couple of hours: two of them, or three; soon: in half an hour, in two."""
    now = case.wall.replace(second=0, microsecond=0)
    if case.time.repeat:
        return ()
    if case.time.delay:
        return options(case, [now + timedelta(seconds=case.time.delay * n // 2) for n in (2, 3)])
    if isinstance(case.time.day, when.Shift) and case.time.day.days:
        start = datetime.combine(case.now.date(), morning(case))
        return options(case, [start + timedelta(days=case.time.day.days * n // 2) for n in (2, 3)])
    return options(case, [now + timedelta(minutes=30), now + timedelta(hours=2)])


ANSWERS: dict[Reason, Callable[[Case], tuple[Option, ...]]] = {
    Reason.SEVERAL: each_day,
    Reason.ALTERNATIVES: each_day,
    Reason.EVERY_SECOND: both_seconds,
    Reason.THROUGH_DAY: through_day,
    Reason.WHICH_TIMES: which_times,
    Reason.NO_UNIT: units,
    Reason.VAGUE: roughly,
}
