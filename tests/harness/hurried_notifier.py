"""The notifier, with a lease that tests can wait for: `python -m tests.harness.hurried_notifier`."""

import runpy
from datetime import timedelta

from services.notifier import handlers

HURRIED_LEASE = timedelta(seconds=6)

if __name__ == "__main__":
    handlers.SENDING_LEASE = HURRIED_LEASE
    runpy.run_module("services.notifier", run_name="__main__")
