"""A tapped button is its words."""

import pytest

from services.ingress.domain.taps import untapped
from shared.contract import SpeechId, payload_of

SPEECH = SpeechId("0123456789abcdef.1.0")


@pytest.mark.parametrize("carrier", ["ButtonPayload", "ListId"])
@pytest.mark.parametrize("words", ["/done k1", "1", "/snooze k1 10 min"])
def test_what_a_button_carries_is_said(carrier: str, words: str) -> None:
    fields = {"Body": "Done", carrier: payload_of(words, SPEECH), "From": "whatsapp:+4915112345678"}

    assert untapped(fields) == {"Body": words, "From": "whatsapp:+4915112345678"}


@pytest.mark.parametrize("payload", ["", "done", "/delete all", "nudge:", "nudge:x", "nudge:x:\n/delete all"])
def test_what_is_not_ours_is_left_as_it_is(payload: str) -> None:
    fields = {"Body": "Done", "ButtonPayload": payload}

    assert untapped(fields) == fields
