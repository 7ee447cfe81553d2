"""What is let in becomes one command on disk; only then does the door say so."""

import asyncio
from typing import Any

import pytest

from shared.contract import SpeechId, partition_of, payload_of
from tests.harness.account import ACCOUNT, NUDGE, OLD_TOKEN, a_number
from tests.harness.house import House
from tests.harness.streams import jetstream_of, read_all
from tests.harness.webhooks import FORM, STATUSES, a_message, a_sid, a_status

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_a_message_is_answered_with_empty_twiml_and_is_on_the_stream(house: House) -> None:
    form = a_message(a_number(), "/list")
    answer = await house.door.post_form(form)

    assert (answer.status, answer.text) == (200, "<Response/>")
    assert answer.content_type.startswith("text/xml")
    [command] = await _commands(house, form["MessageSid"])
    assert command["kind"] == "list_reminders"
    assert (command["chat"], command["sender"], command["words"]) == (form["From"], NUDGE, "/list")


async def test_a_command_lies_on_the_partition_of_its_chat_under_the_sid_of_its_message(house: House) -> None:
    form = a_message(a_number(), "/help")
    await house.door.post_form(form)
    async with jetstream_of(house.nats) as jetstream:
        last = (await jetstream.stream_info("COMMANDS")).state.last_seq
        stored = await jetstream.get_msg("COMMANDS", last)

    assert stored.subject == f"command.{partition_of(form['From'])}"  # type: ignore[arg-type]
    assert (stored.headers or {})["Nats-Msg-Id"] == form["MessageSid"]


async def test_the_same_message_five_times_at_once_is_one_command(house: House) -> None:
    form = a_message(a_number(), "/add remind me to swim at 2031-07-01 09:00 in Berlin")
    answers = await asyncio.gather(*(house.door.post_form(form) for _ in range(5)))

    assert [answer.status for answer in answers] == [200] * 5
    assert len(await _commands(house, form["MessageSid"])) == 1


async def test_a_replay_with_other_words_changes_nothing(house: House) -> None:
    number, sid = a_number(), a_sid()
    await house.door.post_form(a_message(number, "/list", MessageSid=sid))
    answer = await house.door.post_form(a_message(number, "/delete all", MessageSid=sid))

    assert answer.status == 200
    assert [command["kind"] for command in await _commands(house, sid)] == ["list_reminders"]


async def test_a_signature_with_the_token_that_is_being_retired_counts(house: House) -> None:
    assert (await house.door.post_form(a_message(a_number(), "/list"), token=OLD_TOKEN)).status == 200


async def test_a_person_whose_number_is_hidden_is_heard(house: House) -> None:
    form = a_message(a_number(), "/list", From="whatsapp:DE.ENT.9a8B7c6D5e4F")
    answer = await house.door.post_form(form)

    assert answer.status == 200
    assert (await _commands(house, form["MessageSid"]))[0]["chat"] == "whatsapp:DE.ENT.9a8B7c6D5e4F"


@pytest.mark.parametrize("body", ["", " ", "\n"])
async def test_a_message_without_words_is_heard(house: House, body: str) -> None:
    form = a_message(a_number(), body, NumMedia="1")
    answer = await house.door.post_form(form)

    assert answer.status == 200
    assert (await _commands(house, form["MessageSid"]))[0]["words"] == body


@pytest.mark.parametrize(
    "body", ["👩‍👩‍👧 é — ж 中 \u202e", "a&b=c+d%41;e", "line\r\nline\ttab", "x" * 1600, "ж" * 4096]
)
async def test_words_arrive_as_they_were_typed(house: House, body: str) -> None:
    form = a_message(a_number(), body)
    answer = await house.door.post_form(form)

    assert answer.status == 200
    assert (await _commands(house, form["MessageSid"]))[0]["words"] == body


async def test_fields_that_twilio_may_add_are_let_in_and_not_used(house: House) -> None:
    form = a_message(a_number(), "/list", ButtonPayload="/delete all", SomethingNew="1", Latitude="52.5")

    assert (await house.door.post_form(form)).status == 200
    assert (await _commands(house, form["MessageSid"]))[0]["words"] == "/list"


