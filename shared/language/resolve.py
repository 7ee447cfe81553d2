"""From a reading to a moment, a rule, a question or nothing: there is no other outcome."""

from datetime import datetime, timedelta, tzinfo
from datetime import time as wall_time

from shared.language import when
from shared.language.days import Found, Trouble, find_day
from shared.language.moments import Fold, Gap, place
from shared.language.offers import offer, sentence
from shared.language.values import Ask, At, Habits, Intent, Nothing, Option, Outcome, Reading, Reason
from shared.language.zones import ZoneFound, find_zone, key_of, zone_of

TIMED = frozenset({Intent.ADD, Intent.EDIT, Intent.SNOOZE, Intent.ANSWER, Intent.ZONE})
USUAL = Habits()


def resolve(reading: Reading, *, zone: tzinfo | None, now: datetime, habits: Habits = USUAL) -> Outcome:
    """Say when. `now` is aware; `zone` is the person's, None when they never told."""
    if reading.intent not in TIMED:
        return Nothing()
    if reading.time is None:
        return Ask(Reason.NO_TIME) if reading.intent is Intent.ADD else Nothing()
    if reading.intent is Intent.ADD and not reading.task:
        return Ask(Reason.NO_TASK)
    return resolve_time(reading, reading.time, zone=zone, now=now, habits=habits)


def resolve_time(
    reading: Reading, time: when.Time, *, zone: tzinfo | None, now: datetime, habits: Habits = USUAL
) -> Outcome:
    """As `resolve`, for whatever says a time, with or without a task."""
    where = find_where(reading, time, zone)
    if isinstance(where, Ask):
        return where
    return once(reading, time, where, now.astimezone(where), habits)


def find_where(reading: Reading, time: when.Time, own: tzinfo | None) -> tzinfo | Ask:
    """The zone that the text names, or the person's own."""
    if time.zone is None:
        return own or Ask(Reason.NO_ZONE)
    found = find_zone(time.zone)
    if isinstance(found, ZoneFound):
        return zone_of(found.key)
    reason = Reason.AMBIGUOUS_ZONE if found.several else Reason.UNKNOWN_ZONE
    stamp = exact_words(time)
    options = tuple(Option(sentence(reading, stamp, key), zone=key) for key in found.near[:4]) if stamp else ()
    return Ask(reason, options, about=(time.zone,))


def exact_words(time: when.Time) -> str | None:
    """The time as `YYYY-MM-DD HH:MM`, when it was said that fully."""
    if not isinstance(time.day, when.Date) or not time.day.year or not time.clocks:
        return None
    clock = time.clocks[0]
    return f"{time.day.year:04}-{time.day.month:02}-{time.day.day:02} {clock.hour:02}:{clock.minute:02}"


def once(reading: Reading, time: when.Time, zone: tzinfo, now: datetime, habits: Habits) -> Outcome:
    if time.day is None or not time.clocks:
        return Ask(Reason.NO_TIME)
    clock = time.clocks[0]
    day = find_day(time.day, now.date())
    if isinstance(day, Trouble):
        return impossible(reading, day, clock, zone, now)
    if not possible(clock):
        return odd_clock(reading, day, clock, zone)
    local = datetime.combine(day.day, wall_time(clock.hour, clock.minute, clock.second))
    return at_moment(reading, local, zone, now, day.assumed)


def possible(clock: when.Clock) -> bool:
    return clock.hour <= 23 and clock.minute <= 59 and clock.second <= 59  # noqa: PLR2004


def impossible(reading: Reading, trouble: Trouble, clock: when.Clock, zone: tzinfo, now: datetime) -> Ask:
    """There is no such day: offer the nearest that exist, at the same hour when that exists."""
    hour = wall_time(clock.hour, clock.minute) if possible(clock) else wall_time(9)
    ahead = [local for day in trouble.days if (local := datetime.combine(day, hour)) > now.replace(tzinfo=None)]
    return Ask(trouble.reason, offers(reading, ahead, zone))


def odd_clock(reading: Reading, day: Found, clock: when.Clock, zone: tzinfo) -> Ask:
    """24:00, 25:10, 12:61: carry over what is too much, and ask."""
    carried = datetime.combine(day.day, wall_time()) + timedelta(hours=clock.hour, minutes=clock.minute)
    return Ask(Reason.IMPOSSIBLE_TIME, offers(reading, [carried], zone))


def at_moment(reading: Reading, local: datetime, zone: tzinfo, now: datetime, assumed: tuple[str, ...]) -> Outcome:
    """The local time as a moment that exists once and lies ahead."""
    key = key_of(zone)
    found = place(local, zone)
    if isinstance(found, Gap):
        return Ask(Reason.GAP, (offer(reading, found.before, key), offer(reading, found.after, key)))
    if isinstance(found, Fold):
        if found.second < now:
            return past(reading, local, zone, now)
        return Ask(Reason.FOLD, tuple(offer(reading, at, key, fixed=True) for at in found))
    if found < now:
        return past(reading, local, zone, now)
    return At(found, key, assumed)


def past(reading: Reading, local: datetime, zone: tzinfo, now: datetime) -> Ask:
    """It is behind: offer the same hour today or tomorrow, and the same date when it comes again."""
    wall = now.replace(tzinfo=None)
    soon = datetime.combine(wall.date(), local.time())
    choices = [soon if soon > wall else soon + timedelta(days=1)]
    again = next_year(local, wall)
    if again is not None and again not in choices:
        choices.append(again)
    return Ask(Reason.PAST, offers(reading, choices, zone))


def next_year(local: datetime, wall: datetime) -> datetime | None:
    for year in (wall.year, wall.year + 1):
        try:
            again = local.replace(year=year)
        except ValueError:
            continue
        if again > wall:
            return again
    return None


def offers(reading: Reading, moments: list[datetime], zone: tzinfo) -> tuple[Option, ...]:
    """Options for those local times that exist exactly once."""
    found = [place(local, zone) for local in dict.fromkeys(moments)]
    return tuple(offer(reading, at, key_of(zone)) for at in found if isinstance(at, datetime))[:4]
