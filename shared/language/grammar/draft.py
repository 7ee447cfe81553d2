"""A time in the making: pieces are added one by one, and what does not fit together becomes a doubt."""

from dataclasses import replace

from shared.language.grammar.dates import Named
from shared.language.grammar.delay import Delay, Span
from shared.language.grammar.ends import Bound
from shared.language.grammar.leads import lead_up
from shared.language.grammar.part import Part
from shared.language.grammar.pattern import Again
from shared.language.when import Clock, Date, Day, Except, Feast, Nth, Repeat, Shift, Stretch, Time, Weekday, Window

A_WEEK = 7


class Draft:
    """What has been read so far."""

    def __init__(self) -> None:
        self.day: Day | None = None
        self.check: Weekday | None = None
        self.clocks: list[Clock] = []
        self.part: Part | None = None
        self.seconds: int | None = None
        self.repeat: Repeat | None = None
        self.window: Window | None = None
        self.start: Day | None = None
        self.until: Day | None = None
        self.count: int | None = None
        self.lasting: Shift | None = None
        self.omit: Except | None = None
        self.zone: str | None = None
        self.insists = False
        """It asks for a time, though for none in particular: a question even without "remind me"."""
        self.iso = False
        """A date was typed year first: its clock is on the 24-hour face."""
        self.others: list[Day] = []
        self.lead: Span | None = None
        """How long before all this: "remind me an hour before"."""
        self.number: int | None = None
        self.doubts: list[str] = []
        self.guesses: list[str] = []

    @property
    def begun(self) -> bool:
        """Tell whether anything has been read."""
        part = self.part is not None and self.part.name != "same-time"
        return bool(self.day or self.clocks or part or self.seconds is not None or self.repeat or self.window)

    @property
    def timed(self) -> bool:
        """Tell whether there is a time of day already."""
        return bool(self.clocks or self.seconds is not None or self.window)

    def add_day(self, named: Named, *, apart: bool = False) -> None:
        """A second day must belong to the first, or there is a doubt. `apart`: words of the task stand between."""
        if self.check is None:
            self.check = named.check
        if self.day is None:
            self.day = named.day
            return
        joined = join(self.day, named.day) or join(named.day, self.day)
        if (
            joined is None
            and not apart
            and isinstance(self.day, Weekday)
            and isinstance(named.day, Date | Nth | Shift | Feast)
        ):
            self.check, joined = self.day, named.day
        elif (
            joined is None
            and not apart
            and isinstance(named.day, Weekday)
            and isinstance(self.day, Date | Nth | Shift | Feast)
        ):
            self.check, joined = named.day, self.day
        if joined is None:
            self.others.append(named.day)
            self.doubts.append("several")
        else:
            self.day = joined

    def add_clock(self, clock: Clock, *, alternative: bool, listed: bool) -> None:
        if clock in self.clocks:
            return
        if self.clocks and not listed:
            self.doubts.append("alternatives" if alternative else "several")
        self.clocks.append(clock)

    def add_part(self, part: Part) -> None:
        if part.today:
            self.add_today()
        if part.shift:
            self.add_day(Named(Shift(days=part.shift)))
        if self.part is None or self.part.bare:
            self.part = part
        elif not part.bare and part.name != self.part.name:
            self.doubts.append("several")

    def add_today(self) -> None:
        if self.day is None:
            self.day = Shift()

    def add_delay(self, delay: Delay, anchor: Named | None) -> None:
        if delay.size.vague:
            self.doubts.append("vague")
        if delay.deadline:
            self.guesses.append("deadline")
        shift = delay.size.shift
        if anchor:
            self.add_anchored(shift or Shift(), anchor)
        elif shift is not None and self.day == Shift():
            self.day = shift
        elif shift is not None:
            self.add_day(Named(shift))
        if delay.size.seconds or shift is None:
            if self.seconds is not None:
                self.doubts.append("several")
            self.seconds = delay.size.seconds

    def add_anchored(self, shift: Shift, anchor: Named) -> None:
        base = None if anchor.day == Shift() else anchor.day
        self.add_day(Named(replace(shift, base=base)))

    def add_repeat(self, again: Again) -> None:
        if self.repeat is not None:
            self.merge_repeat(again.repeat)
        else:
            self.repeat = again.repeat
        if again.part:
            self.part = Part(again.part)
        if again.doubt:
            self.doubts.append(again.doubt)
            self.number = again.often
        if again.guess:
            self.guesses.append(again.guess)

    def merge_repeat(self, more: Repeat) -> None:
        """Every week … on mondays; every month … the first friday of the month."""
        known = self.repeat
        if known is None:
            return
        if known == more:
            return
        for one, other in ((known, more), (more, known)):
            plain = not (one.weekdays or one.month_days or one.months)
            if (
                plain
                and (one.freq == other.freq or (one.freq == "DAILY" and one.interval == 1))
                and (one.interval == 1 or other.interval == 1)
            ):
                self.repeat = replace(other, interval=max(one.interval, other.interval))
                return
            if (
                plain
                and one.freq in {"HOURLY", "MINUTELY"}
                and other.freq in {"WEEKLY", "DAILY"}
                and other.interval == 1
            ):
                self.repeat = replace(one, weekdays=other.weekdays)
                return
        self.doubts.append("several")

    def add_bound(self, bound: Bound) -> None:
        self.start = bound.start or self.start
        self.until = bound.until or self.until
        self.count = bound.times or self.count
        self.window = bound.window or self.window
        if bound.omit:
            self.omit = bound.omit if self.omit is None else merged(self.omit, bound.omit)
        if bound.clock:
            self.clocks.append(bound.clock)
        if bound.lasting:
            self.add_lasting(bound.lasting)

    def add_lasting(self, size: Span) -> None:
        shift = size.shift
        if shift is None:
            self.doubts.append("unread")
        self.lasting = shift

    def settled(self, clock: Clock) -> Clock:
        """Decide "9:30" typed in English: beside a zone or a 24-hour time it is one too."""
        if clock.half != "digital":
            return clock
        sure = self.iso or self.zone is not None or any(other.half == "known" for other in self.clocks)
        return replace(clock, half="typed" if sure else "unknown")

    def finish(self) -> Time:
        """The time as a value."""
        if self.lead:
            lead_up(self, self.lead)
        return Time(
            day=self.day,
            check=self.check,
            clocks=tuple(self.settled(clock) for clock in self.clocks),
            part=self.part.name if self.part else None,
            delay=self.seconds,
            repeat=self.repeat,
            window=self.window,
            start=self.start,
            until=self.until,
            count=self.count,
            lasting=self.lasting,
            omit=self.omit,
            zone=self.zone,
            others=tuple(self.others),
            number=self.number,
            doubts=tuple(dict.fromkeys(self.doubts)),
            guesses=tuple(dict.fromkeys(self.guesses)),
        )


