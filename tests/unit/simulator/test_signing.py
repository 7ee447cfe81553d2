"""A signature that the official validator, and Twilio's own published examples, agree with."""

import json
import os
from pathlib import Path
from typing import Any

import pytest
from twilio.request_validator import RequestValidator

from simulator.webhooks import signature

URL = "https://nudge.example/webhooks/twilio/status?rid=k7-1"
FORM = {"From": "whatsapp:+4915112345678", "Body": "  купить 🥛 молоко ", "ButtonText": "", "NumMedia": "0"}


def published() -> list[Any]:
    """The vectors that a form post is about, from the file that NUDGE_CASES names or sits beside."""
    place = os.environ.get("NUDGE_CASES")
    if not place:
        return [pytest.param(None, marks=pytest.mark.skip(reason="NUDGE_CASES is not set"))]
    path = Path(place)
    path = path / "twilio_signature_vectors.json" if path.is_dir() else path
    vectors = json.loads(path.read_text("utf-8"))["vectors"]
    return [pytest.param(vector, id=vector["id"]) for vector in vectors if is_form(vector)]


def is_form(vector: dict[str, Any]) -> bool:
    """One value a name, signed with the account's token: what the simulator sends."""
    names = [name for name, _ in vector["params"] or []]
    return (
        vector["algorithm"] == "HMAC_SHA1"
        and vector["expect_valid"]
        and vector["body"] is None
        and len(names) == len(set(names))
    )


@pytest.mark.parametrize("vector", published())
def test_the_signature_is_the_published_one(vector: dict[str, Any]) -> None:
    assert signature(vector["token"], vector["url_signed"], dict(vector["params"] or [])) == vector["signature"]


def test_the_official_validator_accepts_the_signature() -> None:
    assert RequestValidator("secret").validate(URL, FORM, signature("secret", URL, FORM))


def test_another_token_signs_otherwise() -> None:
    assert not RequestValidator("secret").validate(URL, FORM, signature("other", URL, FORM))


def test_what_follows_a_hash_is_not_signed() -> None:
    assert signature("secret", f"{URL}#rc=3&rp=all", FORM) == signature("secret", URL, FORM)
