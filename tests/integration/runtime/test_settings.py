"""A missing or wrong setting is one clear sentence on standard error and exit code 2, for every process."""

from pathlib import Path

import pytest

from tests.harness.account import TWILIO_SETTINGS
from tests.harness.child import run_module

INGRESS, SCHEDULER, NOTIFIER = "services.ingress", "services.scheduler", "services.notifier"
NEEDED = ["TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "TWILIO_WHATSAPP_NUMBER", "PUBLIC_BASE_URL"]
RIGHT = {**TWILIO_SETTINGS, "PUBLIC_BASE_URL": "https://nudge.example.org"}


@pytest.mark.parametrize("service", [INGRESS, NOTIFIER])
def test_each_missing_setting_is_one_sentence(service: str, tmp_path: Path) -> None:
    done = run_module(service, {}, tmp_path)

    assert done.returncode == 2
    assert [line.split()[0] for line in done.stderr.splitlines()] == NEEDED
    assert all("is not set: set it in the environment or in .env" in line for line in done.stderr.splitlines())


@pytest.mark.parametrize(
    ("service", "name", "value"),
    [
        (INGRESS, "TWILIO_ACCOUNT_SID", "AC-not-hex"),
        (INGRESS, "TWILIO_AUTH_TOKEN", " , "),
        (INGRESS, "TWILIO_WHATSAPP_NUMBER", "0151-not-international"),
        (INGRESS, "PUBLIC_BASE_URL", "ftp://wrong.example.org"),
        (INGRESS, "PUBLIC_BASE_URL", "https://example.org/?query=1"),
        (INGRESS, "PORT", "not-a-port"),
        (INGRESS, "PROBE_PORT", "70000"),
        (NOTIFIER, "TWILIO_API_URL", "not-an-address"),
        (NOTIFIER, "SEND_WORKERS", "0"),
        (NOTIFIER, "SETTLE_SECONDS", "soon"),
        (NOTIFIER, "LOG_LEVEL", "chatty"),
        (SCHEDULER, "REDIS_PORT", "70001"),
        (SCHEDULER, "MAX_PENDING", "many"),
        (SCHEDULER, "LOG_FORMAT", "yaml"),
    ],
)
def test_a_wrong_setting_is_named_and_its_value_is_not_shown(
    service: str, name: str, value: str, tmp_path: Path
) -> None:
    done = run_module(service, {**RIGHT, name: value}, tmp_path)
    lines = done.stderr.splitlines()

    assert done.returncode == 2
    assert len(lines) == 1
    assert lines[0].startswith(f"{name} is not right: ")
    assert value.strip(" ,") not in lines[0] or not value.strip(" ,")


def test_a_wrong_secret_is_never_shown(tmp_path: Path) -> None:
    done = run_module(INGRESS, {**RIGHT, "TWILIO_ACCOUNT_SID": "AC0", "TWILIO_AUTH_TOKEN": "very-secret"}, tmp_path)

    assert done.returncode == 2
    assert "very-secret" not in done.stdout + done.stderr


def test_settings_are_read_from_a_file_too(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("TWILIO_ACCOUNT_SID=wrong\nTWILIO_AUTH_TOKEN=t\nPUBLIC_BASE_URL=https://a.example\n")
    done = run_module(INGRESS, {"TWILIO_PHONE_NUMBER": "+14155238886"}, tmp_path)

    assert done.returncode == 2
    assert [line.split()[0] for line in done.stderr.splitlines()] == ["TWILIO_ACCOUNT_SID"]
