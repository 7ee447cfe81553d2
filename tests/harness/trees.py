"""The code of another version, in a folder of its own: a service of it is started with this folder as its path."""

import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

from tests.harness.child import ROOT, Child

ROOMS = ("shared", "services", "simulator", "deploy", "tests/harness", "tests/fakes")

Changes = Mapping[str, tuple[str, str]]
"""By file: what stands there now, and what stands there in the other version."""


def changed_tree(folder: Path, changes: Changes) -> Path:
    """Return a copy of our code in which so much is different."""
    for room in ROOMS:
        shutil.copytree(ROOT / room, folder / room, ignore=shutil.ignore_patterns("__pycache__"))
    for name, (now, then) in changes.items():
        text = (folder / name).read_text("utf-8")
        assert text.count(now) == 1, f"{name} does not have {now!r} once"
        (folder / name).write_text(text.replace(now, then), "utf-8")
    return folder


def earlier_tree(folder: Path, commit: str) -> Path:
    """Return our code as it was."""
    folder.mkdir(parents=True)
    archive = subprocess.run(["git", "archive", commit], cwd=ROOT, capture_output=True, check=True)  # noqa: S607
    subprocess.run(["tar", "--extract", "--directory", str(folder)], input=archive.stdout, check=True)  # noqa: S607
    return folder


def move(child: Child, tree: Path, **settings: str) -> None:
    """Let a service be of another version from its next start on."""
    child.settings = {**child.settings, "PYTHONPATH": str(tree), **settings}
