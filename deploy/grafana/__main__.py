"""Writes the dashboards beside this file: `./task dashboards`."""

import json
from collections.abc import Mapping
from pathlib import Path

from deploy.grafana.dashboards import DASHBOARDS
from deploy.grafana.panels import drawn

HERE = Path(__file__).parent


def files() -> Mapping[Path, str]:
    """Return what each file holds."""
    return {
        HERE / f"{name}.json": json.dumps(drawn(dashboard), indent=2, ensure_ascii=False) + "\n"
        for name, dashboard in DASHBOARDS.items()
    }


if __name__ == "__main__":
    for path, text in files().items():
        path.write_text(text, "utf-8")
