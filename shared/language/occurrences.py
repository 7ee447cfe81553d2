"""When a rule fires: exact across clock changes, short months and ends, and as quick for an old rule as for a new one.

A time that the clocks jump over fires at the first valid minute after it; one that happens twice fires once, at first.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache
from itertools import islice

from shared.language.moments import settled
from shared.language.rule import STEPS, Rule
from shared.language.rule_days import days_from
from shared.language.zones import zone_of

DAY = timedelta(days=1)
ROUNDS = 4000
"""An hourly rule looks at no more days than this for one of its weekdays and months."""


def next_after(rule: Rule, moment: datetime) -> datetime | None:
    """The first time that `rule` fires after `moment` (aware), in the rule's zone; None when it has ended."""
    found = next(all_after(rule, moment), None)
    if found is None or rule.count is None:
        return found
    last = last_of(rule)
    return found if last is not None and found <= last else None


def first(rule: Rule, n: int) -> tuple[datetime, ...]:
    """The first `n` times that `rule` fires, fewer when it ends before."""
    return tuple(islice(every_time(rule), min(n, rule.count or n)))


@lru_cache(maxsize=1024)
def last_of(rule: Rule) -> datetime | None:
    """The time that ends a rule of COUNT times."""
    times = first(rule, rule.count or 0)
    return times[-1] if times else None


def every_time(rule: Rule) -> Iterator[datetime]:
    """All times from the start on; COUNT is not looked at."""
    return all_after(rule, settled(rule.start, zone_of(rule.zone)).astimezone(UTC) - timedelta(microseconds=1))


def all_after(rule: Rule, moment: datetime) -> Iterator[datetime]:
    zone = zone_of(rule.zone)
    return stepped(rule, moment, zone) if rule.elapsed else by_day(rule, moment, zone)


def by_day(rule: Rule, moment: datetime, zone: tzinfo) -> Iterator[datetime]:
    """Days by the calendar, times by the wall; two times that a jump makes one fire once."""
    last = max(moment.astimezone(UTC), settled(rule.start, zone).astimezone(UTC) - timedelta(microseconds=1))
    wall = last.astimezone(zone).replace(tzinfo=None) - DAY
    times = rule.times or (rule.start.time(),)
    for day in days_from(rule, wall.date()):
        for at in times:
            local = datetime.combine(day, at)
            if local <= wall:
                continue
            found = settled(local, zone)
            if found.astimezone(UTC) > last:
                last = found.astimezone(UTC)
                yield found


def stepped(rule: Rule, moment: datetime, zone: tzinfo) -> Iterator[datetime]:
    """Real time: every so many seconds from the start, on the days that the rule allows."""
    start = settled(rule.start, zone).astimezone(UTC)
    step = timedelta(seconds=STEPS[rule.freq] * rule.interval)
    number = max(0, (moment.astimezone(UTC) - start) // step + 1)
    barren = 0
    while barren < ROUNDS:
        found = (start + number * step).astimezone(zone)
        if rule.until and found.date() > rule.until:
            return
        if allowed(rule, found.date()):
            barren = 0
            yield found
            number += 1
            continue
        barren += 1
        midnight = settled(datetime.combine(found.date() + DAY, time()), zone).astimezone(UTC)
        number = -((start - midnight) // step)


def allowed(rule: Rule, day: date) -> bool:
    if day in rule.omit or (rule.months and day.month not in rule.months):
        return False
    if rule.month_days and day.day not in rule.month_days:
        return False
    return not rule.weekdays or any(weekday == day.weekday() for _, weekday in rule.weekdays)
