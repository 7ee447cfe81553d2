"""The scheduler, with leases that tests can wait for: `python -m tests.harness.hurried_scheduler`."""

import runpy
from datetime import timedelta
from unittest.mock import patch

from services.scheduler import handlers, loops

HURRIED_PUBLISH_LEASE = timedelta(seconds=3)
HURRIED_OUTCOME_LEASE = timedelta(seconds=4)

if __name__ == "__main__":
    with (
        patch.object(handlers, "PUBLISH_LEASE", HURRIED_PUBLISH_LEASE),
        patch.object(loops, "PUBLISH_LEASE", HURRIED_PUBLISH_LEASE),
        patch.object(loops, "OUTCOME_LEASE", HURRIED_OUTCOME_LEASE),
    ):
        runpy.run_module("services.scheduler", run_name="__main__")
