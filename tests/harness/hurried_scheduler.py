"""The scheduler, with leases that tests can wait for: `python -m tests.harness.hurried_scheduler`."""

import runpy
from datetime import timedelta
from unittest.mock import patch

from services.scheduler import handlers
from services.scheduler.adapters import redis_leases
from services.scheduler.loops import erasing, firing, mouth, saying

HURRIED_PUBLISH_LEASE = timedelta(seconds=3)
HURRIED_OUTCOME_LEASE = timedelta(seconds=4)
HURRIED_AGAIN_AFTER = timedelta(seconds=5)
HURRIED_PATIENCE = timedelta(milliseconds=300)

if __name__ == "__main__":
    with (
        patch.object(handlers, "PUBLISH_LEASE", HURRIED_PUBLISH_LEASE),
        patch.object(saying, "PUBLISH_LEASE", HURRIED_PUBLISH_LEASE),
        patch.object(saying, "OUTCOME_LEASE", HURRIED_OUTCOME_LEASE),
        patch.object(mouth, "PATIENCE", HURRIED_PATIENCE),
        patch.object(erasing, "LOOK_EVERY", HURRIED_PATIENCE),
        patch.object(erasing, "AGAIN_AFTER", HURRIED_AGAIN_AFTER),
        patch.object(firing, "OUTCOME_LEASE", HURRIED_OUTCOME_LEASE),
        patch.object(redis_leases, "OUTCOME_LEASE", HURRIED_OUTCOME_LEASE),
    ):
        runpy.run_module("services.scheduler", run_name="__main__")
