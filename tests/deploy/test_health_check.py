"""The health check that every image of ours ends with, against a process that answers, hesitates or is not there."""

import subprocess
from collections.abc import Iterator
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from deploy.embedded.ports import free_port

CHECK = Path(__file__).parents[2] / "deploy" / "compose" / "healthy.sh"


class Door(BaseHTTPRequestHandler):
    """Ready at one path, not yet at another, and silent at all others."""

    def do_GET(self) -> None:
        if self.path not in {"/ready", "/not-yet"}:
            return
        self.send_response(HTTPStatus.OK if self.path == "/ready" else HTTPStatus.SERVICE_UNAVAILABLE)
        self.end_headers()
        self.wfile.write(b'{"nats": false}\n')

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def port() -> Iterator[int]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Door) as server:
        Thread(target=server.serve_forever).start()
        yield server.server_port
        server.shutdown()


def check(port: int, path: str) -> subprocess.CompletedProcess[str]:
    environment = {"HEALTHY": f"SOME_PORT/{path}", "SOME_PORT": str(port)}
    return subprocess.run(
        ["bash", CHECK],  # noqa: S607 - wherever bash is
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=10,
    )


def test_a_process_that_is_ready_is_healthy(port: int) -> None:
    assert check(port, "ready").returncode == 0


def test_a_process_that_is_not_ready_is_not_healthy_and_says_what_it_misses(port: int) -> None:
    checked = check(port, "not-yet")

    assert checked.returncode == 1
    assert '{"nats": false}' in checked.stdout


def test_a_process_that_hangs_up_is_not_healthy(port: int) -> None:
    assert check(port, "anything-else").returncode == 1


def test_a_process_that_is_not_there_is_not_healthy() -> None:
    assert check(free_port(), "ready").returncode == 1
