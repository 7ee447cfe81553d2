"""Twilio's own client cannot tell the difference."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client

from tests.integration.simulator.stand_ins import ANNA, BEN, NUDGE, Ingress, Simulator

TO = f"whatsapp:{ANNA}"

InThread = Callable[..., Any]


async def test_it_creates_and_fetches_a_message(twilio: Client, in_thread: InThread) -> None:
    created = await in_thread(twilio.messages.create, to=TO, from_=NUDGE, body="call mom 🤙")
    fetched = await in_thread(twilio.messages(created.sid).fetch)

    assert created.status == "queued"
    assert created.direction == "outbound-api"
    assert (fetched.to, fetched.from_, fetched.body) == (TO, NUDGE, "call mom 🤙")
    assert fetched.num_segments == "1"
    assert datetime.now(UTC) - fetched.date_created < timedelta(minutes=1)


async def test_it_sees_the_message_move_on(twilio: Client, in_thread: InThread, simulator: Simulator) -> None:
    created = await in_thread(twilio.messages.create, to=TO, from_=NUDGE, body="call mom")
    await until_read(simulator, created.sid)
    fetched = await in_thread(twilio.messages(created.sid).fetch)

    assert fetched.status == "read"
    assert fetched.date_sent is not None
    assert fetched.error_code is None


async def test_it_redacts_and_deletes(twilio: Client, in_thread: InThread, simulator: Simulator) -> None:
    created = await in_thread(twilio.messages.create, to=TO, from_=NUDGE, body="call mom")
    await until_read(simulator, created.sid)
    redacted = await in_thread(twilio.messages(created.sid).update, body="")
    deleted = await in_thread(twilio.messages(created.sid).delete)

    assert redacted.body == ""
    assert deleted is True
    with pytest.raises(TwilioRestException) as gone:
        await in_thread(twilio.messages(created.sid).fetch)
    assert (gone.value.status, gone.value.code) == (404, 20404)
    assert [bubble["body"] for bubble in await simulator.transcript()] == ["call mom"]


async def test_it_lists_both_directions_newest_first(
    twilio: Client, in_thread: InThread, simulator: Simulator, ingress: Ingress
) -> None:
    asked = await simulator.write("/list")
    said = await simulator.say("nothing yet")
    listed = await in_thread(twilio.messages.list)

    assert [(message.sid, message.direction) for message in listed] == [
        (said["sid"], "outbound-api"),
        (asked["sid"], "inbound"),
    ]
    assert ingress.messages[0].form["MessageSid"] == asked["sid"]


async def test_it_filters_by_person_in_either_direction(
    twilio: Client, in_thread: InThread, simulator: Simulator
) -> None:
    await simulator.say("for Ben", person=BEN)
    await simulator.say("for Anna")
    await simulator.write("from Anna")

    to_anna = await in_thread(twilio.messages.list, to=TO, from_=NUDGE)
    from_anna = await in_thread(twilio.messages.list, from_=TO)

    assert [message.body for message in to_anna] == ["for Anna"]
    assert [message.body for message in from_anna] == ["from Anna"]


async def test_it_walks_all_pages(twilio: Client, in_thread: InThread, simulator: Simulator) -> None:
    for number in range(5):
        await simulator.say(f"{number}")

    listed = await in_thread(twilio.messages.list, page_size=2)

    assert [message.body for message in listed] == ["4", "3", "2", "1", "0"]


async def test_a_page_holds_its_place_while_new_messages_arrive(
    twilio: Client, in_thread: InThread, simulator: Simulator
) -> None:
    for number in range(4):
        await simulator.say(f"{number}")
    first = await in_thread(twilio.messages.page, page_size=2)
    first_bodies = [message.body for message in first]
    await simulator.say("new")
    second = await in_thread(first.next_page)
    second_bodies = [message.body for message in second]
    back = await in_thread(second.previous_page)

    assert (first_bodies, second_bodies) == (["3", "2"], ["1", "0"])
    assert [message.body for message in back] == ["3", "2"]


async def test_it_filters_by_the_day_of_sending(twilio: Client, in_thread: InThread, simulator: Simulator) -> None:
    said = await simulator.say("today")
    await until_read(simulator, said["sid"])
    today = datetime.now(UTC).date()
    tomorrow = today + timedelta(days=1)

    assert len(await in_thread(twilio.messages.list, date_sent=today)) == 1
    assert len(await in_thread(twilio.messages.list, date_sent=tomorrow)) == 0
    assert len(await in_thread(twilio.messages.list, date_sent_after=today)) == 1
    assert len(await in_thread(twilio.messages.list, date_sent_after=tomorrow)) == 0
    assert len(await in_thread(twilio.messages.list, date_sent_before=today)) == 1


async def test_it_is_told_what_was_wrong(twilio: Client, in_thread: InThread) -> None:
    with pytest.raises(TwilioRestException) as refused:
        await in_thread(twilio.messages.create, to="whatsapp:12", from_=NUDGE, body="hello")

    assert (refused.value.status, refused.value.code) == (400, 21211)
    assert "whatsapp:12" in refused.value.msg


async def until_read(simulator: Simulator, sid: str) -> None:
    statuses: dict[str, str] = {}

    async def look() -> None:
        statuses.update({bubble["sid"]: bubble["status"] for bubble in await simulator.transcript()})

    await look()
    while statuses.get(sid) != "read":
        await look()
