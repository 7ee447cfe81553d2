"""From a reading to a moment, a rule, a question or nothing: there is no other outcome."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta, tzinfo
from datetime import time as wall_time

from shared.language import when
from shared.language.case import MOST_OPTIONS, Case, options
from shared.language.days import Trouble, find_day, shifted
from shared.language.doubts import find_doubt
from shared.language.hours import Hours, hours_of, part_hour
from shared.language.moments import Fold, Gap, after, place
from shared.language.offers import offer
from shared.language.settling import past, settle
from shared.language.values import Ask, At, Habits, Intent, Nothing, Option, Outcome, Reading, Reason
from shared.language.zones import ZoneFound, find_zone, key_of, zone_of

TIMED = frozenset({Intent.ADD, Intent.EDIT, Intent.SNOOZE, Intent.ANSWER, Intent.ZONE})
USUAL = Habits()
A_DAY = timedelta(days=1)
DAWN = 6
"""Before it, an hour of "tonight" is in the morning to come."""


def resolve(reading: Reading, *, zone: tzinfo | None, now: datetime, habits: Habits = USUAL) -> Outcome:
    """Say when. `now` is aware; `zone` is the person's, None when they never told."""
    if reading.intent not in TIMED:
        return Nothing()
    if reading.time is None:
        if reading.unread:
            return Ask(Reason.UNREAD, about=reading.unread)
        return no_time(reading, zone, now, habits) if reading.intent is Intent.ADD else Nothing()
    if reading.intent is Intent.ADD and not reading.task:
        return Ask(Reason.NO_TASK)
    return resolve_time(reading, reading.time, zone=zone, now=now, habits=habits)


def no_time(reading: Reading, zone: tzinfo | None, now: datetime, habits: Habits) -> Ask:
    """A task without a time: in an hour, this evening, tomorrow morning."""
    if zone is None or not reading.task:
        return Ask(Reason.NO_TIME)
    case = Case(reading, when.Time(), zone, now.astimezone(zone), habits)
    wall = case.wall.replace(second=0, microsecond=0)
    today, tomorrow = wall.date(), wall.date() + A_DAY
    evening, morning = datetime.combine(today, habits.evening), datetime.combine(tomorrow, habits.morning)
    return Ask(Reason.NO_TIME, options(case, [wall + timedelta(hours=1), evening, morning]))


def resolve_time(
    reading: Reading, time: when.Time, *, zone: tzinfo | None, now: datetime, habits: Habits = USUAL
) -> Outcome:
    """As `resolve`, for whatever says a time, with or without a task."""
    where = find_where(reading, time, zone, now, habits)
    if isinstance(where, Ask):
        return where
    case = Case(reading, time, where, now.astimezone(where), habits)
    try:
        return find_doubt(case) or (again(case) if time.repeat else once(case))
    except (OverflowError, ValueError):  # the calendar ends with the year 9999
        return Ask(Reason.IMPOSSIBLE_DATE)


def again(case: Case) -> Outcome:
    from shared.language.every import resolve_repeat  # noqa: PLC0415, repeats bring a fifth of all the code

    return resolve_repeat(case)


def find_where(reading: Reading, time: when.Time, own: tzinfo | None, now: datetime, habits: Habits) -> tzinfo | Ask:
    """The zone that the text names, or the person's own."""
    if time.zone is None:
        return own or Ask(Reason.NO_ZONE)
    found = find_zone(time.zone)
    if isinstance(found, ZoneFound):
        return zone_of(found.key)
    reason = Reason.AMBIGUOUS_ZONE if found.several else Reason.UNKNOWN_ZONE
    return Ask(reason, tuple(in_zones(reading, time, found.near[:MOST_OPTIONS], now, habits)), about=(time.zone,))


def in_zones(
    reading: Reading, time: when.Time, keys: tuple[str, ...], now: datetime, habits: Habits
) -> Iterator[Option]:
    """The same time in each of these zones."""
    for key in keys:
        found = resolve_time(reading, replace(time, zone=key), zone=None, now=now, habits=habits)
        if isinstance(found, At):
            yield offer(reading, found.at, key)


def once(case: Case) -> Outcome:
    """A single moment."""
    time = case.time
    if time.delay is not None:
        return delayed(case, time.delay)
    clock = time.clocks[0] if time.clocks else time.window.start if time.window else None
    guesses = time.guesses + (("range_start",) if time.window else ())
    if clock is None:
        return by_part(case, time.part, guesses) if time.part else by_day(case, guesses)
    if clock.midnight and time.day not in (None, when.Shift()):
        return which_midnight(case)
    hours = hours_of(range_half(clock, time), time.part, case.habits)
    if hours.reason is Reason.IMPOSSIBLE_TIME:
        return odd_clock(case, clock)
    return on_day(case, hours, guesses) if time.day is not None else next_time(case, hours, guesses)


def range_half(clock: when.Clock, time: when.Time) -> when.Clock:
    """ "From 9 to 18" is on the 24-hour face."""  # noqa: D210
    if (
        time.window
        and clock.half not in {"known", "typed"}
        and time.window.end.half == "known"
        and time.window.end.hour > 12 > clock.hour  # noqa: PLR2004
        and time.window.end.minute == 0
    ):
        return when.Clock(clock.hour, clock.minute)
    return clock


