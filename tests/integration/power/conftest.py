"""A machine without disks to cut leaves these tests out, and says so."""

import os

import pytest

from tests.harness.disks import NO_DISKS, has_disks


@pytest.fixture(scope="session", autouse=True)
def disks() -> None:
    """Without disks: a failure in CI; elsewhere left out, with the reason in the summary."""
    if has_disks():
        return
    if os.environ.get("CI"):
        pytest.fail(NO_DISKS)
    pytest.skip(NO_DISKS)
