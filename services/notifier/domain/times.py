"""Moments and spans in words, in any language that has a row here."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache, lru_cache

from babel import Locale
from babel.dates import format_date, get_timezone_location
from babel.plural import PluralRule

from shared.language import zone_of

A_MINUTE = timedelta(minutes=1)
_DAY = timedelta(days=1)
_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class TimeWords:
    """What one language calls spans, and how it writes a day."""

    day: str
    """A day of this year, as a CLDR pattern."""
    day_and_year: str
    days: tuple[str, str, str]
    """One, few, many: 1 день, 2 дня, 5 дней."""
    hours: str
    minutes: str
    moment: str
    """Less than a minute."""
    ahead: str
    """Takes {span}: in 1 day 7 h."""
    now: str
    """Instead of it, when the moment has come before this could be said."""


WORDS: Mapping[str, TimeWords] = {
    "en": TimeWords(
        day="EEEE d MMMM",
        day_and_year="EEEE d MMMM y",
        days=("day", "days", "days"),
        hours="h",
        minutes="min",
        moment="less than a minute",
        ahead="in {span}",
        now="right now",
    ),
    "ru": TimeWords(
        day="EEEE, d MMMM",
        day_and_year="EEEE, d MMMM y 'г'.",
        days=("день", "дня", "дней"),
        hours="ч",
        minutes="мин",
        moment="меньше минуты",
        ahead="через {span}",
        now="прямо сейчас",
    ),
}


def plural(number: int, forms: tuple[str, str, str], language: str) -> str:
    """Return the form that goes with `number`: 21 days, but 21 день."""
    one, few, many = forms
    return {"one": one, "few": few}.get(_plural_rule(language)(number), many)


@cache
def _plural_rule(language: str) -> PluralRule:
    return Locale(language).plural_form


def day(moment: datetime, zone: str, language: str, *, now: datetime) -> str:
    """Return the local day in words: "Tuesday 24 November", with the year unless it is this one."""
    words, local = WORDS[language], moment.astimezone(zone_of(zone))
    pattern = words.day if local.year == now.astimezone(zone_of(zone)).year else words.day_and_year
    return _day(local.date(), pattern, language)


@lru_cache(maxsize=1024)
def _day(day: date, pattern: str, language: str) -> str:
    return str(format_date(day, pattern, locale=language))


def days_ahead(moment: datetime, zone: str, *, now: datetime) -> int:
    """Return how many local days lie between now and the moment: 0 is today, 1 tomorrow, -1 yesterday."""
    here = zone_of(zone)
    return (moment.astimezone(here).date() - now.astimezone(here).date()).days


def day_short(moment: datetime, zone: str, language: str) -> str:
    """Return the local day in little room: "Tue 24 Nov"."""
    return _day(moment.astimezone(zone_of(zone)).date(), "EEE d MMM", language)


def clock(moment: datetime, zone: str, *, seconds: bool = False) -> str:
    """Return the local time, 24 hours: "17:00"; with `seconds` "17:00:20"."""
    return moment.astimezone(zone_of(zone)).strftime("%H:%M:%S" if seconds else "%H:%M")


@lru_cache(maxsize=1024)
def city(zone: str, language: str) -> str:
    """Return what people call the zone: its city in their language, or the offset that they gave."""
    if zone.startswith("UTC") or "/" not in zone:
        return zone
    return str(get_timezone_location(zone, locale=language, return_city=True))


def when(moment: datetime, zone: str, language: str, *, now: datetime, seconds: bool = False) -> str:
    """Return day, time and city: "Tuesday 24 November, 17:00 (Berlin)"."""
    shown = clock(moment, zone, seconds=seconds)
    return f"{day(moment, zone, language, now=now)}, {shown} ({city(zone, language)})"


def ahead(span: timedelta, language: str) -> str:
    """Return how far away a moment is: "in 1 day 7 h"."""
    words = WORDS[language]
    return words.ahead.format(span=how_long(span, language)) if span > timedelta(0) else words.now


def how_long(span: timedelta, language: str) -> str:
    """Return the span in its two largest units: "1 day 7 h", "12 min"."""
    words = WORDS[language]
    # A second short of a minute is a minute: people compare this with the clock.
    span += timedelta(seconds=1)
    days, hours, minutes = span // _DAY, span % _DAY // _HOUR, span % _HOUR // A_MINUTE
    if days:
        return _joined((days, plural(days, words.days, language)), (hours if days < 7 else 0, words.hours))  # noqa: PLR2004
    if hours or minutes:
        return _joined((hours, words.hours), (minutes, words.minutes))
    return words.moment


def _joined(*parts: tuple[int, str]) -> str:
    return " ".join(f"{number} {unit}" for number, unit in parts if number)
