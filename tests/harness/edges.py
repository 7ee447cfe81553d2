"""NetworkPolicies read as a graph: who may reach whom on which port."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

Policy = Mapping[str, Any]
PORTS = (53, 443, 4222, 4318, 6222, 6379, 8000, 8222, 9101, 9102, 9103)
NAMESPACE = "kubernetes.io/metadata.name"


@dataclass(frozen=True)
class Node:
    """Somebody who may talk: a pod of ours, a pod of another namespace, or an address."""

    name: str
    labels: Mapping[str, str]
    namespace: str = "nudge"
    address: str = ""


@dataclass(frozen=True)
class Edge:
    """`source` may open a connection to `target` on `port`."""

    source: str
    target: str
    port: int


def edges(policies: Sequence[Policy], nodes: Sequence[Node]) -> set[Edge]:
    """Return what the policies let through: out at the source, and in at the target, where they are ours."""
    return {
        Edge(source.name, target.name, port)
        for source, target, port in product(nodes, nodes, PORTS)
        if _lets(policies, "egress", source, target, port) and _lets(policies, "ingress", target, source, port)
    }


def _lets(policies: Sequence[Policy], way: str, at: Node, other: Node, port: int) -> bool:
    if at.namespace != "nudge" or at.address:
        return True  # others' policies are their own
    mine = [policy["spec"] for policy in policies if _selects(policy["spec"]["podSelector"], at.labels)]
    mine = [spec for spec in mine if way.title() in spec["policyTypes"]]
    return not mine or any(_matches(rule, way, other, port) for spec in mine for rule in spec.get(way, []))


def _matches(rule: Mapping[str, Any], way: str, other: Node, port: int) -> bool:
    peers = rule.get("to" if way == "egress" else "from")
    ports = [entry["port"] for entry in rule.get("ports", [])]
    return (not ports or port in ports) and (peers is None or any(_is_peer(peer, other) for peer in peers))


def _is_peer(peer: Mapping[str, Any], other: Node) -> bool:
    if "ipBlock" in peer:
        return bool(other.address) and peer["ipBlock"]["cidr"] == "0.0.0.0/0"
    if other.address:
        return False
    if "namespaceSelector" in peer:
        in_it = _selects(peer["namespaceSelector"], {NAMESPACE: other.namespace})
        return in_it and _selects(peer.get("podSelector", {}), other.labels)
    return other.namespace == "nudge" and _selects(peer["podSelector"], other.labels)


def _selects(selector: Mapping[str, Any], labels: Mapping[str, str]) -> bool:
    wanted = selector.get("matchLabels", {})
    return all(labels.get(key) == value for key, value in wanted.items()) and all(_expressed(selector, labels))


def _expressed(selector: Mapping[str, Any], labels: Mapping[str, str]) -> Iterator[bool]:
    for expression in selector.get("matchExpressions", []):
        assert expression["operator"] == "In"
        yield labels.get(expression["key"]) in expression["values"]
