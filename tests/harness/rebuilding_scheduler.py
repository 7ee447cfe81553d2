"""The scheduler, to which all commands of a lost store are old: `python -m tests.harness.rebuilding_scheduler`."""

import runpy
from datetime import timedelta
from unittest.mock import patch

from services.scheduler.loops import taking

if __name__ == "__main__":
    with patch.object(taking, "FRESH", timedelta(0)):
        runpy.run_module("services.scheduler", run_name="__main__")
