"""What a webhook must look like."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.ingress.domain.webhooks import (
    Unacceptable,
    heard_from_form,
    heard_from_json,
    once,
    parse_form,
    parse_json,
    status_from_form,
)
from tests.fakes.clock import NOON

SID = "SM" + "0123456789abcdef" * 2
INBOUND = {"MessageSid": SID, "From": "whatsapp:+4915112345678", "To": "whatsapp:+14155238886", "Body": "hi"}
STATUS = {"MessageSid": SID, "MessageStatus": "delivered", "To": "whatsapp:+4915112345678"}


@pytest.mark.parametrize(
    "person",
    ["whatsapp:+4915112345678", "whatsapp:DE.abc123", "whatsapp:BR.ENT.Zz9", "whatsapp:US." + "a" * 128],
)
def test_a_person_is_a_number_or_the_id_of_a_hidden_one(person: str) -> None:
    assert heard_from_form(INBOUND | {"From": person}).chat == person


@pytest.mark.parametrize(
    "person",
    [
        "",
        "+4915112345678",
        "whatsapp:4915112345678",
        "whatsapp:+0151",
        "whatsapp:+49 151",
        "whatsapp:DE.",
        "sms:+491511234567",
    ],
)
def test_nobody_else_is_a_person(person: str) -> None:
    with pytest.raises(Unacceptable, match="From"):
        heard_from_form(INBOUND | {"From": person})


@pytest.mark.parametrize("sid", ["", "SM1", "XX" + "0" * 32, SID + "0", SID + "\n"])
def test_a_message_has_one_of_twilios_names(sid: str) -> None:
    with pytest.raises(Unacceptable, match="MessageSid"):
        heard_from_form(INBOUND | {"MessageSid": sid})


def test_a_message_without_a_body_is_heard_as_an_empty_one() -> None:
    assert heard_from_form({name: value for name, value in INBOUND.items() if name != "Body"}).body == ""


@pytest.mark.parametrize("body", [b"a", b"a=%ff", b"a=%zz&b", b"\xff\xfe", b"&".join(b"f%d=1" % n for n in range(101))])
def test_a_form_that_nobody_writes_is_refused(body: bytes) -> None:
    with pytest.raises(Unacceptable):
        parse_form(body)


def test_what_is_in_a_form_stays_as_it_is() -> None:
    assert parse_form(b"Body=%20a%2Bb+%F0%9F%91%8B%20&Empty=") == [("Body", " a+b 👋 "), ("Empty", "")]


def test_a_field_that_is_given_twice_is_refused() -> None:
    with pytest.raises(Unacceptable, match="twice"):
        once([("Body", "a"), ("Body", "b")])


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b'"a"', b"[" * 100_000, b"\xff"])
def test_json_that_is_no_object_is_refused(body: bytes) -> None:
    with pytest.raises(Unacceptable):
        parse_json(body)


@pytest.mark.parametrize("body", ["a\x00b", "\ud800"])
def test_characters_that_are_no_text_are_refused(body: str) -> None:
    with pytest.raises(Unacceptable, match="Body"):
        heard_from_form(INBOUND | {"Body": body})


@pytest.mark.parametrize("words", ["\ud83d", "done \udfff"])
def test_a_button_whose_words_are_no_text_is_refused(words: str) -> None:
    with pytest.raises(Unacceptable):
        heard_from_form(INBOUND | {"ButtonPayload": f"nudge:abc.1.0:{words}"})


def test_json_without_a_name_is_the_same_message_within_a_minute() -> None:
    fields, body = {"From": INBOUND["From"], "Body": "hi"}, b"{...}"

    same = {heard_from_json(fields, body, NOON).command_id for _ in range(5)}
    other = heard_from_json(fields, b"{....}", NOON).command_id

    assert len(same) == 1
    assert other not in same


def test_a_status_names_the_speech_that_its_address_carries() -> None:
    call = status_from_form(STATUS, marks={"speech": "re.SM1", "reminder": "k1"})

    assert (call.speech, call.reminder, call.error_code) == ("re.SM1", "k1", None)
    assert status_from_form(STATUS, marks={"speech": "no such thing"}).speech is None
    assert status_from_form(STATUS | {"ErrorCode": "63016"}, marks={}).error_code == 63016


@given(st.binary(max_size=300))
def test_no_bytes_whatever_they_are_do_more_than_be_refused(body: bytes) -> None:
    for parse in (parse_form, parse_json):
        try:
            parse(body)
        except Unacceptable:
            continue
