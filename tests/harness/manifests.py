"""What an overlay of deploy/k8s comes to, as kubectl renders it."""

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[2]
K8S = ROOT / "deploy" / "k8s"
KUBECTL = Path(sys.executable).parent / "kubectl"
OVERLAYS = ("single", "cluster")

Document = Mapping[str, Any]


@cache
def rendered(overlay: str) -> Sequence[Document]:
    """Return the documents of an overlay."""
    done = subprocess.run(
        [str(KUBECTL), "kustomize", str(K8S / "overlays" / overlay)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return list(yaml.safe_load_all(done.stdout))


def rendered_with(overlay: str, component: str, folder: Path) -> Sequence[Document]:
    """Return the documents of an overlay to which somebody has added a component."""
    folder = folder.resolve()
    added = {
        "apiVersion": "kustomize.config.k8s.io/v1beta1",
        "kind": "Kustomization",
        "resources": [os.path.relpath(K8S.resolve() / "overlays" / overlay, folder)],
        "components": [os.path.relpath(K8S.resolve() / "components" / component, folder)],
    }
    (folder / "kustomization.yaml").write_text(yaml.safe_dump(added))
    done = subprocess.run([str(KUBECTL), "kustomize", str(folder)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return list(yaml.safe_load_all(done.stdout))


def of_kind(overlay: str, *kinds: str) -> Iterator[Document]:
    return (document for document in rendered(overlay) if document["kind"] in kinds)


def named(overlay: str, kind: str, name: str) -> Document:
    return next(document for document in of_kind(overlay, kind) if document["metadata"]["name"] == name)


def workloads(overlay: str) -> dict[str, Document]:
    """Return the pod of each workload, by name."""
    found = of_kind(overlay, "Deployment", "StatefulSet", "Job")
    return {document["metadata"]["name"]: document["spec"]["template"] for document in found}


def container_of(pod: Document) -> Document:
    [container] = pod["spec"]["containers"]
    found: Document = container
    return found


def data_of(overlay: str, config_map: str) -> Mapping[str, str]:
    """Return what a ConfigMap holds; a generated one has a hash behind its name."""
    maps = {document["metadata"]["name"]: document["data"] for document in of_kind(overlay, "ConfigMap")}
    [found] = [data for name, data in maps.items() if name == config_map or name.startswith(f"{config_map}-")]
    held: Mapping[str, str] = found
    return held


def given(overlay: str, workload: str) -> dict[str, str]:
    """Return the environment of a workload; a secret's value is its name."""
    container = container_of(workloads(overlay)[workload])
    environment: dict[str, str] = {}
    for source in container.get("envFrom", []):
        environment |= data_of(overlay, source["configMapRef"]["name"])
    for variable in container.get("env", []):
        reference = variable["valueFrom"]["secretKeyRef"]
        owner = "twilio" if variable["name"].startswith("TWILIO_") else workload
        assert (reference["name"], reference["key"]) == (f"nudge-{owner}", variable["name"])
        environment[variable["name"]] = reference["key"]
    return environment


def lay_out(overlay: str, workload: str, volume: str, folder: Path, made: Sequence[Document]) -> None:
    """Put into `folder` what a pod finds in a volume; `made` are documents that the operator makes."""
    known = {(document["kind"], document["metadata"]["name"]): document for document in (*rendered(overlay), *made)}
    [found] = [one for one in workloads(overlay)[workload]["spec"]["volumes"] if one["name"] == volume]
    for source in found["projected"]["sources"]:
        [(kind, reference)] = source.items()
        document = known.get(({"secret": "Secret", "configMap": "ConfigMap"}[kind], reference["name"]))
        assert document or reference.get("optional"), f"{workload} would wait for {reference['name']}"
        held = (document or {}).get("stringData") or (document or {}).get("data", {})
        places = {item["key"]: item["path"] for item in reference.get("items", [])} or {key: key for key in held}
        for key, place in places.items():
            path = folder / place
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(held[key])
