"""Garbage at the door: a clean refusal, nothing on the bus, and the next caller is served."""

import hashlib
import random
from collections.abc import AsyncIterator
from urllib.parse import urlencode

import pytest
import pytest_asyncio

from tests.harness.account import a_number
from tests.harness.house import House
from tests.harness.streams import count_of
from tests.harness.webhooks import MESSAGES, STATUSES, a_message, a_status, signature

pytestmark = pytest.mark.asyncio(loop_scope="module")

REFUSALS = {400, 403, 404, 405, 408, 411, 413, 415, 422, 431}


@pytest_asyncio.fixture(autouse=True, loop_scope="module")
async def nothing_gets_in(house: House) -> AsyncIterator[None]:
    """Whatever a test throws at the door, the bus does not see it and the door still opens."""
    before = await count_of(house.nats, "COMMANDS")
    yield
    assert await count_of(house.nats, "COMMANDS") == before
    assert (await house.door.post_form(a_message(a_number(), "/list"))).status == 200


async def test_without_a_signature_403(house: House) -> None:
    assert (await house.door.post(urlencode(a_message(a_number(), "/list")).encode())).status == 403


@pytest.mark.parametrize("signed", ["", "x", "AAAAAAAAAAAAAAAAAAAAAAAAAAA=", "ж" * 28, "=" * 10_000, "\t"])
async def test_with_a_wrong_signature_403(house: House, signed: str) -> None:
    body = urlencode(a_message(a_number(), "/list")).encode()

    assert (await house.door.post(body, signed=signed)).status in {400, 403, 431}


async def test_with_the_signature_of_another_token_403(house: House) -> None:
    assert (await house.door.post_form(a_message(a_number(), "/list"), token="guessed")).status == 403


async def test_with_the_signature_of_another_address_403(house: House) -> None:
    form = a_message(a_number(), "/list")
    for other in ("http://127.0.0.1:1/webhooks/twilio", house.door.base_url + STATUSES, house.door.base_url):
        signed = signature(other, form)

        assert (await house.door.post(urlencode(form).encode(), signed=signed)).status == 403


async def test_what_a_request_says_of_its_own_host_is_not_believed(house: House) -> None:
    form = a_message(a_number(), "/list")
    headers = {
        "Host": "evil.example",
        "X-Forwarded-Host": "evil.example",
        "X-Forwarded-Proto": "https",
        "Content-Type": "application/x-www-form-urlencoded",
        "X-Twilio-Signature": signature("https://evil.example/webhooks/twilio", form),
    }
    answer = await house.door.request("POST", house.door.base_url + MESSAGES, data=urlencode(form), headers=headers)

    assert answer.status == 403


async def test_fields_that_were_cut_anew_under_the_same_signature_are_refused(house: House) -> None:
    # The signature runs name and value together: `Body=hi` and `Bodyh=i` sign alike.
    url, form = house.door.base_url + MESSAGES, a_message(a_number(), "hi")
    cut = {**form, "Bodyh": "i", "MessageSi": "d" + form["MessageSid"]}
    del cut["Body"], cut["MessageSid"]

    assert signature(url, form) == signature(url, cut)
    assert (await house.door.post(urlencode(cut).encode(), signed=signature(url, form))).status == 400


async def test_a_field_given_twice_is_refused(house: House) -> None:
    url, form = house.door.base_url + MESSAGES, a_message(a_number(), "/list")
    twice = urlencode([*form.items(), ("Body", "/list")]).encode()

    assert (await house.door.post(twice, signed=signature(url, form))).status in {400, 403}


@pytest.mark.parametrize(
    "wrong",
    [
        {"MessageSid": "SM1"},
        {"MessageSid": ""},
        {"From": "whatsapp:4915112345678"},
        {"From": "+4915112345678"},
        {"From": "whatsapp:+" + "9" * 40},
        {"From": "sms:+4915112345678"},
        {"From": "whatsapp:+4915112345678\nX: y"},
        {"From": ""},
        {"To": "whatsapp:+12025550000"},
        {"AccountSid": "AC" + "0" * 32},
        {"Body": "null\x00byte"},
    ],
    ids=str,
)
async def test_a_signed_form_that_twilio_would_not_send_is_refused(house: House, wrong: dict[str, str]) -> None:
    assert (await house.door.post_form(a_message(a_number(), "/list", **wrong))).status in {400, 403}


