"""Programs of others that a test needs and a machine may lack."""

import os
import shutil

import pytest


def program(name: str, package: str) -> str:
    """Return the path of a program; without it the test is left out, loudly, and in CI it fails."""
    found = shutil.which(name)
    if found is None and os.environ.get("CI"):
        pytest.fail(f"{name} is not on this machine: install {package}.")
    if found is None:
        pytest.skip(f"{name} is not on this machine: install {package}")
    return found
