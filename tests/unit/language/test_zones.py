"""Names of places, offsets and abbreviations."""

import pytest

from shared.language import ZoneFound, ZoneUnknown, find_zone, zone_at, zone_of, zones_of_phone


@pytest.mark.parametrize(
    ("words", "key"),
    [
        ("EUROPE/PARIS", "Europe/Paris"),
        ("america/new york", "America/New_York"),
        ("Buenos Aires", "America/Argentina/Buenos_Aires"),
        ("San Francisco", "America/Los_Angeles"),
        ("Germany", "Europe/Berlin"),
        ("Madrid time", "Europe/Madrid"),
        ("Новосибирск", "Asia/Novosibirsk"),
        ("Праге", "Europe/Prague"),
        ("Риге", "Europe/Riga"),
        ("Твери", "Europe/Moscow"),
        ("Нью-Йорке", "America/New_York"),
        ("по московскому времени", "Europe/Moscow"),
        ("мск", "Europe/Moscow"),
        ("EST", "America/New_York"),
        ("utc", "UTC"),
        ("UTC+3", "UTC+03:00"),
        ("gmt -5:30", "UTC-05:30"),
        ("+0545", "UTC+05:45"),
        ("GMT+0", "UTC"),
    ],
)
def test_a_zone_is_found_by_any_of_its_names(words: str, key: str) -> None:
    assert find_zone(words) == ZoneFound(key)
    assert zone_of(key).utcoffset(None) is not None or "/" in key


@pytest.mark.parametrize("words", ["CST", "IST", "Россия", "usa"])
def test_a_name_of_several_zones_is_never_one_of_them(words: str) -> None:
    found = find_zone(words)

    assert isinstance(found, ZoneUnknown)
    assert found.several
    assert len(found.near) >= 2


@pytest.mark.parametrize(("words", "near"), [("Barlin", "Europe/Berlin"), ("Тбилисси", "Asia/Tbilisi")])
def test_a_misspelt_place_is_offered_right(words: str, near: str) -> None:
    found = find_zone(words)

    assert isinstance(found, ZoneUnknown)
    assert near in found.near


@pytest.mark.parametrize("words", ["", "qqqq", "UTC+25", "x" * 5000, "/", "+", "../../etc"])
def test_nonsense_is_unknown(words: str) -> None:
    assert isinstance(find_zone(words), ZoneUnknown)


def test_a_phone_number_suggests_and_a_location_tells() -> None:
    assert zones_of_phone("+390612345678") == ("Europe/Rome",)
    assert zones_of_phone("not a number") == ()
    assert zone_at(40.18, 44.51) == "Asia/Yerevan"
