"""Two halves of a time: what was said first, and what the answer adds."""

from dataclasses import fields, replace

from shared.language import Intent, Reading
from shared.language.when import Clock, Time

NOON = 12
HOURS = 24


def has_time(reading: Reading) -> bool:
    """Say whether the words name a time, and all of them were read."""
    return reading.time is not None and not reading.unread


def merged(before: Time | None, said: Time | None) -> Time | None:
    """Return the first time with everything that the second one says; what was in doubt is no longer."""
    if before is None or said is None or said.delay is not None:
        return said or before
    news = {field.name: getattr(said, field.name) for field in fields(Time)}
    plain = Time()
    added = {name: value for name, value in news.items() if value != getattr(plain, name)}
    if "clocks" in added and "part" not in added and _is_known(added["clocks"]):
        added["part"] = None
    if "repeat" in added or "day" in added:
        added.setdefault("check", None)
    return replace(before, delay=None, **{"doubts": (), **added})


def _is_known(clocks: tuple[Clock, ...]) -> bool:
    return all(clock.half == "known" for clock in clocks)


def of_number(number: int) -> Reading | None:
    """Return the hour that a bare number names, as the answer to a question about time."""
    if number >= HOURS:
        return None
    clock = Clock(number, half="unknown" if 1 <= number <= NOON else "known")
    return Reading(str(number), None, Intent.ANSWER, time=Time(clocks=(clock,)))
