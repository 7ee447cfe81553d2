"""What the doctor makes of Twilio's list of senders."""

from collections.abc import Mapping
from typing import Any

import pytest

from services.notifier.operator.checks.twilio import of_sender
from services.notifier.settings import NotifierSettings
from tests.harness.account import TWILIO_SETTINGS

OURS = "whatsapp:+4915112345678"
DOOR = "https://nudge.example.org/webhooks/twilio"
ONLINE = {"sender_id": OURS, "status": "ONLINE", "webhook": {"callback_url": f"{DOOR}#rc=5&rp=all"}}


@pytest.fixture
def settings(monkeypatch: pytest.MonkeyPatch) -> NotifierSettings:
    for name, value in {**TWILIO_SETTINGS, "PUBLIC_BASE_URL": "https://nudge.example.org"}.items():
        monkeypatch.setenv(name, value)
    return NotifierSettings(_env_file=None)


def test_a_sender_that_is_online_and_calls_the_right_address_is_good(settings: NotifierSettings) -> None:
    assert [finding.grade.name for finding in of_sender(OURS, ONLINE, settings)] == ["GOOD", "GOOD"]


@pytest.mark.parametrize(
    ("sender", "sentence"),
    [
        (None, f"The account has no WhatsApp sender {OURS}: check TWILIO_WHATSAPP_NUMBER."),
        ({**ONLINE, "status": "OFFLINE"}, f"{OURS} is OFFLINE."),
        (
            {**ONLINE, "webhook": {"callback_url": "https://old.example.org/webhooks/twilio"}},
            f"For what people write Twilio was told https://old.example.org/webhooks/twilio; it is {DOOR}.",
        ),
        ({**ONLINE, "webhook": None}, f"For what people write Twilio was told nothing; it is {DOOR}."),
    ],
)
def test_what_is_wrong_with_a_sender_is_a_sentence(
    sender: Mapping[str, Any] | None, sentence: str, settings: NotifierSettings
) -> None:
    wrong = [finding.sentence for finding in of_sender(OURS, sender, settings) if finding.grade.name == "WRONG"]

    assert wrong == [sentence]