def merged(one: Except, other: Except) -> Except:
    return Except(
        one.weekdays + other.weekdays,
        one.month_days + other.month_days,
        one.months + other.months,
        one.days + other.days,
    )


def join(one: Day, other: Day) -> Day | None:  # noqa: C901, PLR0911, a table of forms
    """One day out of two halves of its name; None when they do not make one."""
    match one, other:
        case (first, second) if first == second:
            return first
        case Stretch("week", n, ""), Weekday(weekday, "", None):
            return Weekday(weekday, weeks=n)
        case Stretch("weekend", n, ""), Weekday(weekday, "", None) if weekday >= 5:  # noqa: PLR2004
            return Weekday(weekday, weeks=n or None)
        case Stretch("month", n, "", None), Date(number, None, None):
            return Nth(number, months=n)
        case Stretch("month", _, "", int() as month, year), Date(number, None, None):
            return Date(number, month, year)
        case Stretch("year", n, ""), Date(number, int() as month, None):
            return Feast("date", None, f"{number}-{month}", Shift(years=n)) if n else other
        case Weekday(weekday, "", None), Shift(0, 0, days, None) if days > 0 and days % A_WEEK == 0:
            return Weekday(weekday, weeks=days // A_WEEK)
        case Feast(name, None, which, None), Shift(base=None) as shift:
            return Feast(name, None, which, shift)
        case Shift(0, 0, 0, None), Shift(base=None):
            return other
        case Date(), Date():
            return None
    return None
