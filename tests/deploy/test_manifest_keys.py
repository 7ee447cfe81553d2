"""Keys in Kubernetes: one command prints them, each pod finds its own as files, and the stores let in nobody else."""

import asyncio
import json
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import kubernetes_validate
import pytest
import pytest_asyncio
import redis.exceptions
import yaml

from deploy.embedded.binaries import nats_program, redis_program
from deploy.embedded.command import Command
from deploy.embedded.lifeline import Lifeline
from deploy.embedded.ports import free_port
from deploy.embedded.probes import nats_answers, redis_answers
from deploy.embedded.servers import RunningServer
from deploy.locks.kubernetes import PROCESSES
from services.scheduler.settings import SchedulerSettings
from shared.runtime.store import connected
from tests.harness.child import run_module
from tests.harness.manifests import OVERLAYS, ROOT, Document, container_of, given, lay_out, workloads

STORES = ("nats", "redis")

pytestmark = [
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning:kubernetes_validate"),
]


def printed(folder: Path) -> list[Document]:
    """Return what the operator's command prints."""
    done = subprocess.run(
        [sys.executable, "-m", "deploy.locks", str(folder), "--kubernetes"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    items: list[Document] = json.loads(done.stdout)["items"]
    return items


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> list[Document]:
    return printed(tmp_path_factory.mktemp("keys"))


def asked_for(pod: Document) -> Iterator[str]:
    """Name what a pod cannot start without."""
    for volume in pod["spec"].get("volumes", []):
        for source in volume.get("projected", {}).get("sources", []):
            [reference] = source.values()
            if not reference.get("optional"):
                yield reference["name"]


@pytest.mark.parametrize("overlay", OVERLAYS)
async def test_everybody_asks_for_keys_of_their_own_and_for_nobody_else_s(overlay: str, made: list[Document]) -> None:
    asked = {name: {key for key in asked_for(pod) if "keys-" in key} for name, pod in workloads(overlay).items()}

    assert asked == {name: {f"keys-{name}"} for name in (*PROCESSES, *STORES)}
    assert {document["metadata"]["name"] for document in made} == {key for keys in asked.values() for key in keys}


@pytest.mark.parametrize("version", ["1.35", "1.36", "1.37"])
async def test_kubernetes_takes_what_is_printed(made: list[Document], version: str) -> None:
    for document in made:
        kubernetes_validate.validate(document, version, strict=True)


async def test_what_is_printed_again_is_the_same(tmp_path: Path) -> None:
    assert printed(tmp_path) == printed(tmp_path)


@pytest.mark.parametrize("process", PROCESSES)
async def test_a_process_reads_its_keys_as_its_own_user_and_others_on_the_node_do_not(process: str) -> None:
    spec = workloads("single")[process]["spec"]
    [volume] = [volume for volume in spec["volumes"] if volume["name"] == "keys"]

    assert volume["projected"]["defaultMode"] == 0o440
    assert spec["securityContext"]["fsGroup"] == spec["securityContext"]["runAsGroup"]
    assert {"name": "keys", "mountPath": "/run/keys", "readOnly": True} in container_of(workloads("single")[process])[
        "volumeMounts"
    ]


async def test_redis_is_asked_whether_it_is_ready_as_in_compose() -> None:
    compose = yaml.safe_load((ROOT / "docker-compose.yml").read_text("utf-8"))["services"]["redis"]["healthcheck"]
    container = container_of(workloads("single")["redis"])

    for probe in ("startupProbe", "readinessProbe"):
        assert container[probe]["exec"]["command"][-1] == compose["test"][-1]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def stores(
    made: list[Document], tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[dict[str, RunningServer]]:
    """Both servers, on the files that their pods find."""
    answers = {"nats": nats_answers, "redis": redis_answers}
    with Lifeline() as lifeline:
        running: dict[str, RunningServer] = {}
        try:
            for store in STORES:
                folder = tmp_path_factory.mktemp(store)
                command, port = _command(store, folder, made)
                running[store] = RunningServer(command, port, store, folder / "log", answers[store], lifeline)
                await running[store].start()
            yield running
        finally:
            for server in running.values():
                await server.kill()


def _command(store: str, folder: Path, made: list[Document]) -> tuple[Command, int]:
    lay_out("single", store, "settings", folder, made)
    port, data = free_port(), folder / "data"
    data.mkdir()
    config = folder / f"{store}.conf"
    here = config.read_text().replace("/data", str(data)).replace(f"/etc/{store}", str(folder))
    config.write_text(here.replace("port: 4222", f"port: {port}").replace("monitor_port: 8222\n", ""))
    if store == "nats":
        return Command((nats_program(), "--config", str(config))), port
    return Command((redis_program(), str(config), "--bind", "127.0.0.1", "--port", str(port))), port


def environment(process: str, folder: Path, made: list[Document], stores: dict[str, RunningServer]) -> dict[str, str]:
    """Return what a pod's process is told, with its keys in `folder` instead of `/run/keys`."""
    lay_out("single", process, "keys", folder, made)
    told = {name: value.replace("/run/keys", str(folder)) for name, value in given("single", process).items()}
    return told | {f"{name.upper()}_URL": server.address for name, server in stores.items()}


async def test_the_provisioning_job_gets_in_with_what_it_finds(
    made: list[Document], stores: dict[str, RunningServer], tmp_path: Path
) -> None:
    told = environment("provision", tmp_path, made, stores)
    done = await asyncio.to_thread(run_module, "shared.runtime.provision", told, tmp_path)

    assert done.returncode == 0, done.stderr
    assert "created" in done.stdout


async def test_nobody_gets_into_nats_without_a_key(stores: dict[str, RunningServer], tmp_path: Path) -> None:
    told = {"NATS_URL": stores["nats"].address, "PROVISION_WAIT_SECONDS": "0"}
    done = await asyncio.to_thread(run_module, "shared.runtime.provision", told, tmp_path)

    assert done.returncode == 4, done.stdout + done.stderr


@pytest.mark.parametrize("process", ["scheduler", "notifier"])
async def test_a_service_signs_in_to_redis_and_has_its_own_rights_there(
    process: str,
    made: list[Document],
    stores: dict[str, RunningServer],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name, value in environment(process, tmp_path, made, stores).items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(tmp_path)
    mine, others = ("{07}:position", "{07}:voice:x")[:: 1 if process == "scheduler" else -1]

    async with connected(SchedulerSettings().redis_address) as client:
        await client.set(mine, "kept")
        with pytest.raises(redis.exceptions.NoPermissionError):
            await client.set(others, "not allowed")
