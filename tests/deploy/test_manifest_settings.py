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
    "redis_username",  # Redis signs nobody in here: its port is open to two services and to nobody else
    "redis_password",
    "tls_ca_file",  # both stores speak plainly inside the cluster
    "twilio_api_url",  # for the simulator
    "simulated_time",
}
ABOUT_OTHERS = {"provision": {"probe_port"}}
"""What a model inherits, and its process does not use."""

SECRETS = {"TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "NATS_NKEY_SEED", "OPERATOR_TOKEN"}
OF_THIS_PLACE = {"NATS_URL", "REDIS_URL", "NATS_MONITOR_URL", "TWILIO_WHATSAPP_NUMBER", "PUBLIC_BASE_URL"}
"""What has another value in a cluster than on a laptop."""

every_overlay = pytest.mark.parametrize("overlay", OVERLAYS)


@every_overlay
@pytest.mark.parametrize("workload", MODELS)
def test_a_service_is_told_exactly_the_settings_that_it_knows(overlay: str, workload: str) -> None:
    known = set(MODELS[workload].model_fields) - ELSEWHERE - ABOUT_OTHERS.get(workload, set())

    assert set(given(overlay, workload)) == {name.upper() for name in known}


@pytest.mark.parametrize("workload", MODELS)
def test_what_the_base_tells_is_the_default(workload: str) -> None:
    told = given("single", workload)
    for name, field in MODELS[workload].model_fields.items():
        value = told.get(name.upper())
        if value is None or name.upper() in SECRETS | OF_THIS_PLACE:
            continue
        default = field.get_default(call_default_factory=True)
        assert value == (
            "" if default in (None, {}) else f"{default:g}" if isinstance(default, float) else str(default)
        ), name


def test_secrets_are_referred_to_and_nowhere_written_down() -> None:
    for overlay in OVERLAYS:
        assert list(of_kind(overlay, "Secret")) == []
        assert not SECRETS & {name for document in of_kind(overlay, "ConfigMap") for name in document["data"]}
