"""A wrong setting is one sentence."""

from pathlib import Path

import pytest

from simulator.__main__ import main
from simulator.settings import SettingsError, read_settings


@pytest.fixture(autouse=True)
def _a_right_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("TWILIO_WHATSAPP_NUMBER", "TWILIO_PHONE_NUMBER", "PUBLIC_BASE_URL", "SIMULATOR_PORT"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TWILIO_ACCOUNT_SID", "AC" + "0" * 32)
    monkeypatch.setenv("TWILIO_AUTH_TOKEN", "fresh, stale")


def test_the_first_of_several_tokens_signs() -> None:
    settings = read_settings()

    assert settings.tokens == ("fresh", "stale")
    assert settings.signing_token == settings.tokens[0]


def test_the_webhook_is_below_the_public_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PUBLIC_BASE_URL", "http://ingress:8000/")

    assert read_settings().webhook_url == "http://ingress:8000/webhooks/twilio"


def test_the_sender_may_be_named_as_a_plain_phone_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TWILIO_PHONE_NUMBER", "+14155550100")

    assert read_settings().twilio_whatsapp_number == "whatsapp:+14155550100"


def test_an_empty_setting_is_no_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SIMULATOR_STATE", "")
    monkeypatch.setenv("PUBLIC_BASE_URL", "")

    assert read_settings().simulator_state is None
    assert read_settings().public_base_url == "http://127.0.0.1:8000"


def test_ingress_s_address_is_not_the_simulator_s(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOST", "0.0.0.0")  # noqa: S104
    monkeypatch.setenv("PORT", "8000")

    assert (read_settings().simulator_host, read_settings().simulator_port) == ("127.0.0.1", 8080)


def test_a_file_named_env_is_read_too(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("TWILIO_AUTH_TOKEN")
    (tmp_path / ".env").write_text("TWILIO_AUTH_TOKEN=from-the-file\n", "utf-8")

    assert read_settings().tokens == ("from-the-file",)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TWILIO_ACCOUNT_SID", "AC123"),
        ("TWILIO_AUTH_TOKEN", " , "),
        ("TWILIO_WHATSAPP_NUMBER", "14155238886"),
        ("PUBLIC_BASE_URL", "127.0.0.1:8000"),
        ("SIMULATOR_PORT", "80800"),
    ],
)
def test_a_wrong_setting_is_named_in_one_sentence(name: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, value)

    with pytest.raises(SettingsError, match=rf"^The simulator cannot start: {name} [^;]+\.$"):
        read_settings()


def test_the_process_says_the_sentence_and_leaves_with_two(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("TWILIO_AUTH_TOKEN")

    assert main() == 2
    assert capsys.readouterr().err == "The simulator cannot start: TWILIO_AUTH_TOKEN is not set.\n"
