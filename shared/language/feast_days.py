"""When the named days of a year fall."""

from calendar import monthrange
from datetime import date, timedelta

FIXED = {
    "christmas": (12, 25), "christmas-eve": (12, 24), "boxing-day": (12, 26), "new-year": (1, 1),
    "new-year-eve": (12, 31), "valentine": (2, 14), "halloween": (10, 31), "independence-day": (7, 4),
    "veterans-day": (11, 11), "st-patrick": (3, 17), "april-fools": (4, 1), "earth-day": (4, 22),
    "groundhog-day": (2, 2), "may-day": (5, 1), "christmas-ru": (1, 7), "victory-day-ru": (5, 9),
    "russia-day": (6, 12), "womens-day": (3, 8), "defender-day": (2, 23), "old-new-year": (1, 14),
    "knowledge-day": (9, 1), "guy-fawkes": (11, 5),
}  # fmt: skip
NTH = {
    "thanksgiving": (11, 3, 4), "labor-day": (9, 0, 1), "memorial-day": (5, 0, -1), "mlk-day": (1, 0, 3),
    "presidents-day": (2, 0, 3), "columbus-day": (10, 0, 2), "mothers-day": (5, 6, 2), "fathers-day": (6, 6, 3),
}  # fmt: skip
"""Month, weekday, position."""
EASTER = {"easter": 0, "easter-monday": 1, "good-friday": -2}
FIRST_LUNAR_YEAR = 2010
CHINESE = [
    "0214",
    "0203",
    "0123",
    "0210",
    "0131",
    "0219",
    "0208",
    "0128",
    "0216",
    "0205",
    "0125",
    "0212",
    "0201",
    "0122",
    "0210",
    "0129",
    "0217",
    "0206",
    "0126",
    "0213",
    "0203",
    "0123",
    "0211",
    "0131",
    "0219",
    "0208",
    "0128",
    "0215",
    "0204",
    "0124",
    "0212",
    "0201",
    "0122",
    "0210",
    "0130",
    "0217",
    "0206",
    "0126",
    "0214",
    "0202",
]
"""Chinese New Year, from 2010 on."""
ISLAMIC = {"islamic-new-year": (1, 1), "ramadan": (9, 1), "eid-al-fitr": (10, 1), "eid-al-adha": (12, 10)}
HEBREW_TO_ROSH = {"rosh-hashanah": 0, "yom-kippur": 9}


def feast_day(name: str, year: int) -> date | None:  # noqa: PLR0911, a table of forms
    """The day in `year`, None when it is not known or does not fall in that year."""
    if name in FIXED:
        return date(year, *FIXED[name])
    if name in NTH:
        return nth_weekday(year, *NTH[name])
    if name == "black-friday":
        return nth_weekday(year, *NTH["thanksgiving"]) + timedelta(days=1)
    if name in EASTER:
        return western_easter(year) + timedelta(days=EASTER[name])
    if name == "easter-ru":
        return orthodox_easter(year)
    if name == "chinese-new-year":
        row = year - FIRST_LUNAR_YEAR
        return date(year, int(CHINESE[row][:2]), int(CHINESE[row][2:])) if 0 <= row < len(CHINESE) else None
    return islamic_day(year, *ISLAMIC[name]) if name in ISLAMIC else None


def nth_weekday(year: int, month: int, weekday: int, n: int) -> date:
    first = (weekday - date(year, month, 1).weekday()) % 7 + 1
    days = list(range(first, monthrange(year, month)[1] + 1, 7))
    return date(year, month, days[n - 1 if n > 0 else n])


def western_easter(year: int) -> date:
    """The anonymous Gregorian computus."""
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    f = (b + 8) // 25
    h = (19 * a + b - d - (b - f + 1) // 3 + 15) % 30
    i, k = divmod(c, 4)
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return date(year, month, day + 1)


def orthodox_easter(year: int) -> date:
    """The Julian computus, 13 days later on the calendar of 1900 to 2099."""
    d = (19 * (year % 19) + 15) % 30
    e = (2 * (year % 4) + 4 * (year % 7) - d + 34) % 7
    month, day = divmod(d + e + 114, 31)
    return date(year, month, day + 1) + timedelta(days=13)


def islamic_day(year: int, month: int, day: int) -> date | None:
    """By the tabular calendar: the sighting of the moon may move it by a day."""
    about = round((year - 622) * 33 / 32)
    for islamic in (about - 1, about, about + 1, about + 2):
        days = day + 29 * (month - 1) + month // 2 + (islamic - 1) * 354 + (3 + 11 * islamic) // 30 + 227014
        found = date.fromordinal(days)
        if found.year == year:
            return found
    return None
