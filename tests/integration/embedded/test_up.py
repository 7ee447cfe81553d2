"""`./task up` itself: everything real, on ports and a folder of its own."""

import os
import re
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path

import httpx
import pytest
import yaml
from dotenv import dotenv_values

from deploy.embedded.ports import free_port, in_use
from tests.harness.child import run_module

ROOT = Path(__file__).parents[3]
PATIENCE_SECONDS = 60.0
SETTINGS_MISTAKE = 2
CHILDREN = {
    "nats": "nats-server",
    "redis": "valkey-server|redis-server",
    "scheduler": "services.scheduler",
    "notifier": "services.notifier",
    "ingress": "services.ingress",
    "simulator": "-m simulator",
}


class House:
    """One `up`, its output in a file."""

    def __init__(self, state: Path, log: Path, environment: dict[str, str], *options: str) -> None:
        self.state = state
        self.log = log
        with log.open("w") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "deploy.embedded", "--state", str(state), *options],
                cwd=ROOT,
                env={**os.environ, **environment},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
            )

    def said(self) -> str:
        return self.log.read_text()

    def says(self, sentence: str) -> None:
        wait_until(lambda: sentence in self.said(), f"it says: {sentence}", self.said)

    def opened(self) -> "House":
        self.says("Nudge is up")
        return self

    def ended(self) -> int:
        return self.process.wait(PATIENCE_SECONDS)

    def child(self, name: str) -> int:
        """Return the process id of the child with this name."""
        found = [pid for pid in children_of(self.process.pid) if re.search(CHILDREN[name], command_of(pid))]
        assert len(found) == 1, found
        return found[0]


def children_of(pid: int) -> list[int]:
    listed = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [int(child) for child in listed]


def command_of(pid: int) -> str:
    with suppress(FileNotFoundError):
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    return ""


def wait_until(fact: Callable[[], object], description: str, said: Callable[[], str]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not fact():
        assert time.monotonic() < deadline, f"never: {description}\n{said()}"
        time.sleep(0.05)


@pytest.fixture
def environment() -> dict[str, str]:
    probes = free_row_of_three()
    return {
        "NATS_URL": f"nats://127.0.0.1:{free_port()}",
        "REDIS_URL": f"redis://127.0.0.1:{free_port()}/0",
        "PORT": str(free_port()),
        "SIMULATOR_PORT": str(free_port()),
        "PROBE_PORT": str(probes),
    }


def free_row_of_three() -> int:
    while True:
        first = free_port()
        if not any(in_use(port, "") for port in range(first, first + 3)):
            return first


@pytest.fixture
def up(tmp_path: Path, environment: dict[str, str]) -> Iterator[Callable[..., House]]:
    started: list[House] = []

    def start(*options: str) -> House:
        log = tmp_path / f"up-{len(started)}.log"
        started.append(House(tmp_path / "state", log, environment, *options))
        return started[-1]

    yield start
    for house in started:
        house.process.kill()
        house.process.wait()


def test_it_opens_says_one_address_and_closes_cleanly(up: Callable[..., House], environment: dict[str, str]) -> None:
    house = up().opened()
    everyone = children_of(house.process.pid)
    addresses = re.findall(r"http://\S+", house.said())
    page = httpx.get(addresses[0])
    house.process.send_signal(signal.SIGINT)

    assert house.ended() == 0, house.said()
    assert addresses == [f"http://127.0.0.1:{environment['SIMULATOR_PORT']}"]
    assert page.status_code == httpx.codes.OK
    assert "text/html" in page.headers["content-type"]
    assert len(everyone) == len(CHILDREN)
    assert not any(command_of(pid) for pid in everyone)
    assert stat.S_IMODE((house.state / "credentials").stat().st_mode) == 0o600
    assert "did not stop within" not in house.said()
    assert "\x1b" not in house.said()


def test_a_person_s_tools_find_the_house_for_as_long_as_it_runs(up: Callable[..., House], tmp_path: Path) -> None:
    house = up().opened()
    verbs = yaml.safe_load((ROOT / "Taskfile.yml").read_text("utf-8"))["tasks"]
    files = [house.state / Path(name).relative_to(".nudge") for name in verbs["doctor"]["dotenv"]]
    told = {name: value or "" for file in files for name, value in dotenv_values(file).items()}
    examined = run_module("services.notifier.operator.doctor", told, tmp_path)
    parked = run_module("services.notifier.operator.parked", told, tmp_path)
    settings = house.state / "settings.env"
    mode = stat.S_IMODE(settings.stat().st_mode)
    house.process.terminate()

    assert house.ended() == 0, house.said()
    assert (examined.returncode, "✘" in examined.stdout, examined.stderr) == (0, False, ""), examined
    assert "not https" not in examined.stdout
    assert "Nothing is parked." in parked.stdout, parked.stderr
    assert mode == 0o600
    assert not settings.exists()


def test_whoever_is_killed_is_named_and_comes_back(up: Callable[..., House], environment: dict[str, str]) -> None:
    house = up().opened()
    for name in CHILDREN:
        os.kill(house.child(name), signal.SIGKILL)
        house.says(f"{name} was killed by SIGKILL")

    for probe in range(3):
        port = int(environment["PROBE_PORT"]) + probe
        wait_until(partial(is_ready, port), f"the service with probe {port} is ready again", house.said)
    house.process.terminate()
    assert house.ended() == 0, house.said()


def is_ready(port: int) -> bool:
    with suppress(httpx.TransportError):
        return httpx.get(f"http://127.0.0.1:{port}/ready").status_code == httpx.codes.OK
    return False


def test_killing_it_leaves_nobody_behind_and_nothing_in_the_way(up: Callable[..., House]) -> None:
    house = up().opened()
    everyone = children_of(house.process.pid)
    house.process.kill()
    wait_until(lambda: not any(command_of(pid) for pid in everyone), "everyone is gone", house.said)

    again = up().opened()
    again.process.terminate()
    assert again.ended() == 0, again.said()


def test_a_port_in_use_is_named_before_anything_starts(up: Callable[..., House], environment: dict[str, str]) -> None:
    environment["SIMULATOR_PORT"] = environment["PORT"]
    house = up()

    assert house.ended() == SETTINGS_MISTAKE
    assert "set SIMULATOR_PORT" in house.said()
    assert not (house.state / "nats").exists()


def test_a_second_one_is_told_that_the_first_is_up(up: Callable[..., House]) -> None:
    first = up()
    wait_until((first.state / "nats").exists, "the first has begun", first.said)
    second = up()

    assert second.ended() == SETTINGS_MISTAKE
    assert f"up already, as process {first.process.pid}" in second.said()


def test_beginning_anew_says_what_it_deletes(up: Callable[..., House], tmp_path: Path) -> None:
    stale = tmp_path / "state" / "redis" / "appendonlydir"
    stale.mkdir(parents=True)
    house = up("--fresh")
    house.says(f"deleted {tmp_path / 'state' / 'redis'}")
    house.says("starting NATS and Redis")  # before that, signals are the system's to answer
    house.process.terminate()

    assert house.ended() == 0


def test_wrong_settings_of_a_service_end_the_house_with_its_sentence(
    up: Callable[..., House], environment: dict[str, str]
) -> None:
    environment |= {"TWILIO_ACCOUNT_SID": "not an account", "TWILIO_AUTH_TOKEN": "made up"}
    house = up()

    assert house.ended() == SETTINGS_MISTAKE
    assert "TWILIO_ACCOUNT_SID" in house.said()
    assert "cannot start with these settings." in house.said()
