"""The manifests for Kubernetes, checked without a cluster."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import kubernetes_validate
import pytest
import yaml

from deploy.embedded.binaries import nats_program
from deploy.locks.keyring import Keyring
from deploy.locks.kubernetes import manifest
from services.ingress.domain.exports import PATH
from shared.contract import CONSUMERS, PARTITIONS, STREAMS
from shared.runtime.taking import GRACE
from shared.runtime.version import VERSION
from tests.harness.manifests import (
    K8S,
    OVERLAYS,
    ROOT,
    Document,
    container_of,
    data_of,
    given,
    lay_out,
    named,
    of_kind,
    rendered,
    workloads,
)

VERSIONS = ("1.35", "1.36", "1.37")
"""The current Kubernetes, and the two before it."""

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:kubernetes_validate")

every_overlay = pytest.mark.parametrize("overlay", OVERLAYS)
every_service = pytest.mark.parametrize("service", ["ingress", "scheduler", "notifier"])
every_workload = pytest.mark.parametrize(
    ("overlay", "workload"), [(overlay, name) for overlay in OVERLAYS for name in workloads(overlay)]
)


@every_overlay
@pytest.mark.parametrize("version", VERSIONS)
def test_kubernetes_takes_every_document(overlay: str, version: str) -> None:
    of_kubernetes = [document for document in rendered(overlay) if "keda.sh" not in document["apiVersion"]]

    assert len(of_kubernetes) > 30
    for document in of_kubernetes:
        kubernetes_validate.validate(document, version, strict=True)


@every_workload
def test_nobody_is_root_or_can_become_it(overlay: str, workload: str) -> None:
    pod = workloads(overlay)[workload]["spec"]
    container = container_of(workloads(overlay)[workload])

    assert pod["automountServiceAccountToken"] is False
    assert pod["serviceAccountName"] == workload
    assert pod["securityContext"]["runAsNonRoot"] is True
    assert pod["securityContext"]["runAsUser"] > 0
    assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
    assert container["securityContext"] == {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }


@every_workload
def test_everybody_says_what_they_need_and_has_a_bound_of_memory(overlay: str, workload: str) -> None:
    resources = container_of(workloads(overlay)[workload])["resources"]

    assert set(resources["requests"]) == {"cpu", "memory"}
    assert set(resources["limits"]) == {"memory"}


@every_overlay
@every_service
def test_alive_is_not_ready_and_nobody_is_cut_short(overlay: str, service: str) -> None:
    pod = workloads(overlay)[service]
    container = container_of(pod)
    probes = {port["name"]: port["containerPort"] for port in container["ports"]}["probes"]

    assert container["livenessProbe"]["httpGet"]["path"] == "/live"
    assert container["readinessProbe"]["httpGet"]["path"] == "/ready"
    assert str(probes) == given(overlay, service)["PROBE_PORT"] == pod["metadata"]["annotations"]["prometheus.io/port"]
    assert pod["spec"]["terminationGracePeriodSeconds"] > GRACE.total_seconds()


def images() -> Iterator[tuple[str, str]]:
    for overlay in OVERLAYS:
        for workload, pod in workloads(overlay).items():
            yield workload, container_of(pod)["image"]


def test_images_are_those_of_compose_and_of_this_version() -> None:
    compose = yaml.safe_load((ROOT / "docker-compose.yml").read_text("utf-8"))["services"]
    for workload, image in images():
        wanted = compose[workload]["image"]
        assert image == (f"{wanted}:{VERSION}" if wanted.startswith("nudge-") else wanted)


@pytest.mark.parametrize("store", ["nats", "redis"])
def test_a_store_keeps_its_promises_as_in_compose(store: str) -> None:
    ours = (K8S / "components" / store / f"{store}.conf").read_text("utf-8")

    assert ours == (ROOT / "deploy" / "compose" / f"{store}.conf").read_text("utf-8")
    assert "appendfsync always" in ours or "sync_interval: always" in ours


@every_overlay
def test_nats_takes_its_configuration(overlay: str, tmp_path: Path) -> None:
    keys = Keyring(tmp_path / "keys")
    keys.complete()
    lay_out(overlay, "nats", "settings", tmp_path, manifest(keys)["items"])
    config = tmp_path / "nats.conf"
    config.write_text(config.read_text().replace("/data", str(tmp_path)))

    done = subprocess.run(
        [nats_program(), "--config", str(config), "-t"],
        env={**os.environ, "POD_NAME": "nats-0"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "sync_interval: always" in config.read_text()
    assert "include keys/users.conf" in config.read_text()


@every_overlay
@pytest.mark.parametrize("store", ["nats", "redis"])
def test_a_volume_stays_whatever_is_deleted(overlay: str, store: str) -> None:
    spec = named(overlay, "StatefulSet", store)["spec"]

    assert spec["persistentVolumeClaimRetentionPolicy"] == {"whenDeleted": "Retain", "whenScaled": "Retain"}
    assert container_of(spec["template"])["volumeMounts"][0] == {"name": "data", "mountPath": "/data"}


def test_a_cluster_keeps_three_copies_on_three_machines() -> None:
    spec = named("cluster", "StatefulSet", "nats")["spec"]
    [apart] = spec["template"]["spec"]["affinity"]["podAntiAffinity"]["requiredDuringSchedulingIgnoredDuringExecution"]

    assert spec["replicas"] == int(given("cluster", "provision")["NATS_REPLICAS"]) == 3
    assert apart["topologyKey"] == "kubernetes.io/hostname"
    for number in range(3):
        assert f"nats-{number}.nats:6222" in data_of("cluster", "nats-settings")["nats.conf"]


@every_overlay
@every_service
def test_a_drained_node_takes_one_at_a_time(overlay: str, service: str) -> None:
    budget = named(overlay, "PodDisruptionBudget", service)["spec"]

    assert budget["maxUnavailable"] == 1
    assert budget["selector"]["matchLabels"] == {"app": service}


def scalers() -> Iterator[tuple[str, Document]]:
    for document in of_kind("cluster", "HorizontalPodAutoscaler", "ScaledObject"):
        yield document["spec"]["scaleTargetRef"]["name"], document["spec"]


def test_what_scales_by_itself_has_two_at_least_and_no_fixed_number() -> None:
    assert {name for name, _ in scalers()} == {"ingress", "scheduler", "notifier"}
    for name, spec in scalers():
        assert spec.get("minReplicas", spec.get("minReplicaCount")) == 2
        assert "replicas" not in named("cluster", "Deployment", name)["spec"]


def test_there_are_never_more_schedulers_than_partitions() -> None:
    assert dict(scalers())["scheduler"]["maxReplicas"] <= PARTITIONS


def test_the_voice_scales_by_lanes_that_exist_and_overflows_never() -> None:
    spec = dict(scalers())["notifier"]
    lanes = {(trigger["metadata"]["stream"], trigger["metadata"]["consumer"]) for trigger in spec["triggers"]}
    in_hand = spec["maxReplicaCount"] * int(given("cluster", "notifier")["SEND_WORKERS"])

    assert lanes == {(one.stream, one.durable) for one in CONSUMERS if one.stream == "SPEECH"}
    assert {stream for stream, _ in lanes} <= {stream.name for stream in STREAMS}
    assert in_hand <= min(one.max_ack_pending for one in CONSUMERS if one.stream == "SPEECH")


@every_overlay
def test_only_the_public_doors_are_open_to_the_street(overlay: str) -> None:
    [rule] = named(overlay, "Ingress", "nudge")["spec"]["rules"]
    doors = {(path["path"], path["pathType"], path["backend"]["service"]["name"]) for path in rule["http"]["paths"]}

    assert doors == {("/webhooks/twilio", "Prefix", "ingress"), (PATH.rstrip("/"), "Prefix", "ingress")}
    assert given(overlay, "ingress")["PUBLIC_BASE_URL"] == f"https://{rule['host']}"
    assert {document["spec"].get("type", "ClusterIP") for document in of_kind(overlay, "Service")} == {"ClusterIP"}
