import json
import re
import shlex
import subprocess
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from pydantic_settings import BaseSettings

from deploy.locks.bus import BUS_USERS
from services.ingress.settings import IngressSettings
from services.notifier.settings import NotifierSettings
from services.scheduler.settings import SchedulerSettings
from tests.docker.composed import SIMULATOR, House
from tests.docker.engine import ROOT, docker
from tests.docker.measures import MB, memory_of
from tests.harness.phones import add, soon

ALICE, BOB = "+491701234567", "+79161234567"
SOON_SECONDS = 30.0


def plan(*options: str) -> dict[str, Any]:
    """Return compose's own reading of the file."""
    read: dict[str, Any] = json.loads(docker("compose", *options, "config", "--format", "json"))
    return read


@pytest.fixture(scope="module")
def everything() -> Mapping[str, dict[str, Any]]:
    profiles = ("--profile", "simulator", "--profile", "tunnel", "--profile", "operator")
    services: dict[str, dict[str, Any]] = plan(*profiles)["services"]
    return services


@pytest.mark.parametrize(
    ("options", "extra"),
    [
        ((), set()),
        (("--profile", "simulator"), {"simulator"}),
        (("--profile", "tunnel"), {"tunnel"}),
        (("--profile", "operator"), {"doctor", "parked", "status"}),
        (SIMULATOR, {"simulator"}),
    ],
)
def test_every_profile_is_a_valid_house(options: tuple[str, ...], extra: set[str]) -> None:
    house = {"keys", "nats", "redis", "provision", "ingress", "scheduler", "notifier"}

    assert set(plan(*options)["services"]) == house | extra


def test_everyone_is_locked_in(everything: Mapping[str, dict[str, Any]]) -> None:
    for name, service in everything.items():
        assert service["cap_drop"] == ["ALL"], name
        assert "cap_add" not in service, name
        assert "privileged" not in service, name
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

    assert knows == {"ingress", "notifier", "simulator", "doctor", "parked", "status"}


def test_everybody_has_its_own_keys_and_nobody_else_s(everything: Mapping[str, dict[str, Any]]) -> None:
    found = {
        name: {volume["source"] for volume in service.get("volumes", ()) if volume["source"].startswith("keys-")}
        for name, service in everything.items()
    }
    makes = found.pop("keys")

    assert {name: keys for name, keys in found.items() if keys} == {
        "nats": {"keys-nats"},
        "redis": {"keys-redis"},
        "provision": {"keys-provision"},
        "ingress": {"keys-ingress"},
        "scheduler": {"keys-scheduler"},
        "notifier": {"keys-notifier"},
        "doctor": {"keys-operator"},
        "parked": {"keys-operator"},
        "status": {"keys-operator"},
    }
    assert makes == {"keys-nats", "keys-redis", *(f"keys-{user}" for user in BUS_USERS)}
    assert all(
        volume["read_only"]
        for name in found
        for volume in everything[name].get("volumes", ())
        if volume["source"].startswith("keys-")
    )


def test_no_secret_is_in_the_environment_but_twilio_s(everything: Mapping[str, dict[str, Any]]) -> None:
    secret = re.compile(r"SEED|PASSWORD|SECRET|TOKEN")
    names = {name for service in everything.values() for name in service.get("environment", {}) if secret.search(name)}

    assert {name for name in names if not name.endswith("_FILE")} == {
        "TWILIO_AUTH_TOKEN",
        "OPERATOR_TOKEN",
        "NGROK_AUTHTOKEN",
    }


@pytest.mark.parametrize(
    ("service", "model"),
    [("ingress", IngressSettings), ("scheduler", SchedulerSettings), ("notifier", NotifierSettings)],
)
def test_every_setting_reaches_its_service(
    everything: Mapping[str, dict[str, Any]], service: str, model: type[BaseSettings]
) -> None:
    by_compose = {"HOST", "PORT", "PROBE_PORT", "REDIS_HOST", "REDIS_PORT", "NATS_CREDS", "TLS_CA_FILE"}
    by_compose |= {"SIMULATED_TIME"} | ({"TWILIO_API_URL"} if service != "notifier" else set())  # time is real there
    also_read = {"TWILIO_PHONE_NUMBER"}

    assert {name.removesuffix("_FILE") for name in everything[service]["environment"]} - also_read == {
        name.upper() for name in model.model_fields if name.upper() not in by_compose
    }


def wait_until(fact: Callable[[], object], description: str, seconds: float = SOON_SECONDS) -> None:
    deadline = time.monotonic() + seconds
    while not fact():
        assert time.monotonic() < deadline, f"never: {description}"
        time.sleep(0.1)


def test_the_services_scale(house: House) -> None:
    assert len(house.running("scheduler")) == len(house.running("notifier")) == 2
    assert len(house.running("ingress")) == 1


