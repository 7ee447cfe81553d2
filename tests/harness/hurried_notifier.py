"""The notifier, with a lease that tests can wait for: `python -m tests.harness.hurried_notifier`."""

import runpy
from datetime import timedelta
from unittest.mock import patch

from services.notifier import loops
from services.notifier.adapters import redis_journal, redis_sweep
from services.notifier.handlers import pacing, speaking, sweeping

HURRIED_LEASE = timedelta(seconds=6)
HURRIED_PATIENCE = timedelta(seconds=1.5)
"""For a turn: much less than half of the lease, or who waited seems to have been paused."""

HURRIED_WAIT = timedelta(seconds=2)
HURRIED_LEAD = timedelta(seconds=9)
HURRIED_LOOK = timedelta(seconds=1)
HURRIED_OVERLAP = timedelta(minutes=2)

if __name__ == "__main__":
    with (
        patch.object(speaking, "SENDING_LEASE", HURRIED_LEASE),
        patch.object(pacing, "PATIENCE", HURRIED_PATIENCE),
        patch.object(speaking, "LONGEST_WAIT", HURRIED_WAIT),
        patch.object(redis_journal, "FORGOTTEN_AFTER", HURRIED_WAIT),
        patch.object(redis_sweep, "LEASE", HURRIED_LEAD),
        patch.object(loops, "KEEP_EVERY", HURRIED_LOOK),
        patch.object(sweeping, "OVERLAP", HURRIED_OVERLAP),
    ):
        runpy.run_module("services.notifier", run_name="__main__")
