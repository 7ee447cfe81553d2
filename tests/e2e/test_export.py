"""/export: a link to everything that is kept, which a preview may read, and a person may press once."""

import asyncio
import json
import re
from datetime import UTC, datetime
from typing import Any

import pytest
from icalendar import Calendar
from multidict import CIMultiDictProxy

from tests.harness.account import a_number
from tests.harness.house import House
from tests.harness.waiting import wait_until

pytestmark = pytest.mark.asyncio(loop_scope="module")

NEXT_YEAR = datetime.now(UTC).year + 1


async def _link(house: House, person: str, words: str = "/export") -> str:
    found = re.search(r"http\S+/export/\S+", await house.phones.ask(person, words))
    assert found
    return found[0]


async def _read(house: House, link: str, **headers: str) -> tuple[int, str, CIMultiDictProxy[str]]:
    async with house.door.http.get(link, headers=headers) as answer:
        return answer.status, await answer.text(), answer.headers


async def _press(house: House, link: str, file: str) -> tuple[int, str, CIMultiDictProxy[str]]:
    async with house.door.http.post(link, data={"file": file}) as answer:
        return answer.status, await answer.text(), answer.headers


async def _person(house: House) -> str:
    person = a_number()
    for words in (
        "/timezone Berlin",
        f"/add remind me to *call* mom; bring milk, bread at {NEXT_YEAR}-05-04 09:30 in New York",
        "every friday at 18:00 water the plants",
    ):
        await house.phones.ask(person, words)
    return person


@pytest.mark.parametrize("words", ["/export", "export", "экспорт", "/экспорт", "выгрузи всё", "Download my data"])
async def test_every_way_to_ask_is_answered_with_a_link(house: House, words: str) -> None:
    answer = await house.phones.ask(a_number(), words)

    assert "/export/" in answer
    assert ("один раз" if re.search("[а-я]", words) else "once") in answer
    assert ("десять минут" if re.search("[а-я]", words) else "ten minutes") in answer


async def test_the_calendar_holds_the_reminders_with_rules_alarms_and_zones(house: House) -> None:
    person = await _person(house)
    status, file, headers = await _press(house, await _link(house, person), "calendar")

    assert status == 200
    assert headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert headers["Content-Disposition"] == 'attachment; filename="nudge.ics"'
    calendar: Any = Calendar.from_ical(file)
    plants, call = sorted(calendar.walk("VEVENT"), key=lambda event: "rrule" not in event)
    assert str(call["summary"]) == "*call* mom; bring milk, bread"
    assert call["dtstart"].to_ical() == f"{NEXT_YEAR}0504T093000".encode()
    assert call["dtstart"].params["TZID"] == "America/New_York"
    assert plants["rrule"].to_ical() == b"FREQ=WEEKLY;BYDAY=FR"
    assert {str(zone["tzid"]) for zone in calendar.walk("VTIMEZONE")} == {"Europe/Berlin", "America/New_York"}
    assert len(calendar.walk("VALARM")) == 2


async def test_the_data_hold_what_was_typed_and_what_happened(house: House) -> None:
    person = await _person(house)
    _, file, headers = await _press(house, await _link(house, person), "everything")

    assert headers["Content-Type"] == "application/json"
    kept = json.loads(file)
    assert kept["person"] == f"whatsapp:{person}"
    assert kept["zone"] == "Europe/Berlin"
    assert {reminder["text"] for reminder in kept["reminders"]} == {"*call* mom; bring milk, bread", "water the plants"}
    assert any(each["words"].startswith("every friday") for each in kept["reminders"])
    assert [event["what"] for event in kept["reminders"][0]["history"]] == ["added"]


async def test_a_preview_may_read_the_page_as_often_as_it_likes(house: House) -> None:
    link = await _link(house, await _person(house))
    for _ in range(3):
        status, page, headers = await _read(house, link, **{"User-Agent": "WhatsApp/2.23.20.0"})
        assert status == 200
        assert page.count("<button") == 2
        assert headers["Cache-Control"] == "no-store"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert "noindex" in headers["X-Robots-Tag"]
        assert "default-src 'none'" in headers["Content-Security-Policy"]

    assert (await _press(house, link, "calendar"))[0] == 200


async def test_each_file_can_be_taken_once_and_then_a_kind_page_says_so(house: House) -> None:
    link = await _link(house, await _person(house))

    first = await asyncio.gather(*(_press(house, link, "calendar") for _ in range(5)))
    assert sorted(status for status, *_ in first) == [200, 410, 410, 410, 410]
    assert (await _read(house, link))[1].count("<button") == 1
    assert (await _press(house, link, "everything"))[0] == 200
    status, page, _ = await _read(house, link, **{"Accept-Language": "ru-RU,ru;q=0.9"})
    assert status == 410
    assert "Напишите Nudge /экспорт" in page


async def test_the_page_speaks_the_persons_language(house: House) -> None:
    link = await _link(house, a_number(), "экспорт")

    assert "Ваши напоминания" in (await _read(house, link, **{"Accept-Language": "en"}))[1]


async def test_a_newer_link_and_being_forgotten_close_the_older(house: House) -> None:
    person = await _person(house)
    old = await _link(house, person)
    new = await _link(house, person)

    assert (await _read(house, old))[0] == 410
    assert (await _read(house, new))[0] == 200
    await house.phones.ask(person, "/forget me")
    await house.phones.ask(person, "yes")

    async def is_closed() -> bool:
        return (await _read(house, new))[0] == 410

    assert await wait_until(is_closed, description="the link is closed")


@pytest.mark.parametrize("path", ["x", "0" * 44, "f" + "A" * 43, "..%2f..%2fetc", "%00", "a" * 3000, "ж"])
async def test_what_was_never_a_link_is_a_kind_page(house: House, path: str) -> None:
    status, page, _ = await _read(house, f"{house.door.base_url}/export/{path}")

    assert status in {404, 410}
    assert status == 404 or "write /export" in page.lower()


async def test_a_button_that_is_none_of_ours_takes_nothing(house: House) -> None:
    link = await _link(house, a_number())
    for data in ({"file": "passwords"}, {}, {"file": "x" * 5000}, {"files": "calendar"}):
        async with house.door.http.post(link, data=data) as answer:
            assert answer.status == 410

    assert (await _read(house, link))[1].count("<button") == 2


async def test_no_log_holds_the_link_or_the_number(house: House) -> None:
    person = await _person(house)
    link = await _link(house, person)
    await _read(house, link)
    await _press(house, link, "everything")

    told = "".join(house[name].log.read_text() for name in ("ingress", "scheduler", "notifier"))
    assert link.rpartition("/")[2] not in told
    assert person.lstrip("+") not in told
