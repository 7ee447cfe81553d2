import json
import os
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from pydantic_settings import BaseSettings

from deploy.embedded.ports import free_port
from services.ingress.settings import IngressSettings
from services.notifier.settings import NotifierSettings
from services.scheduler.settings import SchedulerSettings
from tests.docker.engine import ROOT, docker

SIMULATOR = ("--env-file", "deploy/compose/simulator.env")
ALICE, BOB = "+491701234567", "+79161234567"
SOON_SECONDS = 30.0


def plan(*options: str) -> dict[str, Any]:
    """Return compose's own reading of the file."""
    read: dict[str, Any] = json.loads(docker("compose", *options, "config", "--format", "json"))
    return read


@pytest.fixture(scope="module")
def everything() -> Mapping[str, dict[str, Any]]:
    services: dict[str, dict[str, Any]] = plan("--profile", "simulator", "--profile", "tunnel")["services"]
    return services


@pytest.mark.parametrize(
    ("options", "extra"),
    [
        ((), set()),
        (("--profile", "simulator"), {"simulator"}),
        (("--profile", "tunnel"), {"tunnel"}),
        (SIMULATOR, {"simulator"}),
    ],
)
def test_every_profile_is_a_valid_house(options: tuple[str, ...], extra: set[str]) -> None:
    house = {"nats", "redis", "provision", "ingress", "scheduler", "notifier"}

    assert set(plan(*options)["services"]) == house | extra


def test_everyone_is_locked_in(everything: Mapping[str, dict[str, Any]]) -> None:
    for name, service in everything.items():
        assert service["cap_drop"] == ["ALL"], name
        assert service["security_opt"] == ["no-new-privileges:true"], name
        assert service["restart"], name
        assert service.get("read_only") or name == "tunnel", name
        assert "container_name" not in service, name


def test_ports_are_published_on_this_machine_only(everything: Mapping[str, dict[str, Any]]) -> None:
    published = {
        name: [f"{port['host_ip']}:{port['published']}" for port in service["ports"]]
        for name, service in everything.items()
        if "ports" in service
    }

    assert published == {"ingress": ["127.0.0.1:8000"], "simulator": ["127.0.0.1:8080"]}


def test_nobody_starts_before_what_it_needs_is_healthy(everything: Mapping[str, dict[str, Any]]) -> None:
    for name in ("ingress", "scheduler", "notifier"):
        waits = {other: how["condition"] for other, how in everything[name]["depends_on"].items()}
        assert waits["nats"] == "service_healthy"
        assert waits["provision"] == "service_completed_successfully"


def test_only_those_who_talk_to_twilio_know_its_token(everything: Mapping[str, dict[str, Any]]) -> None:
    knows = {name for name, service in everything.items() if "TWILIO_AUTH_TOKEN" in service.get("environment", {})}

    assert knows == {"ingress", "notifier", "simulator"}


@pytest.mark.parametrize(
    ("service", "model"),
    [("ingress", IngressSettings), ("scheduler", SchedulerSettings), ("notifier", NotifierSettings)],
)
def test_every_setting_reaches_its_service(
    everything: Mapping[str, dict[str, Any]], service: str, model: type[BaseSettings]
) -> None:
    by_compose = {"HOST", "PORT", "PROBE_PORT", "REDIS_HOST", "REDIS_PORT", "NATS_CREDS", "NATS_NKEY_SEED"}
    by_compose |= {"SIMULATED_TIME"} | ({"TWILIO_API_URL"} if service != "notifier" else set())  # time is real there
    also_read = {"TWILIO_PHONE_NUMBER"}

    assert set(everything[service]["environment"]) - also_read == {
        name.upper() for name in model.model_fields if name.upper() not in by_compose
    }


