import os
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.docker.engine import has_engine

NO_ENGINE = "There is no Docker engine here: images, compose and containers stay untried."


def pytest_collection_modifyitems(items: Sequence[pytest.Item]) -> None:
    """Without an engine: a failure in CI; elsewhere left out, with the reason in the summary."""
    here = [item for item in items if Path(__file__).parent in item.path.parents]
    if not here or has_engine():
        return
    if os.environ.get("CI"):
        raise pytest.UsageError(NO_ENGINE)
    for item in here:
        item.add_marker(pytest.mark.skip(reason=NO_ENGINE))
