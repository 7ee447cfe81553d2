"""From the words for a place, an abbreviation or an offset to a time zone. Unknown is said, never UTC in silence."""

import re
from dataclasses import dataclass
from datetime import UTC, timedelta, timezone, tzinfo
from functools import cache, lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from shared.language.places import NOT_ALONE, NOT_PLACES, PLACES, SEVERAL

OFFSET = r"(?:utc|gmt|гмт|ютс)?\s?([+\-−–])\s?(\d{1,2})(?::?(\d{2}))?\Z"
FIXED = r"UTC([+-])(\d{2}):(\d{2})\Z"
WIDEST = timedelta(hours=14)
NAME_LIMIT = 60
"""No place has a longer name: what is longer is not looked up."""

ENDINGS = (("е", "а"), ("е", ""), ("е", "ь"), ("и", "ь"), ("и", "я"), ("у", "а"), ("у", ""), ("ю", "ь"), ("ю", "я"),
           ("ы", "а"), ("а", ""), ("я", "ь"), ("ой", "а"), ("ом", ""), ("ах", "ы"), ("ам", "ы"), ("ии", "ия"),
           ("ому", "ий"), ("ем", "ь"))  # fmt: skip
"""How a Russian name bends after "в" and "по", and what it was before."""


TAILS = (" time zone", " timezone", " standard time", " local time", " time", " времени", " время")
LEADS = ("the ", "по ", "город ", "г. ", "г ")


@dataclass(frozen=True, slots=True)
class ZoneFound:
    """One zone: an IANA key, or `UTC+03:00`."""

    key: str


@dataclass(frozen=True, slots=True)
class ZoneUnknown:
    """No zone, or several. `near` are keys worth offering; `several` says that the name itself means all of them."""

    near: tuple[str, ...] = ()
    several: bool = False


def zone_of(key: str) -> tzinfo:
    """The zone for a key that `find_zone` gave. Raises ZoneInfoNotFoundError for anything else."""
    fixed = re.match(FIXED, key)
    if fixed is None:
        return ZoneInfo(key)
    ahead = timedelta(hours=int(fixed[2]), minutes=int(fixed[3]))
    return timezone(-ahead if fixed[1] == "-" else ahead, key)


def key_of(zone: tzinfo) -> str:
    """The key that `zone_of` reads back."""
    if isinstance(zone, ZoneInfo):
        return zone.key or "UTC"
    return "UTC" if zone is UTC else str(zone)


@lru_cache(maxsize=512)
def find_zone(words: str) -> ZoneFound | ZoneUnknown:
    """Say which zone `words` mean: IANA in any case, a city or country, an abbreviation, an offset."""
    name = plain(words)
    if not name or len(name) > NAME_LIMIT:
        return ZoneUnknown()
    for form in bare_forms(name):
        found = look_up(form)
        if found is not None:
            return found
    return ZoneUnknown(near=near(name))


def plain(words: str) -> str:
    name = " ".join(words.replace("_", " ").casefold().replace("ё", "е").split())
    return name.strip(" .,!?;\"'«»()")


def bare_forms(name: str) -> list[str]:
    """The name, and the name without "time zone", "time", "по … времени"."""
    forms = [name]
    forms += [name.removesuffix(tail) for tail in TAILS if name.endswith(tail)]
    for lead in LEADS:
        forms += [form.removeprefix(lead) for form in tuple(forms) if form.startswith(lead)]
    return forms


def look_up(name: str) -> ZoneFound | ZoneUnknown | None:
    offset = re.match(OFFSET, name)
    if offset is not None:
        return fixed_offset(offset)
    several = many().get(name)
    if several is not None:
        return ZoneUnknown(near=several, several=True)
    names = known()
    for form in (name, *unbent(name)):
        if form in names:
            return ZoneFound(names[form])
    return None