def delayed(case: Case, seconds: int) -> Outcome:
    """So much real time from now, after the calendar part."""
    moment = case.now
    assumed = case.time.guesses
    if case.time.day is not None and case.time.day != when.Shift():
        if not isinstance(case.time.day, when.Shift) or case.time.day.base:
            return Ask(Reason.SEVERAL)
        wall = datetime.combine(shifted(case.now.date(), case.time.day), case.wall.time())
        moved = place(wall, case.zone)
        moment = moved.after if isinstance(moved, Gap) else moved.first if isinstance(moved, Fold) else moved
    found = after(moment, seconds, case.zone)
    if found < case.now:
        return past(case, found.replace(tzinfo=None))
    return At(found, key_of(case.zone), assumed)


def by_part(case: Case, part: str, guesses: tuple[str, ...]) -> Outcome:
    """A part of the day without an hour."""
    hour = case.wall.time().replace(second=0, microsecond=0) if part == "same-time" else part_hour(part, case.habits)
    if hour is None:
        return Ask(Reason.NIGHT, options(case, night_hours(case)))
    hours = Hours((hour,), () if part == "same-time" else ("part_of_day",))
    return on_day(case, hours, guesses) if case.time.day is not None else next_time(case, hours, guesses)


def night_hours(case: Case) -> list[datetime]:
    day = find_day(case.time.day or when.Shift(), case.now.date(), case.habits, case.time.check)
    if isinstance(day, Trouble):
        return []
    evening = datetime.combine(day.day, case.habits.night)
    return [evening, datetime.combine(day.day, wall_time(2)), datetime.combine(day.day + A_DAY, wall_time(2))]


def by_day(case: Case, guesses: tuple[str, ...]) -> Outcome:
    """A day without an hour: the person's usual hour, and it is said; today only when it is still ahead."""
    hour = case.habits.default_hour
    if isinstance(case.time.day, when.Stretch) and case.time.day.unit == "day":
        hour = None  # the end of a day is no hour that anybody agrees on
    day = find_day(case.time.day or when.Shift(), case.now.date(), case.habits, case.time.check)
    if isinstance(day, Trouble):
        return troubled(case, day, hour or wall_time(9))
    if hour is None:
        return Ask(Reason.NO_TIME, day_options(case, day.day))
    if day.day == case.now.date() and datetime.combine(day.day, hour) <= case.wall:
        hour = case.habits.evening
        if datetime.combine(day.day, hour) <= case.wall:
            return Ask(Reason.NO_TIME, day_options(case, day.day))
    return settle(case, datetime.combine(day.day, hour), (*day.assumed, *guesses, "default_hour"))


def day_options(case: Case, day: date) -> tuple[Option, ...]:
    habits = case.habits
    return options(case, [datetime.combine(day, hour) for hour in (habits.morning, habits.afternoon, habits.evening)])


def on_day(case: Case, hours: Hours, guesses: tuple[str, ...]) -> Outcome:
    """These hours on the day that was named."""
    said = case.time.day or when.Shift()
    day = find_day(said, case.now.date(), case.habits, case.time.check)
    if isinstance(day, Trouble):
        return troubled(case, day, *hours.times)
    if case.time.part in {"tonight", "late", "night"} and hours.times[0].hour < DAWN:
        return (
            next_time(case, hours, guesses)
            if said == when.Shift()
            else settle(case, datetime.combine(day.day, hours.times[0]), guesses)
        )
    if case.time.clocks and case.time.clocks[0].midnight:
        return next_time(case, hours, guesses)
    moments = [datetime.combine(day.day, hour) for hour in hours.times]
    ahead = [moment for moment in moments if moment >= case.wall]
    if hours.reason or (len(moments) > 1 and moments[0] not in ahead and ahead):
        return Ask(hours.reason or Reason.AM_PM, options(case, ahead)) if ahead else past(case, moments[0])
    return settle(case, moments[0], (*day.assumed, *hours.assumed, *guesses))


def next_time(case: Case, hours: Hours, guesses: tuple[str, ...]) -> Outcome:
    """The next time that the clock shows this."""
    moments = [next_showing(case, hour) for hour in hours.times]
    unsure = len(moments) > 1 and moments[0].date() != case.now.date() and moments[1] < moments[0]
    if hours.reason or unsure:
        return Ask(hours.reason or Reason.AM_PM, options(case, sorted(moments)))
    rolled = ("tomorrow",) if moments[0].date() != case.now.date() else ()
    return settle(case, moments[0], (*hours.assumed, *guesses, *rolled))


def next_showing(case: Case, hour: wall_time) -> datetime:
    today = datetime.combine(case.now.date(), hour)
    return today if today > case.wall else today + A_DAY


def which_midnight(case: Case) -> Ask | At | Outcome:
    """Midnight belongs to two days."""
    day = find_day(case.time.day or when.Shift(), case.now.date(), case.habits, case.time.check)
    if isinstance(day, Trouble):
        return troubled(case, day, wall_time())
    start = datetime.combine(day.day, wall_time())
    return Ask(Reason.MIDNIGHT, options(case, [start, start + A_DAY]))


def odd_clock(case: Case, clock: when.Clock) -> Ask:
    """24:00, 25:10, 12:61: carry over what is too much, and ask."""
    day = find_day(case.time.day or when.Shift(), case.now.date(), case.habits, case.time.check)
    if isinstance(day, Trouble):
        return Ask(day.reason)
    carried = datetime.combine(day.day, wall_time()) + timedelta(hours=clock.hour, minutes=clock.minute)
    return Ask(Reason.IMPOSSIBLE_TIME, options(case, [carried]))


def troubled(case: Case, trouble: Trouble, *hours: wall_time) -> Ask:
    """No one day: offer those that may be meant, at each of these hours."""
    return Ask(trouble.reason, options(case, [datetime.combine(day, hour) for day in trouble.days for hour in hours]))
