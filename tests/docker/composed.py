"""The composed house of the tests, with a project name and ports of its own; the simulator plays its people."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpx

from deploy.embedded.ports import free_port
from tests.docker.engine import docker

SIMULATOR = ("--env-file", "deploy/compose/simulator.env")
TWO = ("--scale", "scheduler=2", "--scale", "notifier=2")


@dataclass(frozen=True)
class House:
    """A project of compose."""

    project: str
    environment: Mapping[str, str]

    def compose(self, *arguments: str, check: bool = True) -> str:
        command = ("compose", *SIMULATOR, "--project-name", self.project)
        return docker(*command, *arguments, environment=dict(self.environment), check=check)

    def up(self, *options: str) -> None:
        """Start what does not run, and return when everybody is healthy."""
        self.compose("up", "--quiet-pull", "--detach", "--wait", "--wait-timeout", "180", *options)

    def running(self, service: str) -> list[str]:
        return self.compose("ps", "--quiet", "--status", "running", service).split()

    def write(self, number: str, text: str) -> None:
        answer = httpx.post(
            f"{self.simulator}/phone/messages", params={"wait": "true"}, json={"from": number, "body": text}, timeout=30
        )
        assert answer.json()["webhook_status"] == httpx.codes.OK, answer.text

    def chat(self, number: str) -> list[dict[str, Any]]:
        answer = httpx.get(f"{self.simulator}/phone/messages", params={"number": number})
        bubbles: list[dict[str, Any]] = answer.json()
        return [bubble for bubble in bubbles if bubble["direction"] == "in"]

    def texts(self, number: str) -> list[str]:
        return [bubble["body"] for bubble in self.chat(number)]

    @property
    def simulator(self) -> str:
        return f"http://127.0.0.1:{self.environment['SIMULATOR_PORT']}"


@contextmanager
def composed_house() -> Iterator[House]:
    """Build the images, start a house with two of whoever shares work, and take it down with all that it kept."""
    ports = {"PORT": str(free_port()), "SIMULATOR_PORT": str(free_port())}
    # The simulator answers at once: nobody has to wait half a minute for evidence.
    house = House(f"nudge-test-{os.getpid()}", {**ports, "SETTLE_SECONDS": "2"})
    try:
        house.up("--build", *TWO)
        yield house
    except AssertionError:
        print(house.compose("logs", check=False))  # noqa: T201 - pytest shows it with the failure
        raise
    finally:
        house.compose("down", "--volumes", "--timeout", "10", check=False)
