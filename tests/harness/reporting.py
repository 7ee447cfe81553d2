"""When a test fails, what the processes of its house said is part of the report."""

from collections.abc import Generator

import pytest

from tests.harness.house import STANDING


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Add the logs of every house that stands."""
    report = yield
    if report.failed:
        for house in STANDING:
            report.sections += [(f"log of {name}", log) for name, log in house.logs().items() if log]
    return report
