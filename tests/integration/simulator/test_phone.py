"""A person writes: the webhook, its retries, and what the phone shows."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from simulator.webhooks import Patience
from tests.integration.simulator.stand_ins import (
    ANNA,
    BEN,
    NUDGE,
    Ingress,
    Simulator,
    a_simulator,
    some_settings,
    wait_until,
)


async def test_what_a_person_writes_reaches_ingress_as_a_signed_webhook(simulator: Simulator, ingress: Ingress) -> None:
    said = await simulator.write("напомни 🥛\nв 5", profile_name="Anna 🌸")
    [call] = ingress.messages

    assert (said["status"], said["webhook_status"], said["tries"]) == ("delivered", 200, 1)
    assert call.form["MessageSid"] == said["sid"]
    assert call.form["Body"] == "напомни 🥛\nв 5"
    assert (call.form["From"], call.form["To"]) == (f"whatsapp:{ANNA}", NUDGE)
    assert call.form["ProfileName"] == "Anna 🌸"
    assert call.headers["User-Agent"] == "TwilioProxy/1.1"
    assert UUID(call.headers["I-Twilio-Idempotency-Token"]).version == 4
    assert call.headers["Content-Type"] == "application/x-www-form-urlencoded"


async def test_without_waiting_the_phone_is_answered_before_ingress(simulator: Simulator, ingress: Ingress) -> None:
    async with simulator.http.post(f"{simulator.url}/phone/messages", json={"from": ANNA, "body": "/start"}) as answer:
        said = await answer.json()

    assert (answer.status, said["status"]) == (202, "sent")
    await wait_until(lambda: len(ingress.messages) == 1, description="the webhook arrives")


async def test_a_refused_webhook_is_tried_again_with_the_same_sid(simulator: Simulator, ingress: Ingress) -> None:
    ingress.answers.extend([503, 500])
    said = await simulator.write("/list")

    assert (said["status"], said["webhook_status"], said["tries"]) == ("delivered", 200, 3)
    assert {call.form["MessageSid"] for call in ingress.messages} == {said["sid"]}
    assert len({call.headers["I-Twilio-Idempotency-Token"] for call in ingress.messages}) == 1


async def test_when_ingress_keeps_refusing_the_message_is_not_delivered(simulator: Simulator, ingress: Ingress) -> None:
    ingress.answers.extend([503] * 3)
    said = await simulator.write("/list")
    [bubble] = await simulator.transcript()

    assert (said["status"], said["webhook_status"], said["tries"]) == ("failed", 503, 3)
    assert bubble["error"] == {"code": 11200, "message": "ingress answered 503"}


async def test_a_message_that_was_not_delivered_can_be_sent_again_under_its_sid(
    simulator: Simulator, ingress: Ingress
) -> None:
    ingress.answers.extend([503] * 3)
    first = await simulator.write("/list")
    again = await simulator.write("/list", sid=first["sid"])
    [bubble] = await simulator.transcript()

    assert again["sid"] == first["sid"]
    assert (bubble["status"], bubble["error"]) == ("delivered", None)
    assert [call.form["MessageSid"] for call in ingress.messages] == [first["sid"]] * 4


async def test_a_delivered_message_sent_again_is_the_same_webhook_twice(simulator: Simulator, ingress: Ingress) -> None:
    first = await simulator.write("/list")
    await simulator.write("/list", sid=first["sid"])

    assert [call.form["MessageSid"] for call in ingress.messages] == [first["sid"]] * 2
    assert len(await simulator.transcript()) == 1


async def test_when_nobody_listens_the_message_is_not_delivered() -> None:
    async with a_simulator(some_settings("http://127.0.0.1:9")) as simulator:
        said = await simulator.write("/list")

    assert (said["status"], said["webhook_status"]) == ("failed", None)


async def test_a_silent_ingress_is_given_up_within_the_total_time(ingress: Ingress) -> None:
    ingress.dawdle = lambda _: 60.0
    short = Patience(total=timedelta(milliseconds=200), pauses=(timedelta(milliseconds=1),) * 3)
    async with a_simulator(some_settings(ingress.url), patience=short) as simulator:
        said = await simulator.write("/list")

    assert (said["status"], said["webhook_status"], said["tries"]) == ("failed", None, 1)


async def test_an_answer_turns_the_ticks_blue(simulator: Simulator) -> None:
    said = await simulator.write("/list")
    await simulator.say("nothing yet")
    bubbles: dict[str, Any] = {}
    while bubbles.get(said["sid"], {}).get("status") != "read":
        bubbles = {bubble["sid"]: bubble for bubble in await simulator.transcript()}

    assert list(bubbles[said["sid"]]["moments"]) == ["sent", "delivered", "read"]


async def test_a_transcript_is_one_phone_s_own(simulator: Simulator) -> None:
    await simulator.write("from Anna")
    await simulator.write("from Ben", person=BEN)
    await simulator.say("to Ben", person=BEN)

    assert [bubble["body"] for bubble in await simulator.transcript(ANNA)] == ["from Anna"]
    assert [(bubble["direction"], bubble["body"]) for bubble in await simulator.transcript(BEN)] == [
        ("out", "from Ben"),
        ("in", "to Ben"),
    ]


async def test_a_number_that_is_none_is_refused(simulator: Simulator) -> None:
    async with simulator.http.post(f"{simulator.url}/phone/messages", json={"from": "Anna", "body": "hello"}) as answer:
        assert answer.status == 422


async def test_the_page_is_guarded(simulator: Simulator) -> None:
    async with simulator.http.get(f"{simulator.url}/") as answer:
        policy = answer.headers["Content-Security-Policy"]

    assert answer.status == 200
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


async def test_it_says_that_it_is_well(simulator: Simulator) -> None:
    async with simulator.http.get(f"{simulator.url}/healthz") as answer:
        assert (answer.status, await answer.json()) == (200, {"status": "ok"})
