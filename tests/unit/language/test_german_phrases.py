"""German is a lexicon file and nothing else: experimental, and proof that a language is data."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from shared.language import Ask, At, Every, Intent, read
from shared.language.resolve import resolve_time

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 23, 10, tzinfo=BERLIN)


@pytest.mark.parametrize(
    ("phrase", "task", "meaning"),
    [
        ("erinnere mich morgen um 17 Uhr an die Wäsche", "an die Wäsche", "Tue 24 17:00"),
        ("in 20 Minuten Nudeln abgießen", "Nudeln abgießen", "Mon 23 10:20"),
        ("in anderthalb Stunden Ofen aus", "Ofen aus", "Mon 23 11:30"),
        ("übermorgen um 15 Uhr Friseur", "Friseur", "Wed 25 15:00"),
        ("am Freitag um 18:30 Probe", "Probe", "Fri 27 18:30"),
        ("heute Abend um 8 Kino", "Kino", "Mon 23 20:00"),
        ("jeden Montag um 9 Uhr Müll", "Müll", "FREQ=WEEKLY;BYDAY=MO;BYHOUR=9;BYMINUTE=0"),
        ("täglich um 21 Uhr lesen", "lesen", "FREQ=DAILY;BYHOUR=21;BYMINUTE=0"),
        ("dienstags und donnerstags um 19 Uhr Chor", "Chor", "FREQ=WEEKLY;BYDAY=TU,TH;BYHOUR=19;BYMINUTE=0"),
        ("am Wochenende Rasen mähen", "Rasen mähen", "? which_day"),
        ("nächsten Freitag um 18 Uhr Chor", "Chor", "? next_weekday"),
    ],
)
def test_german_means_what_it_says(phrase: str, task: str, meaning: str) -> None:
    reading = read(phrase, ("de", "en"))
    assert reading.time is not None
    found = resolve_time(reading, reading.time, zone=BERLIN, now=NOW)
    said = (
        f"{found.at:%a %d %H:%M}"
        if isinstance(found, At)
        else found.rule.rrules()[0]
        if isinstance(found, Every)
        else ""
    )

    assert (reading.language, reading.task) == ("de", task)
    assert (said or (f"? {found.reason.value}" if isinstance(found, Ask) else "-")) == meaning


def test_german_words_are_not_read_unless_they_are_asked_for() -> None:
    assert read("morgen um 17 Uhr").intent is Intent.NOTHING


def test_english_reads_as_before_beside_german() -> None:
    reading = read("remind me to dust at 5pm tomorrow", ("de", "en"))

    assert (reading.language, reading.task) == ("en", "dust")
