"""Settings: what is wrong is one sentence, and never shows a value."""

from pathlib import Path

import pytest
from pydantic import ValidationError
from pydantic_settings import BaseSettings

from services.ingress.settings import IngressSettings
from services.notifier.settings import NotifierSettings
from services.scheduler.settings import SchedulerSettings
from shared.runtime.settings import EXIT_SETTINGS, load, sentences

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
        "REDIS_USERNAME",
        "REDIS_PASSWORD",
        "REDIS_PASSWORD_FILE",
        "TLS_CA_FILE",
        "TWILIO_AUTH_TOKEN_FILE",
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


def test_a_secret_may_stand_in_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    given(monkeypatch)
    monkeypatch.delenv("TWILIO_AUTH_TOKEN")
    secret = tmp_path / "token"
    secret.write_text("from a file, and the old one\n")
    monkeypatch.setenv("TWILIO_AUTH_TOKEN_FILE", str(secret))

    assert IngressSettings().auth_tokens == ["from a file", "and the old one"]


def test_the_name_of_the_file_may_stand_in_dotenv(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    given(monkeypatch)
    monkeypatch.delenv("TWILIO_AUTH_TOKEN")
    (tmp_path / "token").write_text("from a file")
    (tmp_path / ".env").write_text(f"TWILIO_AUTH_TOKEN_FILE={tmp_path / 'token'}\n")

    assert IngressSettings().auth_tokens == ["from a file"]


def test_a_secret_in_the_environment_goes_before_its_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    given(monkeypatch, TWILIO_AUTH_TOKEN_FILE=str(tmp_path / "is not there"))

    with pytest.raises(SystemExit) as ended:
        load(IngressSettings)

    assert ended.value.code == EXIT_SETTINGS
    (tmp_path / "is not there").write_text("ignored")
    assert load(IngressSettings).auth_tokens == ["secret-1", "secret-2"]


def test_a_secret_file_that_cannot_be_read_is_a_sentence(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given(monkeypatch, REDIS_PASSWORD_FILE=str(tmp_path))

    with pytest.raises(SystemExit):
        load(SchedulerSettings)

    assert capsys.readouterr().err == "REDIS_PASSWORD_FILE is not right: it names a file that cannot be read.\n"


def test_an_empty_secret_file_is_a_setting_that_is_missing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    given(monkeypatch)
    monkeypatch.delenv("TWILIO_AUTH_TOKEN")
    (tmp_path / "token").write_text(" \n")
    monkeypatch.setenv("TWILIO_AUTH_TOKEN_FILE", str(tmp_path / "token"))

    [sentence] = complaints(IngressSettings)

    assert sentence.startswith("TWILIO_AUTH_TOKEN is not set")


@pytest.mark.parametrize(
    ("given_url", "address"),
    [
        (None, "redis://clock:a%2Fb%40c@127.0.0.1:6379/0"),
        ("redis://store:6380/1", "redis://clock:a%2Fb%40c@store:6380/1"),
        ("redis://other:own@store/0", "redis://other:own@store/0"),
        ("rediss://store/0", "rediss://clock:a%2Fb%40c@store/0?ssl_ca_certs=%2Fca.pem"),
        ("rediss+cluster://store?x=1", "rediss+cluster://clock:a%2Fb%40c@store?x=1&ssl_ca_certs=%2Fca.pem"),
    ],
)
def test_the_address_of_redis_says_who_signs_in_and_whom_to_trust(
    monkeypatch: pytest.MonkeyPatch, given_url: str | None, address: str
) -> None:
    given(monkeypatch, REDIS_USERNAME="clock", REDIS_PASSWORD="a/b@c", TLS_CA_FILE="/ca.pem")
    if given_url:
        monkeypatch.setenv("REDIS_URL", given_url)

    assert SchedulerSettings().redis_address == address


def test_no_setting_shows_its_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    given(monkeypatch, REDIS_PASSWORD="whisper", NATS_NKEY_SEED="SUwhisper", OPERATOR_TOKEN="whisper")
    settings = NotifierSettings()

    assert "whisper" not in f"{settings!r} {settings} {settings.model_dump()} {settings.model_dump_json()}"
    assert "secret-1" not in f"{settings!r} {settings} {settings.model_dump()} {settings.model_dump_json()}"


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