def test_a_reminder_goes_all_the_way_once(house: House) -> None:
    moment = soon(15)
    house.write(ALICE, add("water the plants", moment))
    wait_until(lambda: house.texts(ALICE), "the answer arrives")
    house.write(BOB, add("call home", moment))
    wait_until(lambda: house.texts(BOB), "the other answer arrives")
    wait_until(lambda: len(house.texts(ALICE)) > 1 and len(house.texts(BOB)) > 1, "the reminders arrive", seconds=60)

    assert ["water the plants" in text for text in house.texts(ALICE)] == [True, True]
    assert ["call home" in text for text in house.texts(BOB)] == [True, True]
    assert house.chat(ALICE)[1]["at"] >= f"{moment:%Y-%m-%dT%H:%M:%S}"


def page_on_backups() -> list[list[str]]:
    """Return the blocks of commands on the page, a list of lines each: to copy, and to restore."""
    page = (ROOT / "docs" / "operations.md").read_text("utf-8").split("\n## Backup\n")[1].split("\n## ")[0]
    return [block.strip().splitlines() for block in re.findall(r"```sh\n(.*?)```", page, re.DOTALL)]


def do(house: House, lines: list[str], folder: Path) -> None:
    """Do what the page says, with the names of this house."""
    for line in lines:
        if line.startswith("docker compose "):
            wait = ["--wait"] if " up " in line else []
            house.compose(*shlex.split(line)[2:], *wait)
        else:
            here = line.replace("nudge_", f"{house.project}_")
            done = subprocess.run(["sh", "-c", here], cwd=folder, capture_output=True, text=True, check=False)  # noqa: S607
            assert done.returncode == 0, done.stderr


def test_reminders_survive_a_backup_and_come_back_from_the_copy(house: House, tmp_path: Path) -> None:
    copy, restore = page_on_backups()
    house.write(ALICE, add("pay the rent", soon(86_400)))
    wait_until(lambda: any("pay the rent" in text for text in house.texts(ALICE)), "the answer arrives")
    do(house, copy, tmp_path)
    assert "pay the rent" in answer_to(house, "/list")
    house.compose("down")
    # Twilio's list goes as well: what ingress found there would hide that the copy brought nothing back.
    lost = [f"--volume={house.project}_{name}:/lost/{name}" for name in ("redis", "nats", "simulator")]
    docker("run", "--rm", "--user", "root", *lost, "redis:8.0", "sh", "-c", "rm -rf /lost/*/*")
    do(house, restore, tmp_path)

    assert "pay the rent" in answer_to(house, "/list")


def answer_to(house: House, words: str) -> str:
    before = len(house.texts(ALICE))
    house.write(ALICE, words)
    wait_until(lambda: len(house.texts(ALICE)) > before, "the answer arrives")
    return house.texts(ALICE)[-1]


@pytest.mark.parametrize("service", ["ingress", "scheduler", "notifier"])
def test_a_service_at_rest_takes_little_memory(house: House, service: str) -> None:
    assert 0 < memory_of(house.running(service)[0]) <= 120 * MB


def test_nobody_in_the_house_is_root(house: House) -> None:
    everybody = house.compose("ps", "--all", "--quiet").split()
    users = {
        inspected["Name"]: (inspected["Config"]["User"], inspected["HostConfig"]["ReadonlyRootfs"])
        for inspected in json.loads(docker("inspect", *everybody))
    }

    assert set(users.values()) == {("10001:10001", True), ("redis", True)}, users


def test_an_operator_s_tools_sign_in_as_the_operator(house: House) -> None:
    assert "Nothing is parked." in house.compose("--profile", "operator", "run", "--rm", "parked")
    assert "nobody" not in house.compose("--profile", "operator", "run", "--rm", "status")
    examined = house.compose("--profile", "operator", "run", "--rm", "doctor")
    assert "✔ NATS answers, and has every stream and consumer as agreed." in examined
    assert "✔ NATS has every acknowledgement on disk." in examined
    assert "✔ PUBLIC_BASE_URL leads to ingress" in examined


def test_a_service_finds_its_own_keys_and_the_stores_hear_nobody_without(house: House) -> None:
    found = house.compose("exec", "-T", "notifier", "sh", "-c", "ls -l /run/keys /keys 2>&1; cat /run/keys/* | wc -c")

    assert "-r--------" in found
    assert "nats.seed" in found
    assert "redis.password" in found
    assert "NOAUTH" in house.compose("exec", "-T", "redis", "redis-cli", "get", "{07}:position")


def test_nothing_in_the_house_was_killed_for_not_leaving(house: House) -> None:
    service = house.running("scheduler")[0]
    docker("stop", "--time", "30", service)

    assert json.loads(docker("inspect", service))[0]["State"]["ExitCode"] == 0


def test_the_files_that_compose_mounts_are_in_the_repository() -> None:
    for name in ("nats.conf", "redis.conf", "simulator.env"):
        assert (ROOT / "deploy" / "compose" / name).is_file()
