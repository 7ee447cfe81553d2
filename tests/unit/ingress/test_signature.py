"""Twilio's signature: right ones are let in, everything else is not."""

import json
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from twilio.request_validator import RequestValidator

from services.ingress.domain.signature import SigningKey, body_is_signed, is_signed, sign

URL = "https://nudge.example.org/webhooks/twilio"
KEY = SigningKey("secret")
FIELDS = [("Body", "Привет 👋"), ("From", "whatsapp:+4915112345678"), ("NumMedia", "0"), ("Empty", "")]
A_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
SOME_FIELDS = st.lists(st.tuples(A_TEXT, A_TEXT), max_size=12, unique_by=lambda field: field[0])


def vectors() -> list[Any]:
    folder = os.environ.get("NUDGE_CASES")
    if folder is None:
        return [pytest.param(None, marks=pytest.mark.skip(reason="NUDGE_CASES is not set"))]
    known = json.loads((Path(folder) / "twilio_signature_vectors.json").read_text("utf-8"))["vectors"]
    # One vector is about how another SDK rewrites an address before it checks: a server sees what was sent.
    return [pytest.param(vector, id=vector["id"]) for vector in known if "node-only" not in vector["id"]]


@pytest.mark.parametrize("vector", vectors())
def test_known_requests_are_judged_as_known(vector: dict[str, Any]) -> None:
    key = SigningKey(vector["token"], vector["algorithm"])
    fields = [(name, value) for name, value in vector["params"] or []]
    signed = is_signed(vector["url_presented"], fields, vector["signature"], [key])
    if vector["body"] is not None:
        query = vector["url_presented"].partition("?")[2]
        signed = signed and body_is_signed(query, vector["body"].encode())

    assert signed is vector["expect_valid"]


@given(SOME_FIELDS)
def test_we_sign_as_twilio_does(fields: list[tuple[str, str]]) -> None:
    assert sign(URL, fields, KEY) == RequestValidator("secret").compute_signature(URL, dict(fields))


@given(SOME_FIELDS, st.integers(0, 1000), A_TEXT)
def test_whatever_is_changed_breaks_the_signature(fields: list[tuple[str, str]], at: int, text: str) -> None:
    changed = [*fields, ("Body", text)] if not fields else list(fields)
    if fields:
        name, value = changed[at % len(changed)]
        changed[at % len(changed)] = (name, value + "!")

    assert not is_signed(URL, changed, sign(URL, fields, KEY), [KEY])


@given(st.text(max_size=200))
def test_no_signature_whatever_it_is_raises(signature: str) -> None:
    assert is_signed(URL, FIELDS, signature, [KEY]) is False


def test_while_a_token_is_rotated_both_are_taken() -> None:
    keys = [SigningKey("new"), SigningKey("old")]

    assert is_signed(URL, FIELDS, sign(URL, FIELDS, SigningKey("old")), keys)
    assert is_signed(URL, FIELDS, sign(URL, FIELDS, SigningKey("new")), keys)
    assert not is_signed(URL, FIELDS, sign(URL, FIELDS, SigningKey("older")), keys)


def test_a_key_has_one_algorithm_whatever_the_request_looks_like() -> None:
    stronger = SigningKey("secret", "HMAC_SHA256")

    assert not is_signed(URL, FIELDS, sign(URL, FIELDS, KEY), [stronger])
    assert is_signed(URL, FIELDS, sign(URL, FIELDS, stronger), [stronger])


def test_another_address_is_another_signature() -> None:
    signature = sign(URL, FIELDS, KEY)

    for other in (
        "http://nudge.example.org/webhooks/twilio",
        URL + "/",
        URL + "?a=1",
        "https://evil.example/webhooks/twilio",
    ):
        assert not is_signed(other, FIELDS, signature, [KEY])


def test_a_json_body_is_bound_by_its_hash() -> None:
    digest = "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"

    assert body_is_signed(f"bodySHA256={digest}", b"{}")
    assert not body_is_signed(f"bodySHA256={digest}", b"{ }")
    assert not body_is_signed("", b"{}")
