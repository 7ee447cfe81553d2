import os
from collections.abc import Iterator

import pytest

from tests.docker.composed import House, composed_house
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


@pytest.fixture(scope="session")
def house() -> Iterator[House]:
    with composed_house() as running:
        yield running
