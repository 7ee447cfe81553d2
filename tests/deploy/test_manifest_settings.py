"""The settings in the manifests are exactly those that the services know, and secrets are only referred to."""

import pytest
from pydantic_settings import BaseSettings

from services.ingress.settings import IngressSettings
from services.notifier.settings import NotifierSettings
from services.scheduler.settings import SchedulerSettings
from shared.runtime.provision import ProvisionSettings
from tests.harness.manifests import OVERLAYS, given, of_kind

MODELS: dict[str, type[BaseSettings]] = {
    "ingress": IngressSettings,
    "scheduler": SchedulerSettings,
    "notifier": NotifierSettings,
    "provision": ProvisionSettings,
}
ELSEWHERE = {
    "nats_creds",  # a file: NATS_NKEY_SEED does the same without one
    "redis_host",  # read where REDIS_URL is not set
    "redis_port",
    "twilio_api_url",  # for the simulator
    "simulated_time",
}
ABOUT_OTHERS = {"provision": {"probe_port"}}
"""What a model inherits, and its process does not use."""

SECRETS = {"TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "NATS_NKEY_SEED", "REDIS_PASSWORD", "OPERATOR_TOKEN"}
OF_THIS_PLACE = {
    "NATS_URL",
    "REDIS_URL",
    "REDIS_USERNAME",
    "NATS_MONITOR_URL",
    "TWILIO_WHATSAPP_NUMBER",
    "PUBLIC_BASE_URL",
}
"""What has another value in a cluster than on a laptop."""


def told(overlay: str, workload: str) -> dict[str, str]:
    """Return what a workload is told, by setting: a secret may be told as the file that holds it."""
    files = {f"{name}_FILE": name for name in SECRETS}
    return {files.get(name, name): value for name, value in given(overlay, workload).items()}


every_overlay = pytest.mark.parametrize("overlay", OVERLAYS)


@every_overlay
@pytest.mark.parametrize("workload", MODELS)
def test_a_service_is_told_exactly_the_settings_that_it_knows(overlay: str, workload: str) -> None:
    known = set(MODELS[workload].model_fields) - ELSEWHERE - ABOUT_OTHERS.get(workload, set())

    assert set(told(overlay, workload)) == {name.upper() for name in known}


@pytest.mark.parametrize("workload", MODELS)
def test_what_the_base_tells_is_the_default(workload: str) -> None:
    ours = told("single", workload)
    for name, field in MODELS[workload].model_fields.items():
        value = ours.get(name.upper())
        if value is None or name.upper() in SECRETS | OF_THIS_PLACE:
            continue
        default = field.get_default(call_default_factory=True)
        assert value == (
            "" if default in ({}, None) else f"{default:g}" if isinstance(default, float) else str(default)
        ), name


def test_secrets_are_referred_to_and_nowhere_written_down() -> None:
    for overlay in OVERLAYS:
        assert list(of_kind(overlay, "Secret")) == []
        assert not SECRETS & {name for document in of_kind(overlay, "ConfigMap") for name in document["data"]}
