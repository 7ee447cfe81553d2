"""What people type, understood: text in, meaning out. Pure, fast, and never silently wrong.

What only some processes need (rules in motion, words to say) is imported when it is first asked for.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from shared.language.read import read
from shared.language.resolve import resolve
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

if TYPE_CHECKING:
    from shared.language.answering import fill
    from shared.language.days import span_of
    from shared.language.moments import settled
    from shared.language.moving import moves_by
    from shared.language.occurrences import first, next_after
    from shared.language.rule import Rule
    from shared.language.say import say_distance, say_moment, say_rule, say_zone
    from shared.language.splitting import split

LATER = {
    "Rule": "rule",
    "fill": "answering",
    "first": "occurrences",
    "moves_by": "moving",
    "next_after": "occurrences",
    "say_distance": "say",
    "say_moment": "say",
    "say_rule": "say",
    "say_zone": "say",
    "span_of": "days",
    "settled": "moments",
    "split": "splitting",
}


def __getattr__(name: str) -> object:
    if name not in LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{LATER[name]}"), name)


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
    "fill",
    "find_zone",
    "first",
    "moves_by",
    "next_after",
    "read",
    "resolve",
    "say_distance",
    "say_moment",
    "say_rule",
    "say_zone",
    "settled",
    "span_of",
    "split",
    "zone_at",
    "zone_of",
    "zones_of_phone",
]
