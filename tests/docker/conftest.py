import os

import pytest

from tests.docker.engine import has_engine

NO_ENGINE = "There is no Docker engine here: images, compose and containers stay untried."


@pytest.fixture(scope="session", autouse=True)
def engine() -> None:
    """Without an engine: a failure in CI; elsewhere left out, with the reason in the summary."""
    if has_engine():
        return
    if os.environ.get("CI"):
        pytest.fail(NO_ENGINE)
    pytest.skip(NO_ENGINE)
