"""A real Prometheus beside a house, which reads every process each second."""

import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp

from deploy.embedded.command import Command
from deploy.embedded.lifeline import Lifeline
from deploy.embedded.ports import LOCALHOST, free_port
from deploy.embedded.servers import RunningServer
from tests.harness.house import House
from tests.harness.programs import program

SERVICES = ("ingress", "scheduler", "notifier")


@dataclass
class Prometheus:
    """Answers queries."""

    url: str
    http: aiohttp.ClientSession

    async def ask(self, query: str) -> list[dict[str, Any]]:
        """Return the series that the query gives now."""
        async with self.http.get(f"{self.url}/api/v1/query", params={"query": query}) as answer:
            found = await answer.json()
        assert found["status"] == "success", (query, found)
        result: list[dict[str, Any]] = found["data"]["result"]
        return result

    async def alerts(self) -> list[str]:
        """Return the names of the alerts that wait or ring."""
        async with self.http.get(f"{self.url}/api/v1/alerts") as answer:
            return [alert["labels"]["alertname"] for alert in (await answer.json())["data"]["alerts"]]


@asynccontextmanager
async def watching(house: House, directory: Path, rules: Sequence[Path] = ()) -> AsyncIterator[Prometheus]:
    """Start Prometheus, and let it read the services of the house while inside."""
    port = free_port()
    targets = [f"{LOCALHOST}:{child.settings['PROBE_PORT']}" for name in SERVICES for child in house.named(name)]
    config = {
        "global": {"scrape_interval": "1s", "evaluation_interval": "1s"},
        "rule_files": [str(path) for path in rules],
        "scrape_configs": [{"job_name": "nudge", "static_configs": [{"targets": targets}]}],
    }
    _write(directory / "prometheus.yml", config)
    argv = (
        program("prometheus", "Debian's package prometheus"),
        f"--config.file={directory / 'prometheus.yml'}",
        f"--storage.tsdb.path={directory / 'data'}",
        f"--web.listen-address={LOCALHOST}:{port}",
    )
    with Lifeline() as lifeline:
        log = directory / "prometheus.log"
        server = RunningServer(Command(argv), port, "http", log, _answers, lifeline)
        try:
            await server.start()
            async with aiohttp.ClientSession() as http:
                yield Prometheus(server.url, http)
        finally:
            await server.kill()


def _write(file: Path, config: object) -> None:
    file.parent.mkdir()
    file.write_text(json.dumps(config))


async def _answers(port: int) -> bool:
    try:
        async with (
            aiohttp.ClientSession() as http,
            http.get(f"http://{LOCALHOST}:{port}/-/ready") as answer,
        ):
            return answer.status == 200
    except aiohttp.ClientError:
        return False