@dataclass(frozen=True)
class House:
    """The composed house of this test, with a project name and ports of its own."""

    project: str
    environment: Mapping[str, str]

    def compose(self, *arguments: str, check: bool = True) -> str:
        return docker(
            "compose", *SIMULATOR, "--project-name", self.project, *arguments,
            environment=dict(self.environment), check=check,
        )  # fmt: skip

    def running(self, service: str) -> list[str]:
        return self.compose("ps", "--quiet", "--status", "running", service).split()

    def write(self, number: str, text: str) -> None:
        answer = httpx.post(
            f"{self._phone}/messages", params={"wait": "true"}, json={"from": number, "body": text}, timeout=30
        )
        assert answer.json()["webhook_status"] == httpx.codes.OK, answer.text

    def chat(self, number: str) -> list[dict[str, Any]]:
        bubbles: list[dict[str, Any]] = httpx.get(f"{self._phone}/messages", params={"number": number}).json()
        return [bubble for bubble in bubbles if bubble["direction"] == "in"]

    def texts(self, number: str) -> list[str]:
        return [bubble["body"] for bubble in self.chat(number)]

    @property
    def _phone(self) -> str:
        return f"http://127.0.0.1:{self.environment['SIMULATOR_PORT']}/phone"


@pytest.fixture(scope="module")
def house() -> Iterator[House]:
    house = House(f"nudge-test-{os.getpid()}", {"PORT": str(free_port()), "SIMULATOR_PORT": str(free_port())})
    try:
        house.compose(
            "up", "--build", "--quiet-pull", "--detach", "--wait", "--wait-timeout", "180",
            "--scale", "scheduler=2", "--scale", "notifier=2",
        )  # fmt: skip
        yield house
    except AssertionError:
        print(house.compose("logs", check=False))  # noqa: T201 - pytest shows it with the failure
        raise
    finally:
        house.compose("down", "--volumes", "--timeout", "10", check=False)


def wait_until(fact: Callable[[], object], description: str, seconds: float = SOON_SECONDS) -> None:
    deadline = time.monotonic() + seconds
    while not fact():
        assert time.monotonic() < deadline, f"never: {description}"
        time.sleep(0.1)


def a_minute_ahead() -> datetime:
    """Return the next full minute that leaves time enough to ask for it."""
    return (datetime.now(UTC) + timedelta(seconds=70)).replace(second=0, microsecond=0)


def add(text: str, moment: datetime) -> str:
    return f"/add remind me to {text} at {moment:%Y-%m-%d %H:%M} in UTC"


def test_the_services_scale(house: House) -> None:
    assert len(house.running("scheduler")) == len(house.running("notifier")) == 2
    assert len(house.running("ingress")) == 1


def test_a_reminder_goes_all_the_way_once(house: House) -> None:
    moment = a_minute_ahead()
    house.write(ALICE, add("water the plants", moment))
    wait_until(lambda: house.texts(ALICE), "the answer arrives")
    house.write(BOB, add("call home", moment))
    wait_until(lambda: house.texts(BOB), "the other answer arrives")
    wait_until(lambda: len(house.texts(ALICE)) > 1 and len(house.texts(BOB)) > 1, "the reminders arrive", seconds=100)

    assert ["water the plants" in text for text in house.texts(ALICE)] == [True, True]
    assert ["call home" in text for text in house.texts(BOB)] == [True, True]
    assert house.chat(ALICE)[1]["at"] >= f"{moment:%Y-%m-%dT%H:%M:%S}"


def test_reminders_survive_going_down_and_coming_up(house: House) -> None:
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    house.write(ALICE, add("pay the rent", tomorrow))
    wait_until(lambda: any("pay the rent" in text for text in house.texts(ALICE)), "the answer arrives")
    house.compose("down", "--timeout", "20")
    house.compose("up", "--detach", "--wait", "--wait-timeout", "120")
    before = len(house.texts(ALICE))
    house.write(ALICE, "/list")
    wait_until(lambda: len(house.texts(ALICE)) > before, "the list arrives")

    assert "pay the rent" in house.texts(ALICE)[-1]


def test_nothing_in_the_house_was_killed_for_not_leaving(house: House) -> None:
    service = house.running("scheduler")[0]
    docker("stop", "--time", "30", service)

    assert json.loads(docker("inspect", service))[0]["State"]["ExitCode"] == 0


def test_the_files_that_compose_mounts_are_in_the_repository() -> None:
    for name in ("nats.conf", "redis.conf", "simulator.env"):
        assert (ROOT / "deploy" / "compose" / name).is_file()
