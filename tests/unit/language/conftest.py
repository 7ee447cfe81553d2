"""What a message comes to, in one short line: the notation of the phrase tables."""

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from shared.language import Ask, At, Every, read, resolve
from shared.language.resolve import resolve_time
from shared.language.values import Outcome

NOW = datetime(2026, 11, 23, 10)  # noqa: DTZ001, a Monday; the zone is the test's


def outcome(text: str, zone: ZoneInfo) -> Outcome:
    """As `resolve`, for bare times too."""
    reading, now = read(text), NOW.replace(tzinfo=zone)
    if reading.time is None:
        return resolve(reading, zone=zone, now=now)
    return resolve_time(reading, reading.time, zone=zone, now=now)


def line(found: Outcome, zone: ZoneInfo) -> str:
    match found:
        case At(at, key, assumed):
            return f"{at:%a %Y-%m-%d %H:%M}{'' if key == str(zone) else f' {key}'}" + "".join(f" ~{a}" for a in assumed)
        case Every(rule, _, first, assumed):
            return f"{' + '.join(rule.rrules())} from {first:%Y-%m-%d %H:%M}" + "".join(f" ~{a}" for a in assumed)
        case Ask(reason):
            return f"? {reason.value}"
    return "-"


@pytest.fixture
def told() -> Callable[[str, str], str]:
    """Say in one line what a text comes to for somebody in a zone: a moment, a rule, `? reason` or `-`."""
    return lambda text, zone: line(outcome(text, ZoneInfo(zone)), ZoneInfo(zone))


@pytest.fixture
def asked() -> Callable[[str, str], Outcome]:
    """The outcome itself."""
    return lambda text, zone: outcome(text, ZoneInfo(zone))
