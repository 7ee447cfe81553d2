"""The version that a process tells is the one that was packed."""

import tomllib
from pathlib import Path

from shared.runtime.version import VERSION


def test_a_process_tells_the_version_of_the_project() -> None:
    project = tomllib.loads((Path(__file__).parents[3] / "pyproject.toml").read_text("utf-8"))

    assert project["project"]["version"] == VERSION
