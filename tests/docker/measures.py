"""What images and containers weigh, and how long a service takes until it is ready."""

import json
import time
from datetime import UTC, datetime
from typing import Any

import httpx

from tests.docker.engine import docker

MB = 1_000_000
BASE_ENDS_WITH = 'CMD ["python3"]'
UNITS = {"KiB": 2**10, "MiB": 2**20, "GiB": 2**30, "B": 1}
PROBES = {"ingress": 9101, "scheduler": 9102, "notifier": 9103}
READY_WITHIN_SECONDS = 60.0


def bytes_above_base(image: str) -> int:
    """Return what our own layers add to those of the base image."""
    layers = docker("history", "--no-trunc", "--human=false", "--format", "{{.Size}} {{.CreatedBy}}", image)
    ours = layers.split(BASE_ENDS_WITH, maxsplit=1)
    assert len(ours) > 1, f"where does the base of {image} end?\n{layers}"
    return sum(int(line.split(maxsplit=1)[0]) for line in ours[0].splitlines()[:-1])


def memory_of(container: str) -> int:
    """Return the bytes that a container uses, without what the kernel would give back."""
    used = docker("stats", "--no-stream", "--format", "{{.MemUsage}}", container).split(" / ", maxsplit=1)[0].strip()
    unit = next(unit for unit in UNITS if used.endswith(unit))
    return int(float(used.removesuffix(unit)) * UNITS[unit])


def seconds_until_ready(service: str, container: str) -> float:
    """Start a container again; return the time from its start to the first answer that it is ready."""
    docker("restart", "--time", "40", container)
    url, deadline = probe_of(service, container), time.monotonic() + READY_WITHIN_SECONDS
    while not answers(url):
        assert time.monotonic() < deadline, f"{service} never got ready"
        time.sleep(0.02)
    took = datetime.now(UTC)
    started = datetime.fromisoformat(_inspected(container)["State"]["StartedAt"])
    return (took - started).total_seconds()


def probe_of(service: str, container: str) -> str:
    """Return where a container that runs says whether it is ready; each start may give it another address."""
    networks = _inspected(container)["NetworkSettings"]["Networks"].values()
    address = next(network["IPAddress"] for network in networks if network["IPAddress"])
    return f"http://{address}:{PROBES[service]}/ready"


def answers(url: str) -> bool:
    try:
        return httpx.get(url, timeout=2).status_code == httpx.codes.OK
    except httpx.TransportError:
        return False


def _inspected(container: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(docker("inspect", container))[0]
    return found
