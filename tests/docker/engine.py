"""The docker command line, as a person would use it."""

import os
import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[2]


def docker(*arguments: str, environment: dict[str, str] | None = None, check: bool = True) -> str:
    """Run the docker command line in the root of the project; return what it printed."""
    done = subprocess.run(
        ["docker", *arguments],  # noqa: S607 - whichever docker is on the PATH
        cwd=ROOT,
        env={**os.environ, **(environment or {})},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert not check or done.returncode == 0, f"docker {' '.join(arguments)} failed:\n{done.stdout}"
    return done.stdout


def has_engine() -> bool:
    if shutil.which("docker") is None:
        return False
    return subprocess.run(["docker", "info"], capture_output=True, check=False).returncode == 0  # noqa: S607
