from collections.abc import Mapping

import pytest

from deploy.embedded.errors import CannotStartError
from deploy.embedded.settings import for_tools, furnish, read_ports

MADE_UP = {"TWILIO_ACCOUNT_SID": "AC1", "TWILIO_AUTH_TOKEN": "secret"}


def furnished(given: Mapping[str, str], *, simulator: bool = True) -> dict[str, str]:
    return furnish(given, read_ports(given), simulator=simulator, development_credentials=lambda: MADE_UP)


def test_without_any_setting_everything_is_here_and_points_at_the_simulator() -> None:
    environment = furnished({})

    assert environment["NATS_URL"] == "nats://127.0.0.1:4222"
    assert environment["REDIS_URL"] == "redis://127.0.0.1:6379/0"
    assert environment["TWILIO_API_URL"] == "http://127.0.0.1:8080"
    assert environment["PUBLIC_BASE_URL"] == "http://127.0.0.1:8000"
    assert environment["HOST"] == "127.0.0.1"
    assert environment["LOG_FORMAT"] == "console"
    assert environment["SIMULATED_TIME"] == "true"
    assert environment.items() >= MADE_UP.items()


def test_what_was_given_stays() -> None:
    given = {
        "TWILIO_ACCOUNT_SID": "AC2",
        "TWILIO_AUTH_TOKEN": "own",
        "TWILIO_PHONE_NUMBER": "+14155550100",
        "PUBLIC_BASE_URL": "https://nudge.example.org",
        "LOG_FORMAT": "json",
    }

    assert furnished(given).items() >= given.items()


def test_the_simulator_has_the_number_that_the_services_have() -> None:
    assert furnished({})["TWILIO_WHATSAPP_NUMBER"] == "whatsapp:+14155238886"
    assert furnished({"TWILIO_PHONE_NUMBER": "+491701234567"})["TWILIO_WHATSAPP_NUMBER"] == "whatsapp:+491701234567"


def test_half_an_account_is_not_completed_with_a_made_up_half() -> None:
    assert "TWILIO_AUTH_TOKEN" not in furnished({"TWILIO_ACCOUNT_SID": "AC2"})


def test_without_the_simulator_nobody_talks_to_twilio_in_a_made_up_name() -> None:
    environment = furnished({}, simulator=False)

    assert "TWILIO_API_URL" not in environment
    assert "SIMULATED_TIME" not in environment
    assert "TWILIO_ACCOUNT_SID" not in environment


def test_a_person_s_tools_are_told_of_the_house_and_of_no_token_that_was_given() -> None:
    given = {"TWILIO_ACCOUNT_SID": "AC2", "TWILIO_AUTH_TOKEN": "own", "PORT": "8001"}
    made_up, own = for_tools(furnished({}), {}), for_tools(furnished(given), given)

    assert made_up.items() >= {**MADE_UP, "TWILIO_API_URL": "http://127.0.0.1:8080"}.items()
    assert own.items() >= {"TWILIO_ACCOUNT_SID": "AC2", "PUBLIC_BASE_URL": "http://127.0.0.1:8001"}.items()
    assert "TWILIO_AUTH_TOKEN" not in own


def test_the_addresses_of_the_stores_move_the_stores() -> None:
    ports = read_ports({"NATS_URL": "nats://localhost:5222", "REDIS_URL": "redis://127.0.0.1:7379/1"})

    assert (ports.nats, ports.redis) == (5222, 7379)
    assert furnished({"REDIS_URL": "redis://127.0.0.1:7379/1"})["REDIS_URL"] == "redis://127.0.0.1:7379/1"
    assert furnished({"REDIS_PORT": "7380"})["REDIS_URL"] == "redis://127.0.0.1:7380/0"


def test_the_probes_stand_side_by_side() -> None:
    ports = read_ports({"PROBE_PORT": "9500"})

    assert (ports.ingress_probe, ports.scheduler_probe, ports.notifier_probe) == (9500, 9501, 9502)


@pytest.mark.parametrize(
    "given",
    [
        {"NATS_URL": "nats://nats:4222"},
        {"NATS_URL": "nats://127.0.0.1:4222,nats://127.0.0.1:4223"},
        {"REDIS_URL": "redis+cluster://127.0.0.1:6379"},
        {"REDIS_URL": "redis://127.0.0.1"},
        {"PORT": "eighty"},
        {"PORT": "0"},
        {"SIMULATOR_PORT": "65536"},
        {"PROBE_PORT": "-1"},
        {"PROBE_PORT": "65534"},
    ],
)
def test_a_setting_that_cannot_be_meant_is_named(given: dict[str, str]) -> None:
    with pytest.raises(CannotStartError, match=next(iter(given))):
        read_ports(given)
