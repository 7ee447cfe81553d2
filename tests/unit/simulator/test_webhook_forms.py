"""What webhooks say."""

import json

from simulator.ledger import Ledger, Message, Status
from simulator.webhooks import Outcome, message_form, status_form

ACCOUNT = "AC" + "0" * 32


def test_a_message_from_a_person_carries_what_twilio_sends(asked: Message) -> None:
    form = message_form(asked, ACCOUNT)

    assert form["MessageSid"] == form["SmsSid"] == form["SmsMessageSid"] == asked.sid
    assert form["From"] == "whatsapp:+4915112345678"
    assert form["WaId"] == "4915112345678"
    assert form["To"] == "whatsapp:+14155238886"
    assert form["Body"] == "/list"
    assert form["ProfileName"] == "Anna 🌸"
    assert form["AccountSid"] == ACCOUNT
    assert form["ApiVersion"] == "2010-04-01"
    assert form["SmsStatus"] == "received"
    assert form["MessageType"] == "text"
    assert (form["NumMedia"], form["NumSegments"], form["ReferralNumMedia"]) == ("0", "1", "0")
    assert json.loads(form["ChannelMetadata"])["data"]["context"]["ProfileName"] == "Anna 🌸"


def test_a_status_callback_carries_the_nine_fields(ledger: Ledger, told: Message) -> None:
    delivered = ledger.move(told.sid, Status.DELIVERED)

    assert status_form(delivered, ACCOUNT) == {
        "AccountSid": ACCOUNT,
        "ApiVersion": "2010-04-01",
        "ChannelPrefix": "whatsapp",
        "From": "whatsapp:+14155238886",
        "MessageSid": told.sid,
        "MessageStatus": "delivered",
        "SmsSid": told.sid,
        "SmsStatus": "delivered",
        "To": "whatsapp:+4915112345678",
    }


def test_a_failure_says_why(ledger: Ledger, told: Message) -> None:
    failed = ledger.move(told.sid, Status.FAILED, error_code=63016, error_message="outside the window")
    form = status_form(failed, ACCOUNT)

    assert (form["ErrorCode"], form["ErrorMessage"]) == ("63016", "outside the window")


def test_only_a_2xx_counts_as_taken() -> None:
    assert Outcome(204, tries=1).accepted
    assert not Outcome(302, tries=1).accepted
    assert not Outcome(503, tries=4).accepted
    assert not Outcome(None, tries=4).accepted
