"""The shapes that a dashboard is made of, as Grafana's JSON has them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

WIDTH = 24
SOURCE = {"type": "prometheus", "uid": "${source}"}


@dataclass(frozen=True, slots=True)
class Panel:
    """One picture. `queries`: legend → PromQL; `wide` of 24 columns."""

    title: str
    queries: Mapping[str, str]
    what: str
    unit: str = "short"
    wide: int = 8
    kind: str = "timeseries"
    stacked: bool = False
    red_from: float | None = None
    """From here on a number is nothing to be proud of."""
    green_from: float | None = None
    """From here on it is, where more is better."""


@dataclass(frozen=True, slots=True)
class Dashboard:
    """Rows of panels, each under a heading."""

    uid: str
    title: str
    what: str
    rows: Mapping[str, Sequence[Panel]] = field(default_factory=dict)


def number(title: str, query: str, what: str, **options: Any) -> Panel:
    """Return a single figure: how it is now."""
    return Panel(title, {"": query}, what, kind="stat", **{"wide": 4, **options})


def drawn(dashboard: Dashboard) -> dict[str, Any]:
    """Return the dashboard as Grafana reads it."""
    panels: list[dict[str, Any]] = []
    y = 0
    for heading, row in dashboard.rows.items():
        panels.append({"type": "row", "title": heading, "collapsed": False, "gridPos": _place(0, y, WIDTH, 1)})
        y += 1
        x, height = 0, 4 if row[0].kind == "stat" else 8
        for panel in row:
            if x + panel.wide > WIDTH:
                x, y = 0, y + height
            panels.append(_panel(panel, _place(x, y, panel.wide, height)))
            x += panel.wide
        y += height
    return {
        "uid": dashboard.uid,
        "title": f"Nudge: {dashboard.title}",
        "description": dashboard.what,
        "tags": ["nudge"],
        "schemaVersion": 39,
        "version": 1,
        "editable": False,
        "refresh": "15s",
        "time": {"from": "now-6h", "to": "now"},
        "templating": {
            "list": [{"name": "source", "label": "Prometheus", "type": "datasource", "query": "prometheus"}]
        },
        "links": [{"type": "dashboards", "title": "Nudge", "tags": ["nudge"], "asDropdown": False}],
        "panels": [{"id": number, **panel} for number, panel in enumerate(panels, start=1)],
    }


def _place(x: int, y: int, width: int, height: int) -> dict[str, int]:
    return {"x": x, "y": y, "w": width, "h": height}


def _panel(panel: Panel, place: Mapping[str, int]) -> dict[str, Any]:
    return {
        "type": panel.kind,
        "title": panel.title,
        "description": panel.what,
        "datasource": SOURCE,
        "gridPos": place,
        "targets": [
            {"refId": chr(ord("A") + at), "expr": query, "legendFormat": legend, "datasource": SOURCE}
            for at, (legend, query) in enumerate(panel.queries.items())
        ],
        "fieldConfig": {"defaults": _look(panel), "overrides": []},
        "options": _options(panel),
    }


def _look(panel: Panel) -> dict[str, Any]:
    steps: list[dict[str, Any]] = [{"color": "red" if panel.green_from is not None else "green", "value": None}]
    if panel.red_from is not None:
        steps.append({"color": "red", "value": panel.red_from})
    if panel.green_from is not None:
        steps.append({"color": "green", "value": panel.green_from})
    custom = {"fillOpacity": 20 if panel.stacked else 8, "lineWidth": 2, "showPoints": "never"}
    stacking = {"stacking": {"mode": "normal"}} if panel.stacked else {}
    return {
        "unit": panel.unit,
        "min": 0,
        "thresholds": {"mode": "absolute", "steps": steps},
        **({"custom": {**custom, **stacking}} if panel.kind == "timeseries" else {}),
    }


def _options(panel: Panel) -> dict[str, Any]:
    if panel.kind == "stat":
        return {"reduceOptions": {"calcs": ["lastNotNull"]}, "colorMode": "value", "graphMode": "area"}
    return {"legend": {"displayMode": "list", "placement": "bottom"}, "tooltip": {"mode": "multi", "sort": "desc"}}


def metrics_in(query: str) -> set[str]:
    """Return the names of Nudge's metrics that a query reads."""
    return set(re.findall(r"nudge_\w+", query))