@pytest.mark.parametrize(
    "raw", ["Body=%ff%fe", "Body=%ed%a0%80", "Body=%c0%af", "Body=hi;From=x", "=&=&=", "Body", "&&&&", "Body=ж", "%"]
)
async def test_forms_that_cannot_be_read_are_refused(house: House, raw: str) -> None:
    assert (await house.door.post(raw.encode(), signed="x")).status in {400, 403}


async def test_random_bytes_are_refused(house: House) -> None:
    dice = random.Random(20261123)  # noqa: S311 - the same garbage every time
    for _ in range(50):
        body = dice.randbytes(dice.randrange(1, 2_000))
        kind = dice.choice(["application/x-www-form-urlencoded", "application/json", "text/plain", "", "ж/ж", "*/*"])

        assert (await house.door.post(body, signed="x", content_type=kind)).status in REFUSALS


async def test_100000_fields_are_refused(house: House) -> None:
    body = "&".join(f"f{number}=" for number in range(100_000)).encode()
    small = "&".join(f"f{number}=" for number in range(5_000)).encode()

    assert (await house.door.post(body, signed="x")).status == 413
    assert (await house.door.post(small, signed="x")).status == 400


@pytest.mark.parametrize("kind", ["multipart/form-data; boundary=x", "text/xml", "application/octet-stream", ""])
async def test_other_kinds_of_body_are_refused(house: House, kind: str) -> None:
    assert (await house.door.post(b"--x--", signed="x", content_type=kind)).status == 415


@pytest.mark.parametrize("value", [[], "text", 7, None, {}, {"From": 7, "Body": []}, {"Body": "/list"}, [[[[[]]]]]])
async def test_json_of_the_wrong_shape_is_refused(house: House, value: object) -> None:
    assert (await house.door.post_json(value)).status == 400


async def test_json_with_a_lone_surrogate_or_a_nul_is_refused(house: House) -> None:
    for body in ("\ud800", "\x00", "a\udfffb"):
        value = {"From": f"whatsapp:{a_number()}", "Body": body}

        assert (await house.door.post_json(value)).status == 400


async def test_json_that_nests_for_ever_is_refused(house: House) -> None:
    body = b"[" * 60_000
    url = f"{house.door.base_url}{MESSAGES}?bodySHA256={hashlib.sha256(body).hexdigest()}"
    answer = await house.door.post(body, url=url, signed=signature(url, {}), content_type="application/json")

    assert answer.status == 400


@pytest.mark.parametrize("claimed", ["", "0" * 64, "x", "ж"])
async def test_json_with_another_hash_than_its_own_is_refused(house: House, claimed: str) -> None:
    value = {"From": f"whatsapp:{a_number()}", "Body": "/list"}

    assert (await house.door.post_json(value, claimed=claimed)).status in {400, 403}


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "BREW"])
async def test_other_methods_are_refused(house: House, method: str) -> None:
    for path in (MESSAGES, STATUSES):
        assert (await house.door.request(method, house.door.base_url + path)).status in {400, 405}


@pytest.mark.parametrize("path", ["/", "/webhooks", "/webhooks/twilio/", "/docs", "/openapi.json", "/metrics", "/%00"])
async def test_there_are_no_other_doors(house: House, path: str) -> None:
    form = a_message(a_number(), "/list")

    assert (await house.door.post_form(form, path=path)).status in {400, 404, 405, 307}
    assert (await house.door.request("GET", house.door.base_url + path)).status in {400, 404, 405, 307}


@pytest.mark.parametrize("wrong", [{"MessageStatus": "<script>"}, {"MessageSid": "x"}, {"To": "nobody"}], ids=str)
async def test_a_callback_that_twilio_would_not_send_is_refused(house: House, wrong: dict[str, str]) -> None:
    assert (await house.door.post_form(a_status(a_number(), "sent", **wrong), path=STATUSES)).status == 400
