import json
from typing import Any

import pytest

from tests.docker.engine import docker
from tests.docker.measures import MB, bytes_above_base

SERVICES = ("ingress", "scheduler", "notifier", "simulator", "locks")
QUIET = {"locks"}
"""Ends by itself: has no settings, no health and nothing that waits."""
SETTINGS_MISTAKE = 2


@pytest.fixture(scope="module", params=SERVICES)
def service(request: pytest.FixtureRequest) -> str:
    name = str(request.param)
    docker("build", "--build-arg", f"SERVICE={name}", "--tag", image_of(name), ".")
    return name


def image_of(service: str) -> str:
    return f"nudge-{service}:test"


def inside(service: str, program: str, *options: str) -> str:
    return docker("run", "--rm", *options, image_of(service), "python", "-c", program)


def config_of(service: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(docker("image", "inspect", image_of(service)))[0]["Config"]
    return found


def test_nobody_is_root_inside(service: str) -> None:
    assert config_of(service)["User"] == "10001:10001"
    assert inside(service, "import os; print(os.getuid(), os.getgid())") == "10001 10001\n"


def test_an_image_holds_its_own_code_and_no_others(service: str) -> None:
    listing = inside(service, "import pathlib; print(*sorted(map(str, pathlib.Path().rglob('*.py'))), sep='\\n')")
    rooms = {line.split("/")[1] for line in listing.splitlines() if line.startswith("services/")} - {"__init__.py"}

    assert rooms == ({service} & {"ingress", "scheduler", "notifier"})
    assert ("deploy/locks/" in listing) == (service == "locks")
    assert ("simulator/__main__.py" in listing) == (service == "simulator")
    assert "tests/" not in listing


def test_an_image_is_light(service: str) -> None:
    assert bytes_above_base(image_of(service)) <= 200 * MB


def test_an_image_holds_no_secrets_and_no_tools_of_ours(service: str) -> None:
    history = docker("history", "--no-trunc", "--format", "{{.CreatedBy}}", image_of(service))
    environment = " ".join(config_of(service)["Env"])
    files = inside(service, "import pathlib; print(*(p for p in pathlib.Path('/app').rglob('*')), sep='\\n')")

    for secret in ("TOKEN", "_SID", "SECRET", "PASSWORD"):
        assert secret not in environment
        assert secret not in history
    assert ".env" not in files
    assert ".git" not in files
    assert (
        inside(service, "import importlib.util as u; print(u.find_spec('pytest'), u.find_spec('pip'))") == "None None\n"
    )


def test_everything_is_compiled_and_cannot_be_changed(service: str) -> None:
    parts = "shared.contract, pydantic, email.message"  # ours, a library, and Python's own
    program = (
        f"import os, sys, {parts}; print(os.access('/app', os.W_OK), "
        f"*(os.path.exists(sys.modules[part].__cached__) for part in '{parts}'.split(', ')))"
    )

    assert inside(service, program) == "False True True True\n"


def test_everything_imports_on_a_read_only_root(service: str) -> None:
    modules = {"simulator": "simulator.__main__", "locks": "deploy.locks.keyring"}
    module = modules.get(service, f"services.{service}.__main__, shared.runtime.spans")
    options = ("--read-only", "--tmpfs=/tmp", "--cap-drop", "ALL", "--security-opt", "no-new-privileges:true")

    assert inside(service, f"import {module}; print('here')", *options) == "here\n"


def test_missing_settings_are_a_sentence_and_not_a_traceback(service: str) -> None:
    if service in {"scheduler", *QUIET}:
        return  # has a default for everything
    container = docker("create", "--read-only", "--tmpfs=/tmp", image_of(service)).strip()
    try:
        output = docker("start", "--attach", container, check=False)
        state = json.loads(docker("inspect", container))[0]["State"]
    finally:
        docker("rm", "--force", container)

    assert "TWILIO_ACCOUNT_SID" in output
    assert "Traceback" not in output
    assert state["ExitCode"] == SETTINGS_MISTAKE


def test_an_image_says_when_it_is_healthy_and_how_it_starts(service: str) -> None:
    config = config_of(service)
    modules = {"simulator": ["simulator"], "locks": ["deploy.locks", "/keys"]}
    health = ["NONE"] if service in QUIET else ["CMD", "bash", "healthy.sh"]

    assert config["Healthcheck"]["Test"] == health
    assert config["Cmd"] == ["python", "-m", *modules.get(service, [f"services.{service}"])]
    assert config["Labels"]["org.opencontainers.image.licenses"] == "MIT"
