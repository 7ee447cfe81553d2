"""Moments and rules said back in words. What is said here reads back to the same value."""

from datetime import datetime, time, timedelta
from functools import cache
from itertools import pairwise
from types import ModuleType

from shared.language import say_english, say_russian
from shared.language.places import PLACES
from shared.language.rule import Rule
from shared.language.zones import ZoneFound, city, find_zone

SAYERS: dict[str, ModuleType] = {"en": say_english, "ru": say_russian}
FEWEST_STEPS = 4
"""This many times a day at even distances are said as a range with a step."""
ALL_MONTHS = range(1, 13)
MONTH_DAYS = range(1, 32)
MANY_MONTH_DAYS = 20
"""A daily rule on more days of the month than this is said by those that it leaves out."""
FEW_MONTHS = 5
"""A rule that leaves out more months than this is said by those that it keeps."""
SMALL_WORDS = frozenset(["на", "дель", "ла", "the", "of"])


def say_moment(at: datetime, zone: str, language: str, *, now: datetime | None = None) -> str:
    """Weekday, date, 24-hour time and the zone's city; with `now`, the year only when it is another one."""
    words = SAYERS.get(language, say_english)
    near = now is not None and now.astimezone(at.tzinfo).year == at.year
    day = words.short_day(at.date()) if near else words.full_day(at.date())
    return f"{day}, {at:%H:%M} ({say_zone(zone, language)})"


def say_distance(now: datetime, at: datetime, language: str) -> str:
    """How long from now: "in 1 day 7 h", "через 2 дня 3 ч"; the two largest units."""
    words = SAYERS.get(language, say_english)
    minutes = max(0, round((at - now) / timedelta(minutes=1)))
    parts = zip((minutes // 1440, minutes % 1440 // 60, minutes % 60), words.DISTANCE, strict=True)
    said = [f"{n} {unit_form(n, forms)}" for n, forms in parts if n][:2]
    return str(words.IN.format(" ".join(said))) if said else str(words.SOON)


def unit_form(n: int, forms: tuple[str, ...]) -> str:
    return say_russian.form(n, *forms) if len(forms) == 3 else forms[n != 1]  # noqa: PLR2004


def say_rule(rule: Rule, language: str, *, start: bool = False) -> str:
    """The rule in words: days, times, ends and exceptions; `start` adds its first day."""
    words = SAYERS.get(language, say_english)
    step = even_step(rule.times) if rule.freq in {"DAILY", "WEEKLY"} and rule.interval == 1 else None
    pieces = [words.window(step, rule.times[0], rule.times[-1], rule)] if step else [words.every(rule)]
    if rule.times and not step:
        pieces.append(words.at(rule.times))
    if start:
        pieces.append(words.starting(rule.start.date()))
    if rule.until:
        pieces.append(words.until(rule.until))
    if rule.count:
        pieces.append(words.count(rule.count))
    return " ".join([*pieces, *exceptions(rule, words)])


def exceptions(rule: Rule, words: ModuleType) -> list[str]:
    said: list[str] = []
    if rule.freq in {"DAILY", "WEEKLY"} and len(rule.month_days) > MANY_MONTH_DAYS:
        said.append(words.except_month_days([n for n in MONTH_DAYS if n not in rule.month_days]))
    if rule.freq != "YEARLY" and rule.months:
        left = [n for n in ALL_MONTHS if n not in rule.months]
        said.append(words.in_months(rule.months) if len(left) > FEW_MONTHS else words.except_months(left))
    if rule.omit:
        said.append(words.except_days(rule.omit))
    return said


def even_step(times: tuple[time, ...]) -> int | None:
    """The minutes between these times when they are even and many."""
    stamps = [at.hour * 60 + at.minute for at in times]
    steps = {later - earlier for earlier, later in pairwise(stamps)}
    is_even = len(steps) == 1 and len({at.second for at in times}) == 1
    return steps.pop() if len(stamps) >= FEWEST_STEPS and is_even else None


@cache
def say_zone(key: str, language: str) -> str:
    """The city of a zone; the key itself when its last part would mean another zone."""
    if language == "ru" and key in russian_cities():
        return russian_cities()[key]
    name = city(key).replace("_", " ")
    return name if find_zone(name) == ZoneFound(key) else key


@cache
def russian_cities() -> dict[str, str]:
    """The first Russian name of each zone that has one."""
    cities: dict[str, str] = {}
    for line in PLACES.strip().splitlines():
        key, _, places = line.partition(": ")
        russian = [name for name in places.split(", ") if "а" <= name[0] <= "я" and capital(key, name)]
        if russian:
            cities.setdefault(key, "-".join(map(titled, russian[0].split("-"))))
    return cities


def capital(key: str, name: str) -> bool:
    """Adjectives and short forms are no names to say."""
    return not name.endswith(("ское", "скому")) and find_zone(name) == ZoneFound(key)


def titled(word: str) -> str:
    return word if word in SMALL_WORDS else " ".join(part.capitalize() for part in word.split())