def fixed_offset(found: re.Match[str]) -> ZoneFound | ZoneUnknown:
    hours, minutes = int(found[2]), int(found[3] or 0)
    if timedelta(hours=hours, minutes=minutes) > WIDEST or minutes >= 60:  # noqa: PLR2004
        return ZoneUnknown()
    if not hours and not minutes:
        return ZoneFound("UTC")
    return ZoneFound(f"UTC{'+' if found[1] == '+' else '-'}{hours:02}:{minutes:02}")


def unbent(name: str) -> list[str]:
    """Nominatives that a bent Russian name may come from: "Берлине" gives "берлин"."""
    if name.endswith(("ское", "скому", "ским")):
        return [name.rpartition("ск")[0] + end for end in ("", "а", "ь", "ск", "я", "и")]
    return [name.removesuffix(bent) + straight for bent, straight in ENDINGS if name.endswith(bent)]


@cache
def known() -> dict[str, str]:
    """Every name of one zone, in small letters. Built on first use: it reads the zone data."""
    names: dict[str, str] = {}
    for key in sorted(available_timezones() - {"localtime", "Factory"}):
        names[spoken(key)] = key
        if spoken(city(key)) not in NOT_PLACES:
            names.setdefault(spoken(city(key)), key)
    for line in PLACES.strip().splitlines():
        key, _, places = line.partition(": ")
        names.update((place.strip(), key) for place in (*places.split(","), spoken(city(key))))
    return names


def city(key: str) -> str:
    return key.rpartition("/")[2]


def spoken(key: str) -> str:
    return key.casefold().replace("_", " ")


@lru_cache(maxsize=2048)
def is_zone(words: str) -> bool:
    """Tell whether `find_zone` would find one; much quicker than looking for near names."""
    name = plain(words)
    if not name or len(name) > NAME_LIMIT:
        return False
    return any(isinstance(look_up(form), ZoneFound) for form in bare_forms(name))


@lru_cache(maxsize=2048)
def is_zone_alone(words: str) -> bool:
    """Are these words, and nothing else, the name of a zone? Names that are also common words do not count."""
    name = plain(words)
    if not name or len(name) > NAME_LIMIT or name in NOT_ALONE:
        return False
    return look_up(name) is not None


@cache
def many() -> dict[str, tuple[str, ...]]:
    table: dict[str, tuple[str, ...]] = {}
    for line in SEVERAL.strip().splitlines():
        names, _, keys = line.partition(": ")
        table.update((name.strip(), tuple(key.strip() for key in keys.split(","))) for name in names.split(","))
    return table


def near(name: str, limit: int = 3) -> tuple[str, ...]:
    """The keys whose names share the most letter pairs with `name`."""
    wanted = pairs(name)
    scored: dict[str, float] = {}
    for other, key in known().items():
        theirs = pairs(other)
        alike = 2 * len(wanted & theirs) / (len(wanted) + len(theirs))
        if alike >= 0.45:  # noqa: PLR2004, below this the offers look random
            scored[key] = max(alike, scored.get(key, 0))
    return tuple(sorted(scored, key=lambda key: (-scored[key], key))[:limit])


def pairs(name: str) -> set[str]:
    padded = f" {name} "
    return {padded[i : i + 2] for i in range(len(padded) - 1)}


def zones_of_phone(number: str) -> tuple[str, ...]:
    """The zones a phone number is likely to live in: a suggestion to confirm, never an answer."""
    from phonenumbers import NumberParseException, parse  # noqa: PLC0415, 30 MB that only a greeting needs
    from phonenumbers.timezone import time_zones_for_number  # noqa: PLC0415

    try:
        keys = time_zones_for_number(parse(number, None))
    except NumberParseException:
        return ()
    return tuple(key for key in keys if key in available_timezones())


def zone_at(latitude: float, longitude: float) -> str | None:
    """The zone of a shared location."""
    from tzfpy import get_tz  # noqa: PLC0415, 5 MB that only a shared location needs

    try:
        key: str = get_tz(longitude, latitude)
        ZoneInfo(key)
    except (ValueError, ZoneInfoNotFoundError):
        return None
    return key
