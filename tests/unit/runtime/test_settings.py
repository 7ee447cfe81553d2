"""Settings: what is wrong is one sentence, and never shows a value."""

import pytest
from pydantic import ValidationError
from pydantic_settings import BaseSettings

from services.ingress.settings import IngressSettings
from services.notifier.settings import NotifierSettings
from services.scheduler.settings import SchedulerSettings
from shared.runtime.settings import load, sentences

GOOD = {
    "TWILIO_ACCOUNT_SID": "AC" + "0" * 32,
    "TWILIO_AUTH_TOKEN": "secret-1, secret-2",
    "TWILIO_WHATSAPP_NUMBER": "+1 415 523 8886",
    "PUBLIC_BASE_URL": "https://nudge.example.org/",
}


@pytest.fixture(autouse=True)
def an_empty_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> None:
    for name in (
        *GOOD,
        "TWILIO_PHONE_NUMBER",
        "REDIS_URL",
        "REDIS_HOST",
        "REDIS_PORT",
        "NATS_URL",
        "PORT",
        "PROBE_PORT",
        "TWILIO_API_URL",
        "SIMULATED_TIME",
    ):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(str(tmp_path))


def given(monkeypatch: pytest.MonkeyPatch, **values: str) -> None:
    for name, value in (GOOD | values).items():
        monkeypatch.setenv(name, value)


def complaints(model: type[BaseSettings]) -> list[str]:
    with pytest.raises(ValidationError) as error:
        model()
    return sentences(error.value)


def test_good_settings_are_read_and_tidied(monkeypatch: pytest.MonkeyPatch) -> None:
    given(monkeypatch)

    settings = NotifierSettings()

    assert settings.twilio_whatsapp_number == "whatsapp:+14155238886"
    assert settings.auth_tokens == ["secret-1", "secret-2"]
    assert settings.account.callback_url == "https://nudge.example.org/webhooks/twilio/status"
    assert settings.redis_address == "redis://127.0.0.1:6379/0"


def test_there_may_be_several_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    given(monkeypatch, TWILIO_WHATSAPP_NUMBER="+1 415 523 8886, whatsapp:+12025550100,+14155238886")

    assert NotifierSettings().senders == ("whatsapp:+14155238886", "whatsapp:+12025550100")


def test_the_number_may_have_its_other_name(monkeypatch: pytest.MonkeyPatch) -> None:
    given(monkeypatch, TWILIO_PHONE_NUMBER="+14155238886")
    monkeypatch.delenv("TWILIO_WHATSAPP_NUMBER")

    assert IngressSettings().twilio_whatsapp_number == "whatsapp:+14155238886"


def test_host_and_port_of_redis_are_read_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REDIS_HOST", "redis")
    monkeypatch.setenv("REDIS_PORT", "7000")

    assert SchedulerSettings().redis_address == "redis://redis:7000/0"


def test_every_missing_setting_is_named_in_a_sentence() -> None:
    found = complaints(IngressSettings)

    assert [sentence.split()[0] for sentence in found] == [*GOOD]
    assert all("is not set" in sentence for sentence in found)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TWILIO_ACCOUNT_SID", "AC-hunter2"),
        ("TWILIO_AUTH_TOKEN", " , "),
        ("TWILIO_WHATSAPP_NUMBER", "hunter2"),
        ("PUBLIC_BASE_URL", "hunter2"),
        ("PUBLIC_BASE_URL", "https://hunter2.example/?a=1"),
        ("PORT", "hunter2"),
        ("PROBE_PORT", "70000"),
        ("LOG_LEVEL", "hunter2"),
    ],
)
def test_a_wrong_setting_is_named_without_its_value(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    given(monkeypatch, **{name: value})

    [sentence] = complaints(IngressSettings)

    assert sentence.startswith(f"{name} is not right: ")
    assert "hunter2" not in sentence


def test_a_process_with_wrong_settings_ends_with_exit_code_2(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        load(IngressSettings)

    assert end.value.code == 2
    assert "TWILIO_AUTH_TOKEN is not set" in capsys.readouterr().err


def test_a_token_is_never_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    given(monkeypatch)

    assert "secret-1" not in repr(IngressSettings())


@pytest.mark.parametrize("model", [IngressSettings, SchedulerSettings, NotifierSettings])
def test_time_is_never_simulated_with_twilio_itself(
    monkeypatch: pytest.MonkeyPatch, model: type[IngressSettings | SchedulerSettings | NotifierSettings]
) -> None:
    given(monkeypatch, SIMULATED_TIME="true")

    assert complaints(model) == [
        "SIMULATED_TIME is not right: nobody moves Twilio's time: leave it out, or name a simulator in TWILIO_API_URL."
    ]
    given(monkeypatch, SIMULATED_TIME="true", TWILIO_API_URL="https://api.dublin.ie1.twilio.com")
    assert complaints(model) != []
    given(monkeypatch, SIMULATED_TIME="true", TWILIO_API_URL="http://127.0.0.1:8080")
    assert model().simulated_time
