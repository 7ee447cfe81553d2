"""Writes docs/metrics.md from the registry: `./task metrics`."""

import sys
from collections.abc import Iterator

from shared.runtime.telemetry import CATALOGUE, Described

HEADING = """# Metrics

Written by `./task metrics` from [the registry](../shared/runtime/telemetry.py); do not edit it here.

Each process answers at its `PROBE_PORT` under `/metrics`, and says all of these: what it does not move stays 0.
Add them up over the processes; only of `backlog`, `parked` and `store` metrics take the largest (of `store_durable`
the smallest), because each replica tells of the same thing.
None has a number, a name or a text of a person in a label.
What to do about them is in [operations.md](operations.md#what-wakes-you).

| Metric | Type | Moved by | Labels | Meaning |
| --- | --- | --- | --- | --- |"""

ENDING = """
Besides these every process tells of itself in the customary names: `process_resident_memory_bytes`,
`process_cpu_seconds_total`, `process_open_fds`, `process_start_time_seconds`."""


def page() -> str:
    """Return the page."""
    return "\n".join([HEADING, *_rows(), ENDING]) + "\n"


def _rows() -> Iterator[str]:
    for described in CATALOGUE:
        cells = (f"`{described.name}`", described.kind, described.moved_by, _labels(described), described.meaning)
        yield f"| {' | '.join(cells)} |"


def _labels(described: Described) -> str:
    return "; ".join(f"`{label}`: {values}" for label, values in described.labels.items()) or "–"


if __name__ == "__main__":
    sys.stdout.write(page())