@pytest.mark.parametrize("carrier", ["ButtonPayload", "ListId"])
async def test_a_tapped_button_of_ours_says_its_words_under_its_speech(house: House, carrier: str) -> None:
    tap = {carrier: payload_of("/done k1", SpeechId("abc.1.0")), "OriginalRepliedMessageSid": a_sid()}
    form = a_message(a_number(), "Done", **tap)

    assert (await house.door.post_form(form)).status == 200
    [command] = await _commands(house, form["MessageSid"])
    assert (command["kind"], command["words"], command["reply_to"]) == ("finish_reminders", "/done k1", "abc.1.0")
    assert command["language"] is None


async def test_a_json_body_signed_by_its_hash_is_heard_once(house: House) -> None:
    value = {"From": f"whatsapp:{a_number()}", "Body": "/list", "MessageSid": a_sid()}
    answers = [await house.door.post_json(value) for _ in range(2)]

    assert [(answer.status, answer.text) for answer in answers] == [(200, "<Response/>")] * 2
    assert len(await _commands(house, value["MessageSid"])) == 1


async def test_a_json_body_may_leave_out_everything_but_who_and_what(house: House) -> None:
    number = a_number()

    assert (await house.door.post_json({"From": f"whatsapp:{number}", "Body": "/list"})).status == 200
    [command] = [item for item in await read_all(house.nats, "COMMANDS") if item["chat"] == f"whatsapp:{number}"]
    assert (command["kind"], command["sender"]) == ("list_reminders", NUDGE)


@pytest.mark.parametrize("status", ["queued", "sent", "delivered", "read", "failed", "undelivered"])
async def test_a_status_callback_becomes_a_receipt(house: House, status: str) -> None:
    form = a_status(a_number(), status, ErrorCode="63016") if status == "failed" else a_status(a_number(), status)
    query = "reminder=k7&speech=0123456789abcdef.1.0"
    answer = await house.door.post_form(form, path=STATUSES, query=query)

    assert (answer.status, answer.text) == (200, "<Response/>")
    [receipt] = [item for item in await read_all(house.nats, "RECEIPTS") if item["sid"] == form["MessageSid"]]
    assert (receipt["status"], receipt["chat"]) == (status, form["To"])
    assert (receipt["speech_id"], receipt["reminder"]) == ("0123456789abcdef.1.0", "k7")
    assert receipt["error_code"] == (63016 if status == "failed" else None)


async def test_the_same_callback_twice_is_one_receipt(house: House) -> None:
    form = a_status(a_number(), "delivered")
    for _ in range(2):
        await house.door.post_form(form, path=STATUSES)

    assert len([item for item in await read_all(house.nats, "RECEIPTS") if item["sid"] == form["MessageSid"]]) == 1


async def test_a_callback_for_a_message_that_is_not_marked_is_taken_all_the_same(house: House) -> None:
    form = a_status(a_number(), "sent")

    assert (await house.door.post_form(form, path=STATUSES, query="speech=../../x&reminder=%00")).status == 200
    [receipt] = [item for item in await read_all(house.nats, "RECEIPTS") if item["sid"] == form["MessageSid"]]
    assert (receipt["speech_id"], receipt["reminder"]) == (None, None)


async def test_the_ready_probe_and_the_metrics_know_of_it(house: House) -> None:
    probe = f"http://127.0.0.1:{house['ingress'].settings['PROBE_PORT']}"
    await house.door.post(b"", content_type=FORM)
    metrics = (await house.door.request("GET", f"{probe}/metrics")).text

    assert (await house.door.request("GET", f"{probe}/ready")).status == 200
    assert 'webhooks_total{door="message",result="200"}' in metrics
    assert 'webhooks_total{door="message",result="403"}' in metrics
    assert ACCOUNT not in metrics
    assert "+49" not in metrics


async def _commands(house: House, sid: str) -> list[dict[str, Any]]:
    return [command for command in await read_all(house.nats, "COMMANDS") if command["command_id"] == sid]


async def test_only_what_the_door_had_missed_counts_as_swept(house: House) -> None:
    taken, missed = a_message(a_number(), "/list"), a_message(a_number(), "/list")
    await house.door.post_form(taken)
    for form in (taken, missed, missed):
        answer = await house.door.post_form(form, query="sent_at=1700000000000")
        assert answer.status == 200

    probe = f"http://127.0.0.1:{house['ingress'].settings['PROBE_PORT']}"
    metrics = (await house.door.request("GET", f"{probe}/metrics")).text
    assert "nudge_swept_messages_total 1.0" in metrics
