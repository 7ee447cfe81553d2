"""What people type, understood: text in, meaning out. Pure, fast, and never silently wrong."""

from shared.language.occurrences import first, next_after
from shared.language.read import read
from shared.language.resolve import resolve
from shared.language.rule import Rule
from shared.language.values import (
    All,
    Ask,
    At,
    Every,
    Habits,
    Index,
    Intent,
    Nothing,
    Option,
    Reading,
    Reason,
    ReminderId,
    Words,
)
from shared.language.zones import ZoneFound, ZoneUnknown, find_zone, zone_at, zone_of, zones_of_phone

__all__ = [
    "All",
    "Ask",
    "At",
    "Every",
    "Habits",
    "Index",
    "Intent",
    "Nothing",
    "Option",
    "Reading",
    "Reason",
    "ReminderId",
    "Rule",
    "Words",
    "ZoneFound",
    "ZoneUnknown",
    "find_zone",
    "first",
    "next_after",
    "read",
    "resolve",
    "zone_at",
    "zone_of",
    "zones_of_phone",
]
