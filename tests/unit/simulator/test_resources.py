"""Messages and refusals in Twilio's own words."""

import re
from datetime import UTC, datetime

import pytest

from simulator.ledger import Ledger, Message, Status
from simulator.resources import REFUSALS, Code, TwilioError, message_body, page_body, rfc_2822

ACCOUNT = "AC" + "0" * 32


def test_dates_are_written_as_mail_writes_them() -> None:
    assert rfc_2822(datetime(2023, 8, 24, 5, 1, 45, tzinfo=UTC)) == "Thu, 24 Aug 2023 05:01:45 +0000"


def test_a_queued_message_has_every_field_and_was_not_sent_yet(told: Message) -> None:
    body = message_body(told, ACCOUNT)

    assert body == {
        "account_sid": ACCOUNT,
        "api_version": "2010-04-01",
        "body": "call mom",
        "date_created": "Tue, 24 Nov 2026 12:00:00 +0000",
        "date_sent": None,
        "date_updated": "Tue, 24 Nov 2026 12:00:00 +0000",
        "direction": "outbound-api",
        "error_code": None,
        "error_message": None,
        "from": "whatsapp:+14155238886",
        "messaging_service_sid": None,
        "num_media": "0",
        "num_segments": "1",
        "price": None,
        "price_unit": None,
        "sid": told.sid,
        "status": "queued",
        "subresource_uris": {"media": f"/2010-04-01/Accounts/{ACCOUNT}/Messages/{told.sid}/Media.json"},
        "to": "whatsapp:+4915112345678",
        "uri": f"/2010-04-01/Accounts/{ACCOUNT}/Messages/{told.sid}.json",
    }


def test_what_a_person_wrote_is_inbound_and_received_however_its_webhook_fared(ledger: Ledger, asked: Message) -> None:
    failed = ledger.move(asked.sid, Status.FAILED, error_code=11200, error_message="ingress answered 503")
    body = message_body(failed, ACCOUNT)

    assert (body["direction"], body["status"], body["error_code"]) == ("inbound", "received", None)
    assert (body["from"], body["to"]) == ("whatsapp:+4915112345678", "whatsapp:+14155238886")


def test_a_redacted_message_has_lost_its_words(ledger: Ledger, told: Message) -> None:
    assert message_body(ledger.redact(told.sid), ACCOUNT)["body"] == ""


def test_a_sid_looks_like_twilio_s(told: Message) -> None:
    assert re.fullmatch(r"SM[0-9a-f]{32}", told.sid)


@pytest.mark.parametrize("code", Code)
def test_a_refusal_names_its_code_its_status_and_where_to_read_more(code: Code) -> None:
    body = TwilioError(code, "that").body()

    assert body == {
        "code": code.value,
        "message": REFUSALS[code][1].format("that"),
        "more_info": f"https://www.twilio.com/docs/errors/{code.value}",
        "status": REFUSALS[code][0],
    }


def test_a_page_knows_its_neighbours(told: Message, asked: Message) -> None:
    body = page_body([told, asked], ACCOUNT, query={"To": told.business}, number=1, size=2, more=True)

    assert (body["start"], body["end"], body["page"], body["page_size"]) == (2, 3, 1, 2)
    assert str(body["next_page_uri"]).endswith(
        f"Messages.json?To=whatsapp%3A%2B14155238886&PageSize=2&Page=2&PageToken=PA{asked.sid}"
    )
    assert f"Page=0&PageToken=PB{told.sid}" in str(body["previous_page_uri"])
