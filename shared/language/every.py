"""From a repeat as it was said to a rule: its days, its times, its ends, and the questions that it raises."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import product

from shared.language import when
from shared.language.case import MOST_OPTIONS, Case
from shared.language.days import Found, Trouble, find_day, shifted
from shared.language.feast_days import FIXED
from shared.language.hours import NOON, Hours, hours_of, part_hour
from shared.language.occurrences import first
from shared.language.offers import offer_rule
from shared.language.omitting import without
from shared.language.rule import MOST_TIMES, Rule
from shared.language.short_months import is_leap_day, lacking, ways_out
from shared.language.values import Ask, Every, Option, Outcome, Reason
from shared.language.windows import windowed
from shared.language.zones import key_of

MIDNIGHT = time()


def resolve_repeat(case: Case) -> Outcome:  # noqa: PLR0911, a table of forms
    """The rule that this message asks for, or the first thing that must be settled."""
    said = case.time.repeat
    if said is None:
        return Ask(Reason.NO_TIME)
    fitted = constrained(said, case.time)
    if fitted is None:
        return Ask(Reason.SEVERAL)
    if (case.time.count or 0) > MOST_TIMES:
        return Ask(Reason.UNREAD, about=(str(case.time.count),))
    if too_often(fitted, case):
        return often(case, fitted)
    times = times_of(case, fitted)
    if isinstance(times, Ask):
        return times
    ends = ends_of(case)
    if isinstance(ends, Ask):
        return ends
    return built(case, *windowed(fitted, case, times), *ends)


def constrained(said: when.Repeat, whole: when.Time) -> when.Repeat | None:  # noqa: C901, PLR0911, a table of forms
    """The repeat with the day that was said apart from it: "every month … on the 4th"."""
    plain = not (said.weekdays or said.month_days or said.months)
    match whole.day:
        case None:
            return said
        case when.Weekday(weekday, "", None) if plain and said.freq == "WEEKLY":
            return replace(said, weekdays=((0, weekday),))
        case when.Date(day, None, None) if plain and said.freq == "MONTHLY":
            return replace(said, month_days=(day,))
        case when.Date(day, int() as month, None, False) if plain and said.freq == "YEARLY":
            return replace(said, month_days=(day,), months=(month,))
        case when.Nth(n, int() as weekday, None, None, None | 0) if plain and said.freq == "MONTHLY":
            return replace(said, weekdays=((n, weekday),))
        case when.Nth(n, None, None, None, None | 0) if plain and said.freq == "MONTHLY":
            return replace(said, month_days=(n,))
        case when.Nth(n, int() as weekday, int() as month, None, None) if plain and said.freq == "YEARLY":
            return replace(said, weekdays=((n, weekday),), months=(month,))
        case when.Feast(name, None, "", None) if plain and said.freq == "YEARLY" and name in FIXED:
            return replace(said, months=(FIXED[name][0],), month_days=(FIXED[name][1],))
        case when.Stretch("weekend", 0, "") if plain and said.freq == "WEEKLY":
            return replace(said, weekdays=((0, 5), (0, 6)))
        case when.Shift() if whole.start is None:
            return said
    return None


def too_often(said: when.Repeat, case: Case) -> bool:
    return said.freq == "SECONDLY" or (said.freq == "MINUTELY" and said.interval < case.habits.closest_minutes)


def often(case: Case, said: when.Repeat) -> Ask:
    """Closer than allowed: offer the closest that is, twice as far, and every hour."""
    closest = case.habits.closest_minutes
    steps = [("MINUTELY", closest), ("MINUTELY", closest * 2), ("HOURLY", 1)]
    found = [built(case, replace(said, freq=freq, interval=step), (), None, None) for freq, step in steps]
    return Ask(Reason.TOO_OFTEN, tuple(offer_rule(case.reading, one.rule) for one in found if isinstance(one, Every)))


def times_of(case: Case, said: when.Repeat) -> tuple[tuple[time, ...], tuple[str, ...]] | Ask:
    """The times of day, and what was assumed of them."""
    whole = case.time
    if said.freq in {"HOURLY", "MINUTELY"}:
        return ((), ()) if not whole.clocks or whole.window else started(case)
    if whole.window:
        return Ask(Reason.WHICH_TIMES)
    if not whole.clocks:
        return part_times(case)
    choices = [hours_of(clock, whole.part, case.habits) for clock in whole.clocks]
    unsure = next((found for found in choices if found.reason), None)
    if unsure is not None and unsure.reason is not None:
        together = combined(choices)
        if len(together) == 1 and len(choices) > 1:  # "at 8 and 20": a second 20:00 was not meant
            return tuple(together[0]), ("morning",)
        return Ask(unsure.reason, rule_options(case, said, together))
    assumed = tuple(name for found in choices for name in found.assumed)
    return tuple(sorted({found.times[0] for found in choices})), assumed


def combined(choices: list[Hours]) -> list[list[time]]:
    """The ways to read several hours at once, none of them twice: all early, all late, those in the order said."""
    ways = [way for way in product(*(found.times for found in choices)) if len(set(way)) == len(way)]
    same = [way for way in ways if len({hour.hour < NOON for hour in way}) == 1]
    ordered = [way for way in ways if list(way) == sorted(way)]
    return [sorted(way) for way in dict.fromkeys((*same, *ordered, *ways))][:MOST_OPTIONS]


def started(case: Case) -> tuple[tuple[time, ...], tuple[str, ...]] | Ask:
    """Read "every 2 hours from 9:00": the clock is where it begins."""
    found = hours_of(case.time.clocks[0], case.time.part, case.habits)
    if found.reason or len(case.time.clocks) > 1:
        return Ask(found.reason or Reason.SEVERAL)
    return (found.times[0],), found.assumed


def part_times(case: Case) -> tuple[tuple[time, ...], tuple[str, ...]] | Ask:
    if case.time.part:
        hour = part_hour(case.time.part, case.habits)
        return ((hour,), ("part_of_day",)) if hour else Ask(Reason.NIGHT)
    if case.habits.default_hour is None:
        return Ask(Reason.NO_TIME)
    return (case.habits.default_hour,), ("default_hour",)


def rule_options(case: Case, said: when.Repeat, choices: list[list[time]]) -> tuple[Option, ...]:
    ends = ends_of(case)
    if isinstance(ends, Ask):
        return ()
    made = [built(case, said, (tuple(times), ()), *ends) for times in choices]
    return tuple(option for found in made for option in answers(case, found))


def answers(case: Case, found: Outcome) -> tuple[Option, ...]:
    """The rule as a ready answer; of a further question, its own."""
    if isinstance(found, Every):
        return (offer_rule(case.reading, found.rule),)
    return found.options if isinstance(found, Ask) else ()


def ends_of(case: Case) -> tuple[date | None, date | None] | Ask:
    """The first and the last day, when they were said."""
    whole, today = case.time, case.now.date()
    begin = whole.start or (whole.day if isinstance(whole.day, when.Shift) and whole.day != when.Shift() else None)
    start = None
    if begin is not None:
        found = find_day(edged(begin, starts=True), today, case.habits)
        if isinstance(found, Trouble) and found.reason is Reason.NEXT_WEEKDAY:
            found = Found(found.days[0])
        if isinstance(found, Trouble):
            return Ask(found.reason)
        start = found.day
    until = None
    if whole.until is not None:
        last = find_day(edged(whole.until), start or today, case.habits)
        if isinstance(last, Trouble):
            return Ask(last.reason)
        until = last.day
    if whole.lasting is not None:
        until = shifted(start or today, whole.lasting) - timedelta(days=1)
    if until is not None and until < today:
        return Ask(Reason.PAST)
    return start, until


def edged(day: when.Day, *, starts: bool = False) -> when.Day:
    """Until next month ends on its first day; starting next week starts on its first day."""
    units = {"week", "month", "year"} if starts else {"month", "year"}
    if isinstance(day, when.Stretch) and not day.edge and day.unit in units:
        return replace(day, edge="start" if day.n > 0 or day.month else "end")
    return day


def built(
    case: Case,
    said: when.Repeat,
    times: tuple[tuple[time, ...], tuple[str, ...]] | tuple[()],
    start: date | None,
    until: date | None,
) -> Outcome:
    """The rule itself, from its first time on."""
    short = short_month(case, said, times, start, until)
    if short:
        return short
    stamps, assumed = times or ((), ())
    elapsed = said.freq in {"HOURLY", "MINUTELY"}
    rule = Rule(
        freq=said.freq,
        zone=key_of(case.zone),
        start=opening(case, said, stamps, start),
        interval=said.interval,
        weekdays=said.weekdays,
        month_days=said.month_days,
        months=said.months,
        set_pos=said.set_pos,
        times=() if elapsed else stamps,
        count=case.time.count,
        until=until,
    )
    omitted = without(rule, case)
    if omitted is None:
        return Ask(Reason.SEVERAL)
    begun = anchored(omitted)
    if begun is None:
        return Ask(Reason.NEVER)
    moment = first(begun, 1)[0]
    return Every(begun, begun.zone, moment, tuple(dict.fromkeys((*assumed, *case.time.guesses))))


def opening(case: Case, said: when.Repeat, stamps: tuple[time, ...], start: date | None) -> datetime:
    """The earliest that the rule may fire."""
    now = case.wall.replace(microsecond=0)
    if said.freq in {"HOURLY", "MINUTELY"}:
        if stamps:
            at = datetime.combine(start or now.date(), stamps[0])
            return at if at > now.replace(second=0) else at + timedelta(days=1)
        step = timedelta(minutes=said.interval * (60 if said.freq == "HOURLY" else 1))
        later = (case.now.astimezone() + step).astimezone(case.zone).replace(tzinfo=None, second=0, microsecond=0)
        return later if start is None else max(later, datetime.combine(start, case.habits.morning))
    return now + timedelta(seconds=1) if start is None or start <= now.date() else datetime.combine(start, MIDNIGHT)


def anchored(rule: Rule) -> Rule | None:
    """The rule with its first time as its start; the interval counts from there.

    "Every 2 weeks on friday" begins on the next friday; "every 6 months", when today's time is gone, in 6 months.
    """
    named = rule.weekdays or rule.month_days or rule.months
    if rule.elapsed and not (rule.weekdays or rule.months):
        return rule
    soonest = replace(rule, count=None, interval=1 if named or rule.freq == "DAILY" else rule.interval)
    found = first(rule if rule.elapsed else soonest, 1)
    if not found:
        return None
    began = replace(rule, start=found[0].replace(tzinfo=None, fold=0))
    if rule.elapsed or rule.freq == "DAILY":
        return began
    return began if first(began, 1) else None


def short_month(
    case: Case,
    said: when.Repeat,
    times: tuple[tuple[time, ...], tuple[str, ...]] | tuple[()],
    start: date | None,
    until: date | None,
) -> Ask | None:
    """Ask about a day that not every month, or year, has."""
    omitted = case.time.omit.months if case.time.omit else ()
    if is_leap_day(said):
        reason = Reason.LEAP_DAY
    elif lacking(said, omitted):
        reason = Reason.SHORT_MONTH
    else:
        return None
    found = [built(case, meant, times, start, until) for meant in ways_out(said)]
    return Ask(reason, tuple(option for each in found for option in answers(case, each)))
