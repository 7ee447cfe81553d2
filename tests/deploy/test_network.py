"""Who may talk to whom in Kubernetes: exactly the edges of the design, and nobody else."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.harness.edges import Edge, Node, edges
from tests.harness.manifests import OVERLAYS, of_kind, rendered_with, workloads

OTHERS = (
    Node("street", {"app": "controller"}, namespace="ingress-nginx"),
    Node("prometheus", {"app": "prometheus"}, namespace="monitoring"),
    Node("names", {"k8s-app": "kube-dns"}, namespace="kube-system"),
    Node("keda", {"app": "keda-operator"}, namespace="keda"),
    Node("stranger", {"app": "ingress"}, namespace="somebody"),
    Node("world", {}, address="203.0.113.7"),
)

DESIGN = {
    Edge("street", "ingress", 8000),
    Edge("ingress", "nats", 4222),
    Edge("scheduler", "nats", 4222),
    Edge("scheduler", "nats", 8222),
    Edge("scheduler", "redis", 6379),
    Edge("notifier", "nats", 4222),
    Edge("notifier", "redis", 6379),
    Edge("notifier", "world", 443),
    Edge("provision", "nats", 4222),
    Edge("prometheus", "ingress", 9101),
    Edge("prometheus", "scheduler", 9102),
    Edge("prometheus", "notifier", 9103),
}
IN_A_CLUSTER = {Edge("nats", "nats", 6222), Edge("keda", "nats", 8222)}


def found(overlay: str) -> set[Edge]:
    ours = [Node(name, pod["metadata"]["labels"]) for name, pod in workloads(overlay).items()]
    policies = list(of_kind(overlay, "NetworkPolicy"))
    between_others = {node.name for node in OTHERS}
    return {
        edge
        for edge in edges(policies, [*ours, *OTHERS])
        if not {edge.source, edge.target} <= between_others and not _asks_for_a_name(edge, [node.name for node in ours])
    }


def _asks_for_a_name(edge: Edge, ours: Sequence[str]) -> bool:
    return edge.source in ours and edge.target == "names" and edge.port == 53


@pytest.mark.parametrize(("overlay", "allowed"), [("single", DESIGN), ("cluster", DESIGN | IN_A_CLUSTER)])
def test_only_the_edges_of_the_design_are_there(overlay: str, allowed: set[Edge]) -> None:
    assert found(overlay) == allowed


def test_traces_open_one_way_out_and_nothing_else(tmp_path: Path) -> None:
    documents = rendered_with("single", "traces", tmp_path)
    policies = [document for document in documents if document["kind"] == "NetworkPolicy"]
    [every] = [one for one in documents if one["kind"] == "ConfigMap" and one["metadata"]["name"] == "every"]
    ours = [Node(name, pod["metadata"]["labels"]) for name, pod in workloads("single").items()]
    collector = Node("collector", {"app": "collector"}, namespace="tracing")

    found = edges(policies, [collector, *ours])
    reached = {edge for edge in found if (edge.source == "collector") != (edge.target == "collector")}
    assert reached == {Edge(service, "collector", 4318) for service in ("ingress", "scheduler", "notifier")}
    assert every["data"]["OTEL_EXPORTER_OTLP_ENDPOINT"] == "http://collector.tracing.svc:4318"


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_whoever_is_new_may_neither_call_nor_be_called(overlay: str) -> None:
    policies, newcomer = list(of_kind(overlay, "NetworkPolicy")), Node("newcomer", {"app": "newcomer"})
    ours = [Node(name, pod["metadata"]["labels"]) for name, pod in workloads(overlay).items()]

    reached = {edge for edge in edges(policies, [newcomer, *ours, *OTHERS]) if "newcomer" in {edge.source, edge.target}}
    assert reached == {Edge("newcomer", "names", 53)}
