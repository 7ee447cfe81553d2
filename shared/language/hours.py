"""From an hour as it was said to the hours of the 24-hour face that it may be."""

from datetime import time
from typing import NamedTuple

from shared.language.values import Habits, Reason
from shared.language.when import Clock

NOON = 12
LATE_PARTS = frozenset({"afternoon", "evening", "early-evening", "tonight", "late", "night", "after-lunch", "lunch"})
EARLY_PARTS = frozenset({"morning", "early-morning", "before-lunch"})
WORKING_MORNING = range(8, 12)
"""A bare Russian hour in here is a morning, and it is said."""


class Hours(NamedTuple):
    """The times it may be, the first the likeliest; with one there is no question."""

    times: tuple[time, ...]
    assumed: tuple[str, ...] = ()
    reason: Reason | None = None


def hours_of(clock: Clock, part: str | None, habits: Habits) -> Hours:  # noqa: PLR0911, a table of forms
    """The times of day that `clock` may mean in this part of the day."""
    if not possible(clock):
        return Hours((), reason=Reason.IMPOSSIBLE_TIME)
    if clock.half == "typed":
        return Hours((at(clock, clock.hour),), ("24h",))
    if clock.half == "known" and not clock.regional:
        return placed_in(clock, part) if part in LATE_PARTS | EARLY_PARTS else Hours((at(clock, clock.hour),))
    if part in EARLY_PARTS:
        return Hours((at(clock, 0 if clock.hour == NOON else clock.hour),))
    if part in LATE_PARTS:
        return late(clock, part or "")
    if clock.regional:
        earlier = (clock.hour - 1) % NOON
        return Hours(
            (at(clock, clock.hour), at(clock, clock.hour % NOON + NOON), at(clock, earlier + NOON)),
            reason=Reason.HALF_HOUR,
        )
    if habits.clock24 or clock.hour == 0 or clock.hour > NOON:
        return Hours((at(clock, clock.hour),))
    if clock.half == "likely" and clock.hour in WORKING_MORNING:
        return Hours((at(clock, clock.hour), at(clock, clock.hour + NOON)), ("morning",))
    other = 0 if clock.hour == NOON else clock.hour + NOON
    return Hours((at(clock, clock.hour), at(clock, other)), reason=Reason.AM_PM)


def placed_in(clock: Clock, part: str | None) -> Hours:
    """A 24-hour time beside a part of the day: "8:30 in the evening" was typed, 08:30 was read."""
    if part in LATE_PARTS and 1 <= clock.hour < NOON and part not in {"tonight", "night", "late"}:
        return Hours((at(clock, clock.hour + NOON),))
    if part in {"tonight", "night", "late"} and 5 < clock.hour < NOON:  # noqa: PLR2004
        return Hours((at(clock, clock.hour + NOON),))
    return Hours((at(clock, clock.hour),))


def late(clock: Clock, part: str) -> Hours:
    if clock.hour == NOON:
        return Hours((at(clock, NOON if part in {"afternoon", "lunch", "after-lunch"} else 0),))
    if part in {"night", "late"} and clock.hour < 6:  # noqa: PLR2004
        return Hours((at(clock, clock.hour),))
    return Hours((at(clock, clock.hour + NOON),))


def at(clock: Clock, hour: int) -> time:
    return time(hour, clock.minute, clock.second)


def possible(clock: Clock) -> bool:
    return clock.hour <= 23 and clock.minute <= 59 and clock.second <= 59  # noqa: PLR2004


def part_hour(part: str, habits: Habits) -> time | None:
    """The hour that a part of the day stands for; None for the night, which must be asked."""
    usual = {
        "morning": habits.morning,
        "early-morning": shifted(habits.morning, -2),
        "before-lunch": shifted(habits.lunch, -1),
        "lunch": habits.lunch,
        "after-lunch": shifted(habits.lunch, 1),
        "afternoon": habits.afternoon,
        "early-evening": shifted(habits.evening, -1),
        "evening": habits.evening,
        "tonight": shifted(habits.evening, 1),
        "late": habits.night,
    }
    return usual.get(part)


def shifted(hour: time, by: int) -> time:
    return hour.replace(hour=min(max(hour.hour + by, 0), 23))
